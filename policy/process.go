package policy

// Process is an organisation's security response process: every number and choice the rules depend on.
// The config package decodes it from process files; the tags are those files' stable keys.
type Process struct {
	Version int    `yaml:"version" json:"version"`
	Preset  string `yaml:"preset,omitempty" json:"preset,omitempty"`
	Mode    Mode   `yaml:"mode" json:"mode"`
	// SRC is the committee that runs the process.
	SRC        Committee       `yaml:"src" json:"src"`
	CodeOwners CodeOwnersRules `yaml:"code_owners" json:"code_owners"`
	Deadlines  Deadlines       `yaml:"deadlines" json:"deadlines"`
	Release    ReleaseRules    `yaml:"release" json:"release"`
	Severity   SeverityRules   `yaml:"severity" json:"severity"`
	CVE        CVERules        `yaml:"cve" json:"cve"`
	// FixRepositories are private repositories of the organisation, by name, where fixes are also worked on.
	FixRepositories []string            `yaml:"fix_repositories" json:"fix_repositories"`
	Announcement    AnnouncementRules   `yaml:"announcement" json:"announcement"`
	Items           map[ItemID]ItemRule `yaml:"items" json:"items"`
}

// Mode says how far the app goes.
type Mode string

// The modes, each including what the one before does.
const (
	ModeObserve Mode = "observe" // writes nothing to GitHub
	ModeAdvise  Mode = "advise"  // comments and checks
	ModeEnforce Mode = "enforce" // also removes collaborators and holds deployments
)

// Committee describes the SRC: its team, its roster and how it is reached privately.
type Committee struct {
	Team        string       `yaml:"team" json:"team"` // slug of the GitHub team
	Roster      []Member     `yaml:"roster" json:"roster"`
	Size        SizeRange    `yaml:"size" json:"size"`
	VendorRatio int          `yaml:"vendor_ratio" json:"vendor_ratio"` // members of one vendor to all others together
	// Consensus says how a change of the roster passes.
	Consensus Consensus `yaml:"consensus" json:"consensus"`
	// Leave says what an absence needs, by its length.
	Leave LeaveRules `yaml:"leave" json:"leave"`
	// InactiveAfter is how long advisories may wait on a member who does nothing; none when zero.
	InactiveAfter Span         `yaml:"inactive_after" json:"inactive_after"`
	Notify        NotifyTarget `yaml:"notify" json:"notify"`
}

// Consensus says how a change of the roster passes.
type Consensus struct {
	// LazyDays are the days after which a change that nobody of the SRC objects to has passed; 0 for never.
	LazyDays int `yaml:"lazy_days" json:"lazy_days"`
	// Add is how many members pass an addition at once.
	Add Quorum `yaml:"add" json:"add"`
	// Remove is how many members pass a removal.
	Remove Quorum `yaml:"remove" json:"remove"`
}

// Quorum is a share of the SRC's members.
type Quorum string

// The quorums.
const (
	QuorumMajority  Quorum = "majority"   // more than half
	QuorumTwoThirds Quorum = "two-thirds" // at least two thirds
	QuorumAll       Quorum = "all"
)

// LeaveRules say what an absence needs, by its length. A zero span sets no such rule.
type LeaveRules struct {
	// CoverFrom is the length from which a leave needs cover: enough other members, or a substitute.
	CoverFrom Span `yaml:"cover_from" json:"cover_from"`
	// SubstituteFrom is the length from which a leave may name a substitute.
	SubstituteFrom Span `yaml:"substitute_from" json:"substitute_from"`
	// Longest is the longest leave there may be.
	Longest Span `yaml:"longest" json:"longest"`
}

// Member is one line of the roster.
type Member struct {
	Login  string `yaml:"login" json:"login"`
	Vendor string `yaml:"vendor" json:"vendor"`
	Duties []Duty `yaml:"duties,omitempty" json:"duties,omitempty"` // preferred duties
	Leave  *Leave `yaml:"leave,omitempty" json:"leave,omitempty"`
}

// Leave is a member's absence, from and to inclusive.
type Leave struct {
	From       Date   `yaml:"from" json:"from"`
	To         Date   `yaml:"to" json:"to"`
	Substitute string `yaml:"substitute,omitempty" json:"substitute,omitempty"` // counts as a member meanwhile
	// SubstituteVendor is the substitute's vendor; the member's when it is left out.
	SubstituteVendor string `yaml:"substitute_vendor,omitempty" json:"substitute_vendor,omitempty"`
}

// SizeRange bounds the number of members, both ends inclusive.
type SizeRange struct {
	Min int `yaml:"min" json:"min"`
	Max int `yaml:"max" json:"max"`
}

// NotifyTarget names private channels: mail addresses and chat channels (whose URLs are server secrets).
type NotifyTarget struct {
	Mail []string `yaml:"mail" json:"mail"`
	Chat []string `yaml:"chat" json:"chat"`
}

// Duty is one of the four responsibilities on an advisory.
type Duty string

// The duties.
const (
	DutyTriage     Duty = "triage"
	DutyInfra      Duty = "infra"
	DutyDisclosure Duty = "disclosure"
	DutyRelease    Duty = "release"
)

// Duties lists the duties in the order they are shown.
func Duties() []Duty { return []Duty{DutyTriage, DutyInfra, DutyDisclosure, DutyRelease} }

// CodeOwnersRules say whose code ownership counts.
type CodeOwnersRules struct {
	// Paths is "default" (owners of the catch-all pattern) or "any" (owners of any path).
	Paths string `yaml:"paths" json:"paths"`
	// ExcludeTeams are slugs of teams that never count as owners.
	ExcludeTeams []string `yaml:"exclude_teams" json:"exclude_teams"`
}

// Deadlines are counted from the report, the retrospective's from the release.
type Deadlines struct {
	Acknowledge   Span                  `yaml:"acknowledge" json:"acknowledge"`
	FixTeam       Span                  `yaml:"fix_team" json:"fix_team"`
	Fix           Span                  `yaml:"fix" json:"fix"`
	Release       Span                  `yaml:"release" json:"release"`
	Retrospective RetrospectiveDeadline `yaml:"retrospective" json:"retrospective"`
}

// RetrospectiveDeadline is the window for the retrospective, counted from the release.
type RetrospectiveDeadline struct {
	After  Span `yaml:"after" json:"after"`
	Within Span `yaml:"within" json:"within"`
}

// ReleaseRules say when a fixed release may go out. All times are UTC.
type ReleaseRules struct {
	Time          ClockTime  `yaml:"time" json:"time"` // "16:00"; "" when any hour will do
	Slot          Span       `yaml:"slot" json:"slot"` // how long a release slot lasts
	AvoidWeekdays []Weekday  `yaml:"avoid_weekdays" json:"avoid_weekdays"`
	Blackouts     []Blackout `yaml:"blackouts" json:"blackouts"`
	TagPrefix     string     `yaml:"tag_prefix" json:"tag_prefix"`
}

// Blackout is a run of days without releases, from and to inclusive.
type Blackout struct {
	From Date   `yaml:"from" json:"from"`
	To   Date   `yaml:"to" json:"to"`
	Why  string `yaml:"why" json:"why"`
}

// SeverityRules say what a score means for the process.
type SeverityRules struct {
	// SlowBelow is the CVSS score under which the fix team may slow down.
	SlowBelow float64 `yaml:"slow_below" json:"slow_below"`
}

// CVERules say when a missing CVE blocks the release.
type CVERules struct {
	// BeforeRelease is "assigned", "requested" or "none".
	BeforeRelease string `yaml:"before_release" json:"before_release"`
}

// AnnouncementRules say what is announced, how and where.
type AnnouncementRules struct {
	Project        string    `yaml:"project" json:"project"`
	VersionCommand string    `yaml:"version_command" json:"version_command"`
	Mail           MailRoute `yaml:"mail" json:"mail"`
	Chat           []string  `yaml:"chat" json:"chat"`
}

// MailRoute is a sender and its recipients.
type MailRoute struct {
	From string   `yaml:"from" json:"from"`
	To   []string `yaml:"to" json:"to"`
}

// ItemRule changes a built-in item, or (with a title) adds one that people tick by hand.
type ItemRule struct {
	ID       ItemID `yaml:"id,omitempty" json:"id,omitempty"` // may repeat the key, for readers
	Enabled  *bool  `yaml:"enabled,omitempty" json:"enabled,omitempty"`
	Severity string `yaml:"severity,omitempty" json:"severity,omitempty"` // "required" or "advice"
	Title    string `yaml:"title,omitempty" json:"title,omitempty"`
	Deadline Span   `yaml:"deadline,omitzero" json:"deadline,omitzero"`
}

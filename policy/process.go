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
	Fix        FixRules        `yaml:"fix" json:"fix"`
	Prenotice  PrenoticeRules  `yaml:"prenotice" json:"prenotice"`
	// FixRepositories are private repositories of the organisation, by name, where fixes are also worked on.
	FixRepositories []string            `yaml:"fix_repositories" json:"fix_repositories"`
	LeakGuard       LeakGuardRules      `yaml:"leak_guard" json:"leak_guard"`
	Reminders       ReminderRules       `yaml:"reminders" json:"reminders"`
	Artifacts       ArtifactRules       `yaml:"artifacts" json:"artifacts"`
	Announcement    AnnouncementRules   `yaml:"announcement" json:"announcement"`
	Items           map[ItemID]ItemRule `yaml:"items" json:"items"`
}

// Mode says how far the app goes.
type Mode string

// The modes, each including what the one before does.
const (
	ModeObserve Mode = "observe" // writes nothing to GitHub
	ModeAdvise  Mode = "advise"  // comments, checks, and what a command asks for
	ModeEnforce Mode = "enforce" // also removes collaborators and holds deployments
)

// Committee describes the SRC: its team, its roster and how it is reached privately.
type Committee struct {
	Team        string    `yaml:"team" json:"team"` // slug of the GitHub team
	Roster      []Member  `yaml:"roster" json:"roster"`
	Size        SizeRange `yaml:"size" json:"size"`
	VendorRatio int       `yaml:"vendor_ratio" json:"vendor_ratio"` // members of one vendor to all others together
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

// The values of CodeOwnersRules.Paths.
const (
	PathsDefault = "default"
	PathsAny     = "any"
)

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
	// AnnouncedAhead is how long before the release its day is made public; "" when it is not.
	AnnouncedAhead Span `yaml:"announced_ahead" json:"announced_ahead"`
	// Tolerance is how much earlier or later than its slot a release may come out without being out of it.
	Tolerance Span `yaml:"tolerance" json:"tolerance"`
	// PublishWithin is how long after the release its advisory may stay unpublished before somebody is told; never
	// when "".
	PublishWithin Span `yaml:"publish_within" json:"publish_within"`
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
	// Bands give severe vulnerabilities less time.
	Bands []SeverityBand `yaml:"bands" json:"bands"`
}

// SeverityBand shortens deadlines from a score on. Of all that hold for a score the shortest counts.
type SeverityBand struct {
	From      float64       `yaml:"from" json:"from"` // the lowest CVSS score of the band
	Deadlines BandDeadlines `yaml:"deadlines" json:"deadlines"`
}

// BandDeadlines are a band's deadlines, counted from the report; "" where the band changes nothing.
type BandDeadlines struct {
	Fix     Span `yaml:"fix,omitzero" json:"fix,omitzero"`
	Release Span `yaml:"release,omitzero" json:"release,omitzero"`
}

// CVERules say when a missing CVE blocks the release, and how long it may be missing afterwards.
type CVERules struct {
	// BeforeRelease is "assigned", "requested" or "none".
	BeforeRelease string `yaml:"before_release" json:"before_release"`
	// AfterRelease is how long after the publication a CVE must be assigned; "" for no such deadline.
	AfterRelease Span `yaml:"after_release" json:"after_release"`
}

// The values of CVERules.BeforeRelease, from loose to strict.
const (
	CVENone      = "none"
	CVERequested = "requested"
	CVEAssigned  = "assigned"
)

// FixRules say who must approve a fix.
type FixRules struct {
	// Approvals is how many of the fix team must approve each pull request as it is merged.
	Approvals int `yaml:"approvals" json:"approvals"`
	// SRCApproval says that one more approval must come from the SRC.
	SRCApproval bool `yaml:"src_approval" json:"src_approval"`
}

// PrenoticeRules say how distributors are told before everybody else.
type PrenoticeRules struct {
	// Days is how many days before the release slot they are told; 0 for no such notice.
	Days int `yaml:"days" json:"days"`
	// MaxEmbargo is how long they may be asked to keep it to themselves; "" for no limit.
	MaxEmbargo Span `yaml:"max_embargo" json:"max_embargo"`
	// To are the mail addresses of the distributors' lists.
	To []string `yaml:"to" json:"to"`
	// Details says that the notice holds what the advisory says, by mail that nothing encrypts on its way.
	Details bool `yaml:"details" json:"details"`
}

// ArtifactRules say what the files of a fixed release must come up to.
type ArtifactRules struct {
	// Identities are those that may sign: any of them will do.
	Identities []SigningIdentity `yaml:"identities" json:"identities"`
	// Require is the least that each file must come up to.
	Require ArtifactNeed `yaml:"require" json:"require"`
	// Smoke is a command that shows that the release works. It is shown to people and never run by the app.
	Smoke string `yaml:"smoke" json:"smoke"`
}

// SigningIdentity is somebody who may sign a release, as the certificate of a keyless signature names them. Both are
// regular expressions (RE2) that must match the whole.
type SigningIdentity struct {
	// SAN is the certificate's subject: a mail address, or a workflow's address.
	SAN string `yaml:"san" json:"san"`
	// Issuer is the OpenID Connect issuer that vouches for the subject.
	Issuer string `yaml:"issuer" json:"issuer"`
}

// ArtifactNeed is how much proof a release's files need.
type ArtifactNeed string

// The needs, from weak to strong.
const (
	ArtifactNeedNone      ArtifactNeed = "none"      // everybody can fetch them, and nothing speaks against them
	ArtifactNeedChecksum  ArtifactNeed = "checksum"  // a checksum file lists them
	ArtifactNeedSignature ArtifactNeed = "signature" // a permitted identity signed them
)

// AnnouncementRules say what is announced, how and where.
type AnnouncementRules struct {
	Project        string `yaml:"project" json:"project"`
	VersionCommand string `yaml:"version_command" json:"version_command"`
	// Template is the path of a template of one's own, in the repository or in the organisation's .github repository.
	Template string    `yaml:"template,omitempty" json:"template,omitempty"`
	Mail     MailRoute `yaml:"mail" json:"mail"`
	Chat     []string  `yaml:"chat" json:"chat"`
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

// Disabled tells whether the item is no part of the process.
func (r ItemRule) Disabled() bool { return r.Enabled != nil && !*r.Enabled }

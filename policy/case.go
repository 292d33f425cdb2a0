package policy

import (
	"net/url"
	"slices"
	"time"
)

// Case is everything known about one advisory at the moment it was looked at: plain values, no clients.
// It holds embargoed text (summary, description), so it is never logged and never stored.
type Case struct {
	Advisory Advisory
	// Comments lists the thread, oldest first, without its text.
	Comments []Comment
	// Owners are the repository's code owners according to CodeOwners.Paths.
	Owners Fact[Owners]
	// SRC is the security response team with the members GitHub lists now.
	SRC Fact[Team]
	// CollaboratingTeams are the teams on the advisory with their members, in the advisory's order.
	CollaboratingTeams []Fact[Team]
	// Releases are the repository's releases, newest first, drafts included where GitHub shows them.
	Releases Fact[[]Release]
	// PullRequests are those named by /fix-ready, in the order named.
	PullRequests []PullRequest
	// Artifacts are what the release consists of, as verified; unknown until somebody looked.
	Artifacts Fact[[]Artifact]
	// Sent is what this app sent about the advisory, oldest first.
	Sent []Sent
	// Unsure is what it may have sent: the process died, or the answer was lost. It is not sent again.
	Unsure []Sent
	// Refused is what a channel would not take, so that it certainly did not arrive. It is sent again only on a new order.
	Refused []Sent
	// RecordedSince is when the record of this advisory began anew, after an earlier one was lost; zero when it is whole.
	// What was sent before that is not known.
	RecordedSince time.Time
	// SettledSince is since when looks have found an item settled while the advisory was under embargo, as far as it is
	// on record. Nothing is judged by it; a retrospective tells it.
	SettledSince map[ItemID]time.Time
	// Handled is what this app did about collaborators who may not be there, oldest first.
	Handled []Handling
	// Told is what people were told in notes of the app's own accord, in no particular order.
	Told []Telling
	// NotedAt is when the app last wrote a note of its own accord; zero for never.
	NotedAt time.Time
	// Waiting are the deployments that are held for the advisory, in no particular order.
	Waiting []Deployment
	// Decisions are the commands folded so far, oldest first, refused ones included.
	Decisions []Decision
}

// Advisory is a repository security advisory as GitHub gives it.
type Advisory struct {
	Owner, Repo, GHSA    string
	URL                  string // the page a person opens
	State                AdvisoryState
	Summary, Description string   // embargoed
	Author               string   // login; the reporter of a private report, else the maintainer who drafted it
	PrivateReport        bool     // it came through GitHub's private report form
	Severity             string   // GitHub's word: "critical", "high", "medium", "low" or ""
	CVSS                 []CVSS   // recorded vectors, 4.0 before 3.x; empty when none
	CVE                  string   // "" until assigned
	CWEs                 []string // such as "CWE-79"
	Vulnerabilities      []Vulnerability
	Credits              []Credit
	Users                []string // collaborating users' logins
	Teams                []string // collaborating teams' slugs (of the owning organisation)
	PrivateFork          string   // OWNER/NAME of the temporary private fork, "" when there is none
	ThreadOpen           bool     // whether GitHub still takes comments
	CreatedAt, UpdatedAt time.Time
	PublishedAt          time.Time // zero until published
	ClosedAt             time.Time // zero unless closed
	WithdrawnAt          time.Time // zero unless withdrawn
}

// AdvisoryState is GitHub's own word for where an advisory stands.
type AdvisoryState string

// The states GitHub knows.
const (
	AdvisoryTriage    AdvisoryState = "triage"
	AdvisoryDraft     AdvisoryState = "draft"
	AdvisoryPublished AdvisoryState = "published"
	AdvisoryClosed    AdvisoryState = "closed"
	AdvisoryWithdrawn AdvisoryState = "withdrawn"
)

// OpenStates are those of an advisory under embargo.
var OpenStates = []AdvisoryState{AdvisoryTriage, AdvisoryDraft}

// Open tells whether an advisory may still be published: it is neither public nor given up.
func (s AdvisoryState) Open() bool { return slices.Contains(OpenStates, s) }

// Page is the address of an account, or a repository OWNER/NAME, on the GitHub that the advisory is on; "" when the
// advisory's own address is not known.
func (a Advisory) Page(name string) string {
	page, err := url.Parse(a.URL)
	if err != nil || page.Host == "" {
		return ""
	}
	return (&url.URL{Scheme: page.Scheme, Host: page.Host, Path: "/" + name}).String()
}

// CVSS is one recorded vector with the score GitHub shows beside it.
type CVSS struct {
	Vector string
	Score  float64
}

// Vulnerability is one affected package of an advisory.
type Vulnerability struct {
	Ecosystem, Package string
	Affected           string // version range, such as "< 2.3.1"
	Patched            string // patched versions, comma-separated, "" while unknown
}

// Credit is one person the advisory credits.
type Credit struct {
	Login, Type string
	State       string // "accepted", "declined", "pending" or "" when GitHub did not say
}

// Given tells whether somebody is credited in public: they have neither declined nor still to answer.
func (c Credit) Given() bool { return c.Login != "" && c.State != "declined" && c.State != "pending" }

// Comment is one comment of the thread without its text.
type Comment struct {
	ID        int64
	Author    string // login, "" when GitHub does not tell
	App       bool   // written by this app
	URL       string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Team is a GitHub team with its present members.
type Team struct {
	Org, Slug string
	Members   []string // logins
}

// Owners are the code owners that count for an advisory.
type Owners struct {
	Path   string   // of the CODEOWNERS file read
	Logins []string // owners named as persons
	Teams  []Team   // owners named as teams, with their members
}

// Release is a GitHub release of the advisory's repository.
type Release struct {
	Tag, URL          string
	Draft, Prerelease bool
	PublishedAt       time.Time // zero while draft
}

// PullRequest is a fix pull request named by /fix-ready.
type PullRequest struct {
	Owner, Repo string
	Number      int
	URL         string
	Read        Fact[PullRequestState]
}

// PullRequestState is what GitHub says of a pull request now.
type PullRequestState struct {
	Open, Merged bool
	HeadSHA      string
	MergeSHA     string // "" until merged
	Reviews      []Review
}

// Review is one review of a pull request.
type Review struct {
	Login    string
	Approved bool   // an approval that has not been dismissed
	SHA      string // the commit it was given for
	At       time.Time
}

// Sent is a text that this app sent.
type Sent struct {
	Kind     SentKind
	Occasion string // tells one of a kind from the next, where there may be several
	Channel  string // as configured: a mail address or the name of a chat channel
	Mail     bool   // by mail
	At       time.Time
	URL      string // where to read it, "" when unknown
}

// SentKind says what was sent.
type SentKind string

// The kinds.
const (
	SentAnnouncement  SentKind = "announcement"
	SentRetrospective SentKind = "retrospective"
	// SentRetrospectiveDraft goes to the SRC, for review.
	SentRetrospectiveDraft SentKind = "retrospective-draft"
	SentPrenotice          SentKind = "prenotice" // to distributors
)

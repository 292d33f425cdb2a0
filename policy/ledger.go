package policy

import (
	"slices"
	"time"
)

// Ledger is the standing that all accepted decisions add up to: later words replace earlier ones.
// A Decision within it that was never made is the zero Decision; ask with Decision.Made.
type Ledger struct {
	Acknowledged []Decision          // every /ack, oldest first
	Duties       map[Duty]Assignment // who has which duty
	Triage       Triage
	ReportedAt   Moment // when the report came, if not with the advisory
	Reporter     Reporter

	CVSS             Decision // the last /cvss
	Severity         Decision // the SRC's last ruling on severity, unless the SRC gave a vector after it
	CVERequest       Decision // the first /request-cve
	Fork             Decision // the last /create-fork
	FixReady         PullRequests
	IntroducedBy     PullRequests
	Slow             Decision // the last /slow
	LowRisk          Decision // the last /low-risk
	PublicDisclosure Decision // the first /public-disclosure
	ReporterDeadline Moment
	Upstream         Moment

	Credits      []CreditWish // how people are to be credited, each person once
	Proposal     Proposal
	Approved     []Approval // outsiders and teams that an SRC member let in, in the order approved
	Waived       map[ItemID]Decision
	Done         map[ItemID]Decision // items of the process's own that people ticked
	Extended     map[ItemID]Moment
	Announcement Announcement
	Prenotice    Prenotice
	Publish      []Decision // every /publish, oldest first
	Retro        []Decision // every /retro, oldest first
}

// RetroSend is the last word that wants the retrospective sent.
func (l Ledger) RetroSend() Decision {
	for _, d := range slices.Backward(l.Retro) {
		if d.Args[ArgAct] == RetroSend {
			return d
		}
	}
	return Decision{}
}

// Assignment says who has a duty and which decision gave it.
type Assignment struct {
	Login    string
	Decision Decision
}

// TriageVerdict is the outcome of triage.
type TriageVerdict string

// The verdicts of triage.
const (
	TriageAccepted TriageVerdict = "accepted"
	TriageUpstream TriageVerdict = "upstream" // the flaw is in another project's code
	TriageRejected TriageVerdict = "rejected"
)

// Triage is the verdict on a report and the decision that gave it.
type Triage struct {
	Verdict  TriageVerdict
	Decision Decision
}

// Channel is how a report came in.
type Channel string

// The channels.
const (
	ChannelPrivate Channel = "private"
	ChannelPublic  Channel = "public"
)

// Reporter is who reported the vulnerability according to the SRC.
type Reporter struct {
	Login    string
	Channel  Channel
	Decision Decision
}

// Moment is a time that a decision set.
type Moment struct {
	Time     time.Time
	Decision Decision
}

// PullRequests are those that a decision named.
type PullRequests struct {
	Refs     []PullRequestRef
	Decision Decision
}

// Proposal is the release slot on the table. A new proposal replaces it with all that was said about it.
type Proposal struct {
	Start    time.Time
	Override bool // an SRC member insisted although the slot is unwise
	Decision Decision
	// Words are the agreements that stand, one per person, the proposer's own first; none after a /disagree.
	Words []Decision
	// Disagreed is the last /disagree when nobody has proposed since.
	Disagreed Decision
}

// Approval lets one outsider or one team collaborate.
type Approval struct {
	Login    string // "" for a team
	Team     string // "org/slug", "" for a person
	Decision Decision
}

// Announcement is what was decided about the announcement.
type Announcement struct {
	Preview Decision   // the last /announce preview
	Sends   []Decision // the /announce send that stand, one per SRC member; none after a /announce hold
	Held    Decision   // the last /announce hold
}

// Armed tells whether two different SRC members want the announcement sent.
func (a Announcement) Armed() bool { return len(a.Sends) >= 2 }

// Ordered is when the last of the words came that want it sent; zero until it is armed.
func (a Announcement) Ordered() time.Time { return orderedAt(a.Armed(), a.Sends) }

// orderedAt is when the last of some words was decided, where they are enough.
func orderedAt(enough bool, words []Decision) (last time.Time) {
	for _, word := range words {
		if enough && word.FoldedAt.After(last) {
			last = word.FoldedAt
		}
	}
	return last
}

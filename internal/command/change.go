package command

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// differ keeps of two standings what is not the same in both.
func differ(before, after map[string]string) (was, is map[string]string) {
	put := func(m *map[string]string, name, value string) {
		if *m == nil {
			*m = map[string]string{}
		}
		(*m)[name] = value
	}
	for name, value := range before {
		if after[name] != value {
			put(&was, name, value)
		}
	}
	for name, value := range after {
		if before[name] != value {
			put(&is, name, value)
		}
	}
	return was, is
}

// Changes follows a ledger from decision to decision and says what each of them changed.
type Changes struct {
	ledger   policy.Ledger
	standing map[string]string
}

// NewChanges begins with the decisions made so far.
func NewChanges(decisions []policy.Decision) *Changes {
	ledger := policy.Settle(decisions)
	return &Changes{ledger: ledger, standing: standing(ledger)}
}

// Next adds a decision and says what it changed: what was, and what is since. Both hold only names that differ,
// each with an identifier such as a login, a time or an item's ID, so they may be stored. What could tell something
// about the vulnerability is "set by comment N". A name that is missing from one of the two was not set then.
// Both are nil when nothing changed.
func (c *Changes) Next(d policy.Decision) (was, is map[string]string) {
	if d.Verdict != policy.VerdictAccepted {
		return nil, nil
	}
	policy.SettleNext(&c.ledger, d)
	before := c.standing
	c.standing = standing(c.ledger)
	return differ(before, c.standing)
}

// facts collects what stands, by name; what is empty does not.
type facts map[string]string

func (f facts) put(name, value string) {
	if value != "" {
		f[name] = value
	}
}

func (f facts) time(name string, at time.Time) {
	if !at.IsZero() {
		f[name] = at.UTC().Format(time.RFC3339)
	}
}

// done notes that a decision was made which says no more than that.
func (f facts) done(name string, d policy.Decision) {
	if d.Made() {
		f[name] = "yes"
	}
}

// secret notes whose comment holds a value that is never stored.
func (f facts) secret(name string, d policy.Decision) {
	if d.Made() {
		f[name] = policy.SetBy(d.Comment)
	}
}

// people notes who said something, each once, in the order of their last word.
func (f facts) people(name string, words []policy.Decision) {
	var logins []string
	for _, d := range slices.Backward(words) {
		if !slices.ContainsFunc(logins, func(l string) bool { return strings.EqualFold(l, d.Actor) }) {
			logins = append(logins, d.Actor)
		}
	}
	slices.Reverse(logins)
	f.put(name, strings.Join(logins, " "))
}

func (f facts) pulls(name string, named policy.PullRequests) {
	refs := make([]string, 0, len(named.Refs))
	for _, ref := range named.Refs {
		refs = append(refs, ref.String())
	}
	f.put(name, strings.Join(refs, " "))
}

// standing is a ledger in identifiers.
func standing(l policy.Ledger) map[string]string {
	f := facts{}
	f.people("acknowledged", l.Acknowledged)
	for duty, assignment := range l.Duties {
		f.put("duty/"+string(duty), assignment.Login)
	}
	f.put("triage", string(l.Triage.Verdict))
	f.time("reported-at", l.ReportedAt.Time)
	f.put("reporter", l.Reporter.Login)
	f.put("reporter-channel", string(l.Reporter.Channel))
	for _, wish := range l.Credits {
		f.put("credit/"+strings.ToLower(wish.Login), cmp.Or(wish.Type, "any"))
	}
	f.secret("cvss", l.CVSS)
	f.secret("severity", l.Severity)
	f.done("cve-request", l.CVERequest)
	f.done("fork-request", l.Fork)
	f.pulls("fix", l.FixReady)
	f.pulls("introduced-by", l.IntroducedBy)
	f.done("slow", l.Slow)
	f.done("low-risk", l.LowRisk)
	f.secret("public-disclosure", l.PublicDisclosure)
	f.time("reporter-deadline", l.ReporterDeadline.Time)
	f.time("upstream", l.Upstream.Time)
	f.secret("upstream-project", l.Upstream.Decision)
	f.slot(l.Proposal)
	f.put("approved", strings.Join(approved(l.Approved), " "))
	for item := range l.Waived {
		f.put("item/"+string(item), string(policy.StateWaived))
	}
	for item := range l.Done {
		f.put("item/"+string(item), string(policy.StateDone))
	}
	for item, moment := range l.Extended {
		f.time("deadline/"+string(item), moment.Time)
	}
	f.publicity(l)
	return f
}

// publicity are the words of those who have something sent or published.
func (f facts) publicity(l policy.Ledger) {
	f.done("announcement-preview", l.Announcement.Preview)
	f.people("announcement-sent-by", l.Announcement.Sends)
	if len(l.Announcement.Sends) == 0 {
		f.put("announcement-held-by", l.Announcement.Held.Actor)
	}
	f.people("prenotice-asked-by", l.Prenotice.Sends)
	f.put("prenotice-to", strings.Join(l.Prenotice.To(), " "))
	if len(l.Prenotice.Sends) == 0 {
		f.put("prenotice-held-by", l.Prenotice.Held.Actor)
	}
	f.people("publish-asked-by", l.Publish)
	f.people("retro-asked-by", l.Retro)
	f.put("retro-sent-by", l.RetroSend().Actor)
}

func (f facts) slot(p policy.Proposal) {
	f.time("release-slot", p.Start)
	if p.Override {
		f.put("release-slot-insisted", "yes")
	}
	f.people("release-slot-agreed-by", p.Words)
	f.put("release-slot-disagreed-by", p.Disagreed.Actor)
}

func approved(approvals []policy.Approval) []string {
	names := make([]string, 0, len(approvals))
	for _, a := range approvals {
		names = append(names, a.Login+a.Team) // one of them is empty
	}
	return names
}

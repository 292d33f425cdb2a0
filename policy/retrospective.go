package policy

import (
	"cmp"
	"slices"
	"time"
)

// Retrospective is how an advisory went, as the record and GitHub show it: facts and the questions they raise, no
// causes and no judgement of anybody.
type Retrospective struct {
	Milestones []Milestone    // in the order of time
	Deadlines  []KeptDeadline // in the order of the checklist
	People     []Participant  // in the order of their first word
	// Introduced and Fixed are the pull requests that brought the flaw and the fix, as named.
	Introduced, Fixed []NamedPullRequest
	Waivers           []Decision // those that stand, oldest first
	Extensions        []Decision // likewise
	Questions         []Question
}

// MilestoneKind is a moment that most advisories have.
type MilestoneKind string

// The milestones.
const (
	MilestoneReported     MilestoneKind = "reported"
	MilestoneAcknowledged MilestoneKind = "acknowledged"
	MilestoneAccepted     MilestoneKind = "accepted"
	MilestonePublic       MilestoneKind = "public" // it was known before the fix
	MilestoneFixReady     MilestoneKind = "fix-ready"
	MilestoneAgreed       MilestoneKind = "agreed" // on the release slot
	MilestoneDistributors MilestoneKind = "distributors"
	MilestonePublished    MilestoneKind = "published"
	MilestoneReleased     MilestoneKind = "released"
	MilestoneAnnounced    MilestoneKind = "announced"
)

// Milestone is one moment in the life of an advisory.
type Milestone struct {
	Kind MilestoneKind
	At   time.Time
	Took time.Duration // since the milestone before
}

// NamedPullRequest is a pull request with its address.
type NamedPullRequest struct {
	PullRequestRef
	URL     string // "" when it is not known
	Private bool   // the public cannot read it
}

// Participant is what one person did, by the record.
type Participant struct {
	Login  string
	Right  Right // the strongest one used
	Duties []Duty
	Did    []Deed // in the order of the first time
}

// Deed is a kind of thing somebody did.
type Deed struct {
	Command string // the command's name, or DeedReviewed
	Times   int
}

// DeedReviewed is approving a pull request of the fix.
const DeedReviewed = "approved-fix"

// Retrospect works out how an advisory went, from a case and the report on it.
func Retrospect(process Process, c Case, report Report, now time.Time) Retrospective {
	v := report.view(&process, &c, now)
	r := Retrospective{
		Milestones: v.milestones(),
		Deadlines:  v.keptDeadlines(report),
		People:     v.participants(),
		Introduced: v.named(v.ledger.IntroducedBy),
		Fixed:      v.named(v.ledger.FixReady),
	}
	for _, d := range v.ledger.Waived {
		r.Waivers = append(r.Waivers, d)
	}
	for _, moment := range v.ledger.Extended {
		r.Extensions = append(r.Extensions, moment.Decision)
	}
	for _, list := range [][]Decision{r.Waivers, r.Extensions} {
		slices.SortFunc(list, func(a, b Decision) int {
			return cmp.Or(a.WrittenAt.Compare(b.WrittenAt), compareItems(ItemID(a.Args[ArgItem]), ItemID(b.Args[ArgItem])))
		})
	}
	r.Questions = v.questions(r, report)
	return r
}

// RetrospectiveDue is when the draft of the retrospective is to be made; zero while it is not known. Nobody drafts what
// is not part of the process, waived or sent.
func RetrospectiveDue(process Process, c Case, report Report) time.Time {
	released := report.view(&process, &c, time.Time{}).releasedAt()
	if item := report.Item(ItemRetrospective); released.IsZero() || item.Need == NeedDisabled || item.Settled() {
		return time.Time{}
	}
	return process.Deadlines.Retrospective.After.After(released)
}

// milestones lists what has happened, in the order of time, each with what it took.
func (v *view) milestones() []Milestone {
	var all []Milestone
	add := func(kind MilestoneKind, at time.Time) {
		if !at.IsZero() {
			all = append(all, Milestone{Kind: kind, At: at.UTC()})
		}
	}
	add(MilestoneReported, v.timeline.Reported)
	add(MilestoneAcknowledged, v.doneAt(ItemAcknowledged))
	if v.ledger.Triage.Verdict != TriageRejected {
		add(MilestoneAccepted, v.ledger.Triage.Decision.WrittenAt)
	}
	add(MilestonePublic, v.ledger.PublicDisclosure.WrittenAt)
	add(MilestoneFixReady, v.doneAt(ItemFixReady))
	add(MilestoneAgreed, v.doneAt(ItemReleaseDay))
	add(MilestoneDistributors, v.timeline.Noticed)
	add(MilestonePublished, v.doneAt(ItemAdvisoryPublished))
	add(MilestoneReleased, v.doneAt(ItemRelease))
	add(MilestoneAnnounced, v.doneAt(ItemAnnounced))
	slices.SortStableFunc(all, func(a, b Milestone) int { return a.At.Compare(b.At) })
	for i := 1; i < len(all); i++ {
		all[i].Took = all[i].At.Sub(all[i-1].At)
	}
	return all
}

// doneAt is when what an item asks for came to be so; zero when it has not, or nobody knows when.
func (v *view) doneAt(id ItemID) time.Time {
	switch id {
	case ItemAcknowledged:
		return v.acknowledgedAt()
	case ItemTriage:
		return v.ledger.Triage.Decision.WrittenAt
	case ItemFixReady:
		return v.ledger.FixReady.Decision.WrittenAt
	case ItemReleaseDay:
		return v.agreedAt()
	case ItemAdvisoryPublished:
		if v.published() {
			return v.c.Advisory.PublishedAt
		}
		return time.Time{}
	case ItemRelease:
		return v.lastRelease()
	case ItemAnnounced:
		return v.sentAt(SentAnnouncement)
	case ItemRetrospective:
		return v.sentAt(SentRetrospective)
	}
	if ticked, ok := v.ledger.Done[id]; ok {
		return ticked.WrittenAt
	}
	return v.c.SettledSince[id]
}

// acknowledgedAt is the first word of the SRC or the fix team. Once GitHub has closed the thread, only the commands in
// it are known still, and what a look had found by then.
func (v *view) acknowledgedAt() time.Time {
	first := v.c.SettledSince[ItemAcknowledged]
	for i := range v.c.Comments {
		comment := &v.c.Comments[i]
		if !comment.App && (v.src(comment.Author) || v.fixTeam(comment.Author)) {
			first = earlier(first, comment.CreatedAt)
		}
	}
	for _, d := range v.c.Decisions {
		if d.Right == RightSRC || d.Right == RightFixTeam {
			first = earlier(first, d.WrittenAt)
		}
	}
	return first
}

// lastRelease is when the last of the patched versions was released; zero while one is missing.
func (v *view) lastRelease() time.Time {
	var last time.Time
	for _, version := range v.patchedVersions() {
		release, found := v.releaseOf(version)
		if !found || release.Draft || release.PublishedAt.IsZero() {
			return time.Time{}
		}
		if release.PublishedAt.After(last) {
			last = release.PublishedAt
		}
	}
	return last
}

func (v *view) sentAt(kind SentKind) time.Time {
	for _, sent := range v.c.Sent {
		if sent.Kind == kind && sent.Mail {
			return sent.At
		}
	}
	return time.Time{}
}

// crowd collects who took part, each once.
type crowd []Participant

func (all *crowd) find(login string) *Participant {
	for i := range *all {
		if sameLogin((*all)[i].Login, login) {
			return &(*all)[i]
		}
	}
	*all = append(*all, Participant{Login: login})
	return &(*all)[len(*all)-1]
}

// participants lists who acted for the SRC or the fix team. What anybody only asked is nothing they did.
func (v *view) participants() []Participant {
	var all crowd
	for _, d := range v.c.Decisions {
		if d.Verdict != VerdictAccepted || d.Right != RightSRC && d.Right != RightFixTeam {
			continue
		}
		p := all.find(d.Actor)
		if p.Right != RightSRC {
			p.Right = d.Right
		}
		p.did(d.Command)
	}
	for _, login := range v.reviewers() {
		all.find(login).did(DeedReviewed)
	}
	for _, duty := range Duties() {
		if assignment, ok := v.ledger.Duties[duty]; ok {
			p := all.find(assignment.Login)
			p.Duties = append(p.Duties, duty)
		}
	}
	return all
}

// reviewers lists the members of the SRC and the fix team who approved the fix, once for each pull request.
func (v *view) reviewers() []string {
	var logins []string
	for _, pull := range v.c.PullRequests {
		for _, review := range pull.Read.Value.Reviews {
			if pull.Read.Known && review.Approved && (v.src(review.Login) || v.fixTeam(review.Login)) {
				logins = append(logins, review.Login)
			}
		}
	}
	return logins
}

func (p *Participant) did(command string) {
	for i := range p.Did {
		if p.Did[i].Command == command {
			p.Did[i].Times++
			return
		}
	}
	p.Did = append(p.Did, Deed{Command: command, Times: 1})
}

func (v *view) named(pulls PullRequests) []NamedPullRequest {
	var all []NamedPullRequest
	for _, ref := range pulls.Refs {
		all = append(all, NamedPullRequest{
			PullRequestRef: ref, URL: v.pullRequestURL(ref),
			Private: v.isFork(ref.Owner, ref.Repo) || v.isFixRepository(ref.Owner, ref.Repo),
		})
	}
	return all
}

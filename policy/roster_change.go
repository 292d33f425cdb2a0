package policy

import "time"

// ReviewState is what a review says.
type ReviewState string

// The states of a review that count; one that only comments, or was dismissed, takes no side.
const (
	ReviewApproved  ReviewState = "approved"
	ReviewObjected  ReviewState = "objected" // changes requested
	ReviewDismissed ReviewState = "dismissed"
	ReviewCommented ReviewState = "commented"
)

// RosterReview is one review of a change of the roster.
type RosterReview struct {
	Login string
	State ReviewState
	SHA   string // the commit that was reviewed
	At    time.Time
}

// RosterProposal is a change of the roster as it was proposed, by pull request.
type RosterProposal struct {
	Author string
	Head   string // commit; an approval of any other does not count
	// Since is the moment since which the change could be objected to as it is now: a push starts anew.
	Since   time.Time
	Reviews []RosterReview
	// Team is who is on the SRC's team. They decide while the roster in force names nobody.
	Team []string
}

// RosterState says how far a change of the roster has come.
type RosterState string

// The states of a change.
const (
	RosterPassed  RosterState = "passed"
	RosterWaiting RosterState = "waiting"
	RosterFailed  RosterState = "failed"
)

// Reason is one node of a tree of reasons: what, how it stands, and why.
type Reason struct {
	State RosterState
	Text  string
	Below []Reason
}

// RosterVerdict says whether a change of the roster passes, and why.
type RosterVerdict struct {
	State   RosterState
	Reasons []Reason
	// Changed tells whether the proposal changes the roster or its rules at all.
	Changed bool
	// Approved and Objected are the voters who did so, the author among those who approve.
	Approved, Objected []string
	// PassesAt is when the change passes if nobody objects; zero when time alone does not do it.
	PassesAt time.Time
	// Problems are those of the roster as it would be.
	Problems []RosterProblem
}

// JudgeRosterChange decides whether a change of the roster may pass. The rules are those in force before:
//
//   - an addition passes when nobody of the SRC has objected for the days of lazy consensus, or at once when a
//     majority approves; a substitute counts as one who joins, and so does a change of vendor;
//   - a removal, and a change of the committee's own rules, passes with a super-majority;
//   - stepping down, taking a leave without a substitute and choosing one's own duties pass at once; when somebody
//     else proposes it, leave and duties pass like an addition.
//
// Whoever proposes agrees; approvals count for the commit they were given for, objections until they are taken
// back. The roster that results must be right as well.
func JudgeRosterChange(before, after Process, p RosterProposal, now time.Time) RosterVerdict {
	j := newRosterJudge(before, after, p, now)
	v := RosterVerdict{State: RosterPassed, Approved: j.approved, Objected: j.objected}
	for _, c := range j.changes() {
		v.Changed = true
		v.take(j.judge(c))
	}
	v.Problems = CheckRoster(after, now)
	v.take(rosterRight(v.Problems), time.Time{})
	if v.State != RosterWaiting {
		v.PassesAt = time.Time{}
	}
	return v
}

// take adds a reason: the worst of all decides, and the whole passes by itself only if all that waits does.
func (v *RosterVerdict) take(r Reason, passesAt time.Time) {
	v.Reasons = append(v.Reasons, r)
	switch {
	case r.State == RosterFailed:
		v.State = RosterFailed
	case r.State == RosterWaiting && v.State == RosterPassed:
		v.State, v.PassesAt = RosterWaiting, passesAt
	case r.State == RosterWaiting && v.State == RosterWaiting:
		if passesAt.IsZero() || v.PassesAt.IsZero() {
			v.PassesAt = time.Time{}
		} else if passesAt.After(v.PassesAt) {
			v.PassesAt = passesAt
		}
	}
}

func rosterRight(problems []RosterProblem) Reason {
	r := Reason{State: RosterPassed, Text: rosterFine}
	for _, p := range problems {
		r.State, r.Text = RosterFailed, rosterWrong
		r.Below = append(r.Below, Reason{State: RosterFailed, Text: p.Sentence()})
	}
	return r
}

// rosterJudge holds who may decide and what they said.
type rosterJudge struct {
	before, after      *Process
	proposal           *RosterProposal
	now                time.Time
	voters             []string
	approved, objected []string
}

func newRosterJudge(before, after Process, p RosterProposal, now time.Time) *rosterJudge {
	j := &rosterJudge{before: &before, after: &after, proposal: &p, now: now}
	logins := seatLogins(Seats(before, DateOf(now)))
	if len(before.SRC.Roster) == 0 {
		logins = p.Team
	}
	for _, login := range logins {
		j.voters = appendName(j.voters, login)
	}
	for _, voter := range j.voters {
		switch j.word(voter) {
		case ReviewApproved:
			j.approved = append(j.approved, voter)
		case ReviewObjected:
			j.objected = append(j.objected, voter)
		}
	}
	return j
}

// word is what a voter says at last. Who only comments has not changed their mind.
func (j *rosterJudge) word(voter string) ReviewState {
	if sameLogin(voter, j.proposal.Author) {
		return ReviewApproved
	}
	var last RosterReview
	for _, r := range j.proposal.Reviews {
		if sameLogin(r.Login, voter) && r.State != ReviewCommented && !r.At.Before(last.At) {
			last = r
		}
	}
	if last.State == ReviewApproved && last.SHA != j.proposal.Head {
		return ""
	}
	return last.State
}

// judge decides one part of the proposal, and says when it passes by itself.
func (j *rosterJudge) judge(c rosterChange) (Reason, time.Time) {
	switch c.route {
	case lazily:
		return j.lazily(c.text)
	case bySuperMajority:
		votes := j.vote(j.before.SRC.Consensus.Remove, QuorumTwoThirds)
		return Reason{State: votes.State, Text: c.text, Below: []Reason{votes}}, time.Time{}
	}
	return Reason{State: RosterPassed, Text: c.text, Below: []Reason{{State: RosterPassed, Text: rosterOwnChoice(j.proposal.Author)}}}, time.Time{}
}

// lazily decides by lazy consensus or by a majority: one of them is enough.
func (j *rosterJudge) lazily(text string) (Reason, time.Time) {
	votes := j.vote(j.before.SRC.Consensus.Add, QuorumMajority)
	lazy, passesAt := j.lazyConsensus()
	r := Reason{Text: text + rosterEither, Below: []Reason{lazy, votes}}
	switch {
	case lazy.State == RosterPassed || votes.State == RosterPassed:
		r.State = RosterPassed
	case lazy.State == RosterWaiting:
		r.State = RosterWaiting
		return r, passesAt
	case len(j.objected) == 0 && votes.State == RosterWaiting:
		r.State = RosterWaiting // there is no lazy consensus here
	default:
		r.State = RosterFailed
	}
	return r, time.Time{}
}

// lazyConsensus asks whether nobody has objected for long enough.
func (j *rosterJudge) lazyConsensus() (Reason, time.Time) {
	days := j.before.SRC.Consensus.LazyDays
	passesAt := j.proposal.Since.AddDate(0, 0, days)
	switch {
	case len(j.objected) > 0:
		return Reason{State: RosterFailed, Text: rosterObjected(j.objected)}, time.Time{}
	case days < 1 || len(j.voters) == 0 || j.proposal.Since.IsZero():
		return Reason{State: RosterFailed, Text: rosterNoLazyConsensus}, time.Time{}
	case j.now.Before(passesAt):
		return Reason{State: RosterWaiting, Text: rosterLazyUntil(passesAt, days)}, passesAt
	}
	return Reason{State: RosterPassed, Text: rosterLazyPassed(passesAt, days)}, time.Time{}
}

// vote counts who approves. It has failed when those who have not spoken could not turn it any more.
func (j *rosterJudge) vote(quorum, otherwise Quorum) Reason {
	if quorum == "" {
		quorum = otherwise
	}
	needed := quorum.of(len(j.voters))
	r := Reason{Text: rosterVotes(quorum, needed, len(j.voters), j.approved)}
	switch {
	case len(j.voters) == 0:
		r.State, r.Text = RosterFailed, rosterNoVoters
	case len(j.approved) >= needed:
		r.State = RosterPassed
	case len(j.voters)-len(j.objected) < needed:
		r.State = RosterFailed
		r.Below = []Reason{{State: RosterFailed, Text: rosterObjected(j.objected)}}
	default:
		r.State = RosterWaiting
	}
	return r
}

// of is how many of so many members the quorum takes, at least one.
func (q Quorum) of(members int) int {
	switch q {
	case QuorumMajority:
		return members/2 + 1
	case QuorumTwoThirds:
		return max(1, (2*members+2)/3)
	}
	return max(1, members)
}

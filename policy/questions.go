package policy

import "time"

// QuestionKind is what a retrospective asks about.
type QuestionKind string

// The questions, in the order in which they are asked.
const (
	QuestionPublic      QuestionKind = "public"     // it was known before the fix: what would have kept it?
	QuestionSlot        QuestionKind = "slot"       // the release came at another time than agreed
	QuestionMissed      QuestionKind = "missed"     // what would have helped to do it in time?
	QuestionExtended    QuestionKind = "extended"   // does the process give enough time?
	QuestionWaived      QuestionKind = "waived"     // does the process ask for the right thing?
	QuestionRescheduled QuestionKind = "moved"      // the release day was proposed several times
	QuestionLongest     QuestionKind = "longest"    // what took most of the time?
	QuestionOpen        QuestionKind = "open"       // it is not done yet
	QuestionUnrecorded  QuestionKind = "unrecorded" // nobody knows when it was done
	QuestionIntroduced  QuestionKind = "introduced" // nobody has named the pull request that brought it
	QuestionSooner      QuestionKind = "sooner"     // how could it have been found sooner?
)

// Question is one that the facts raise. It asks about the process, never about a person.
type Question struct {
	Kind     QuestionKind
	Title    string        // of the item it is about, "" for none
	Took     time.Duration // how late, or how long
	From, To MilestoneKind // of the longest phase
	Times    int           // how often
}

// worthAsking is the length from which the longest phase is worth a question.
const worthAsking = 24 * time.Hour

// questions are what the facts raise.
func (v *view) questions(r Retrospective, report Report) []Question {
	var all []Question
	if v.ledger.PublicDisclosure.Made() {
		all = append(all, Question{Kind: QuestionPublic})
	}
	if report.Item(ItemRelease).State == StateViolated {
		all = append(all, Question{Kind: QuestionSlot})
	}
	byOutcome := []struct {
		outcome Outcome
		kind    QuestionKind
	}{
		{OutcomeMissed, QuestionMissed}, {OutcomeExtended, QuestionExtended}, {OutcomeWaived, QuestionWaived},
		{OutcomeOverdue, QuestionOpen}, {OutcomeUnrecorded, QuestionUnrecorded},
	}
	for _, pair := range byOutcome {
		for _, k := range r.Deadlines {
			if k.Outcome == pair.outcome {
				all = append(all, Question{Kind: pair.kind, Title: k.Title, Took: k.Late})
			}
		}
	}
	proposals := 0
	for _, d := range v.c.Decisions {
		if d.Command == CommandReleaseDay && d.Verdict == VerdictAccepted {
			proposals++
		}
	}
	if proposals > 1 {
		all = append(all, Question{Kind: QuestionRescheduled, Times: proposals})
	}
	if longest, ok := longestPhase(r.Milestones); ok {
		all = append(all, longest)
	}
	if len(r.Introduced) == 0 {
		all = append(all, Question{Kind: QuestionIntroduced})
	}
	return append(all, Question{Kind: QuestionSooner})
}

// longestPhase is the time between two milestones that took longest, if it took long.
func longestPhase(milestones []Milestone) (Question, bool) {
	longest := 0
	for i := range milestones {
		if milestones[i].Took > milestones[longest].Took {
			longest = i
		}
	}
	if longest == 0 || milestones[longest].Took < worthAsking {
		return Question{}, false
	}
	return Question{
		Kind: QuestionLongest, Took: milestones[longest].Took, From: milestones[longest-1].Kind, To: milestones[longest].Kind,
	}, true
}

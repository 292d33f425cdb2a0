package render

import "github.com/embargo-app/embargo/policy"

// This file holds the words of the checklist and the replies; those of everything else that people read stand in the
// files beside it, words_*.go.

// Words of the checklist.
const (
	wordsNext         = "**Next step, for %s:** %s%s" // who, what, when
	wordsNoFurther    = "**Nothing is left to do.** Every step of the process is done. Thank you all."
	wordsAbandoned    = "**Nothing is left to do.** This advisory was closed or withdrawn."
	wordsNothingOpen  = "**Nothing is open for now.** This comment changes when something is."
	wordsPhase        = "Phase: **%s**"
	wordsProgress     = "%d of %d required steps done"
	wordsPublished    = "Published: **%s**"
	wordsSlot         = "Release slot: **%s**"
	wordsProposed     = "Proposed release slot, not agreed yet: **%s**"
	wordsElsewhere    = "Begins at %s"
	wordsDuties       = "On duty: %s"
	wordsDutyFree     = "*nobody yet*"
	wordsAdvice       = " (recommended)"
	wordsSoon         = "This is public already: everything is due as soon as possible."
	wordsSlow         = "The risk is low, and the fix team took more time."
	wordsMoreEvidence = "and %d more"
	wordsMoreItems    = "*%d more steps don't fit into this comment.*"
	wordsSomeone      = "everyone involved"
	wordLink          = "link"
	wordsFooter       = "<sub>Kept up to date by Embargo. Times are UTC. " +
		"SRC: security response committee. " +
		"A command stands alone at the start of a line; `/help` shows yours.</sub>"

	wordsDue       = "Due %s (%s)"
	wordsWasDue    = "Was due %s (%s)"
	wordsDueInline = ", due %s (%s)"
	wordsWasInline = ", was due %s (%s)"

	wordsLookAfter   = "see to “%s”"
	wordsUnknownNext = "This could not be read from GitHub. It is read again automatically; if it stays this way, please check it by hand."
)

// Headings of the checklist's sections.
const (
	headUrgent   = "Needs attention"
	headRequired = "Before the release"
	headAfter    = "At the release and after it"
	headAdvised  = "Recommended"
	headDone     = "Done"
	headWaived   = "Done or waived"
	headOutside  = "Not part of this process"
	headClosed   = "Open when the advisory was closed"
)

// Words of the replies.
const (
	wordsMoreAnswers = "*%d more commands of this comment are not answered one by one; please send fewer at a time.*"
	wordsMoreShown   = "*What else was asked for does not fit into this comment; please ask for it in a comment of its own.*"
	wordsMoreHelp    = "*and %d more*"
	wordsExample     = "This works: %s."

	wordsAccepted    = "Recorded: %s."
	wordsAnswered    = "Answered: %s."
	wordsUnknown     = "%s is not a command known here, so nothing was changed."
	wordsMalformed   = "Not understood, so nothing was changed: %s."
	wordsForbidden   = "Not open to you in this advisory, so nothing was changed: %s."
	wordsRefused     = "Not possible, so nothing was changed: %s."
	wordsThatCommand = "a word in your comment"
	wordsSeeHelp     = "`/help` shows the commands open to you."

	wordsHelpNone   = "No commands are open to you in this advisory. Please write what you need in plain words; people read this thread."
	wordsHelpLine   = "for example %s"
	wordsHelpHead   = "As %s you can use these commands, each alone at the start of a line:"
	wordsStatusHead = "**%s.** %s."
	wordsStatusNext = "Next steps:"
	wordsOpenLeft   = "%d of %d required steps are open"
	wordsNoneLeft   = "all %d required steps are done"
	wordsNoRequired = "no steps are required"
	wordsByDate     = ", due %s"
	wordsStatusLink = "[The checklist](%s) shows everything."
)

var phaseWords = map[policy.Phase]string{
	policy.PhaseReported:  "reported, not yet triaged",
	policy.PhaseFixing:    "fix in development",
	policy.PhaseReady:     "ready for release",
	policy.PhaseReleased:  "published",
	policy.PhaseFinished:  "finished",
	policy.PhaseAbandoned: "closed without publication",
}

var stateWords = map[policy.State]string{
	policy.StateDone:     "done",
	policy.StatePending:  "to do",
	policy.StateDueSoon:  "due soon",
	policy.StateOverdue:  "overdue",
	policy.StateViolated: "needs correction",
	policy.StateWaived:   "waived",
	policy.StateUnknown:  "could not be checked",
}

var stateSigns = map[policy.State]string{
	policy.StateDone:     "✅",
	policy.StatePending:  "⬜",
	policy.StateDueSoon:  "🟡",
	policy.StateOverdue:  "🔴",
	policy.StateViolated: "⛔",
	policy.StateWaived:   "➖",
	policy.StateUnknown:  "❔",
}

var dutyWords = map[policy.Duty]string{
	policy.DutyTriage:     "Triage",
	policy.DutyInfra:      "Infra",
	policy.DutyDisclosure: "Disclosure",
	policy.DutyRelease:    "Release",
}

// rightWords complete "As …".
var rightWords = map[policy.Right]string{
	policy.RightNone:     "somebody outside this advisory",
	policy.RightReporter: "the reporter",
	policy.RightFixTeam:  "a member of the fix team",
	policy.RightSRC:      "a member of the SRC (security response committee)",
}

// forbiddenWords say who can help instead.
var forbiddenWords = map[policy.Right]string{
	policy.RightNone:     "A member of the fix team or of the SRC (security response committee) can help.",
	policy.RightReporter: "You take part as the reporter; a member of the fix team or of the SRC (security response committee) can do it.",
	policy.RightFixTeam:  "You take part as a member of the fix team; a member of the SRC (security response committee) can do it.",
	policy.RightSRC:      "You take part as a member of the SRC; another member may be needed for it.",
}

// owner says who is expected to act, within a sentence.
func owner(name string) string {
	switch name {
	case "":
		return wordsSomeone
	case policy.OwnerSRC, policy.OwnerFixTeam:
		return "the " + name
	}
	return login(name)
}

// actor is owner in front of what to do.
func actor(name string) string {
	if name == policy.OwnerSRC || name == policy.OwnerFixTeam {
		return capital(name)
	}
	return capital(owner(name))
}

// DutyWord is what people call a duty.
func DutyWord(duty policy.Duty) string { return dutyWords[duty] }

// RightWord names the capacity in which somebody acts: "a member of the fix team".
func RightWord(right policy.Right) string {
	if w, ok := rightWords[right]; ok {
		return w
	}
	return rightWords[policy.RightNone]
}

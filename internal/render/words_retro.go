package render

import "github.com/embargo-app/embargo/policy"

// The words of the retrospective: about what happened and how the process worked, never about whose fault it was.
const (
	wordsRetroSubject = "Retrospective: %s"
	wordsRetroAbout   = "This tells how the advisory went, from the report on, so that the next one goes better. It is made from " +
		"the record: what was done and when. Causes are looked for in how we work, never in a person."
	wordsRetroInterim = "**So far** (%s). The retrospective is drafted after the release."
	wordsRetroInvite  = "Feedback is welcome from everybody: what went well, what went badly, what was luck, and what should be " +
		"different next time? Please answer to this mail."

	wordsRetroDraftSubject = "Draft for review: retrospective of %s"
	wordsRetroDraft        = "This is the draft of the retrospective of %s. Please review it until %s.\n\n" +
		"Send it to the list as it is:\n    embargo retro send %s/%s %s\n" +
		"or in your own words, from a file that you have edited:\n    embargo retro show %[3]s/%[4]s %[5]s > retro.txt\n" +
		"    embargo retro send --file retro.txt %[3]s/%[4]s %[5]s\n" +
		"It goes to: %[6]s. One member of the SRC is enough."
	wordsRetroDraftHint = "The draft of the retrospective of %s waits for review. `embargo retro show %s/%s %s` shows it."
	wordsRetroNowhere   = "nobody, until the process file names a list (announcement.mail.to)"
	wordsRetroAnyTime   = "whenever you like"

	wordsRetroTimeline  = "Timeline"
	wordsRetroDeadlines = "Deadlines"
	wordsRetroPeople    = "Who took part"
	wordsRetroPulls     = "Pull requests"
	wordsRetroMoves     = "Waived and extended"
	wordsRetroQuestions = "Open questions"

	wordsRetroMilestone = "%s – %s"           // when, what
	wordsRetroLater     = "%s – %s, %s later" // when, what, how long after the one before
	wordsRetroWhole     = "From the report to the publication it took %s."
	wordsRetroMore      = "and %d more"

	wordsRetroPerson  = "%s (%s)"
	wordsRetroDid     = "%s: %s"
	wordsRetroTimes   = "%s (%d times)"
	wordsRetroCredits = "Credited in the advisory: %s"

	wordsRetroIntroduced = "introduced by %s"
	wordsRetroFixed      = "fixed by %s"
	wordsRetroPrivate    = "%s (in a private repository)"
	wordsRetroUnnamed    = "which pull request introduced the flaw is not on record"

	wordsRetroWaived   = "%s: waived by %s, %s"
	wordsRetroExtended = "%s: moved to %s by %s, %s"
	wordsRetroReasons  = "The reasons stand in the advisory's thread."
)

var milestoneWords = map[policy.MilestoneKind]string{
	policy.MilestoneReported:     "reported",
	policy.MilestoneAcknowledged: "acknowledged",
	policy.MilestoneAccepted:     "accepted",
	policy.MilestonePublic:       "known in public",
	policy.MilestoneFixReady:     "fix ready",
	policy.MilestoneAgreed:       "release slot agreed",
	policy.MilestoneDistributors: "distributors told",
	policy.MilestonePublished:    "advisory published",
	policy.MilestoneReleased:     "fix released",
	policy.MilestoneAnnounced:    "announced",
}

// deedWords complete "alice: …".
var deedWords = map[string]string{
	policy.CommandAck:              "acknowledged the report",
	policy.CommandAssign:           "assigned duties",
	policy.CommandTriage:           "gave the verdict of the triage",
	policy.CommandReportedAt:       "recorded when the report came",
	policy.CommandReporter:         "recorded who reported it",
	policy.CommandCredit:           "saw to the credit",
	policy.CommandCVSS:             "rated it",
	policy.CommandRequestCVE:       "requested a CVE",
	policy.CommandFixReady:         "declared the fix ready",
	policy.CommandIntroducedBy:     "found out what introduced the flaw",
	policy.CommandSlow:             "gave the fix more time",
	policy.CommandCreateFork:       "asked for the private fork",
	policy.CommandReleaseDay:       "proposed the release day",
	policy.CommandAgree:            "agreed to the release day",
	policy.CommandDisagree:         "disagreed with the release day",
	policy.CommandApprove:          "approved people from outside",
	policy.CommandRevoke:           "revoked an approval of somebody from outside",
	policy.CommandSeverity:         "ruled on the severity",
	policy.CommandLowRisk:          "ruled that the risk is low",
	policy.CommandWaive:            "waived steps",
	policy.CommandDone:             "ticked the organisation's own steps",
	policy.CommandExtend:           "moved deadlines",
	policy.CommandPublicDisclosure: "recorded that it was public",
	policy.CommandReporterDeadline: "recorded the reporter's date",
	policy.CommandUpstream:         "recorded the upstream project's date",
	policy.CommandAnnounce:         "saw to the announcement",
	policy.CommandPrenotice:        "saw to the notice to distributors",
	policy.CommandPublish:          "asked for the publication",
	policy.CommandRetro:            "asked for the retrospective",
	policy.DeedReviewed:            "approved the fix",
}

const wordsRetroDeed = "used `/%s`" // for a command without words of its own

// outcomeWords say how a deadline was kept; they take title, due, moved, done and how late, as written here.
var outcomeWords = map[policy.Outcome]string{
	policy.OutcomeMet:        "%[1]s: in time, %[4]s (due %[2]s)",
	policy.OutcomeExtended:   "%[1]s: %[4]s, in the time it was given (due %[2]s, moved to %[3]s)",
	policy.OutcomeMissed:     "%[1]s: %[4]s, %[5]s late (due %[6]s)",
	policy.OutcomeWaived:     "%[1]s: waived (was due %[6]s)",
	policy.OutcomeOpen:       "%[1]s: not yet (due %[6]s)",
	policy.OutcomeOverdue:    "%[1]s: not yet, %[5]s over the time (due %[6]s)",
	policy.OutcomeUnrecorded: "%[1]s: when, or whether, is not on record (due %[6]s)",
}

// questionWords ask about the process.
var questionWords = map[policy.QuestionKind]string{
	policy.QuestionPublic:      "It was known in public before the fix was out. What would have kept it under embargo, and what helped once it was known?",
	policy.QuestionSlot:        "The release came at another time than agreed. What in the way we release made that happen?",
	policy.QuestionMissed:      "“%s” took %s longer than planned. What would have made it easier to be in time?",
	policy.QuestionExtended:    "“%s” needed more time than the process gives. Is the process's time too short for cases like this one?",
	policy.QuestionWaived:      "“%s” was waived. Does the process ask for the right thing there, at the right time?",
	policy.QuestionOpen:        "“%s” is not done yet. What does it wait for?",
	policy.QuestionUnrecorded:  "When these were done is not on record: %s. How could the record show it next time?",
	policy.QuestionRescheduled: "The release day was proposed %d times. What would have let us settle on one sooner?",
	policy.QuestionLongest:     "The longest phase was from “%s” to “%s”: %s. Is there anything that would have made it shorter?",
	policy.QuestionIntroduced:  "Which change introduced the flaw? It is not on record.",
	policy.QuestionSooner:      "How could the flaw have been found sooner: in review, by tests, by tools?",
}

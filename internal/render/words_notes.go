package render

import "github.com/embargo-app/embargo/policy"

// The words of everything but the checklist and the replies, which are in words.go: notes, checks, deployments' logs
// and notices.

// What GitHub may refuse to the app, and what a person does instead, by kind of action.
var wordsByHand = map[string][2]string{
	policy.ActionSetCVSS:     {"record the CVSS vector", "Please enter the vector in the advisory's form."},
	policy.ActionSetSeverity: {"record the severity", "Please choose the severity in the advisory's form."},
	policy.ActionSetCredits:  {"record the credit", "Please enter it in the advisory's form, under “Credits”."},
	policy.ActionRequestCVE:  {"request a CVE", "Please press “Request CVE” on the advisory's page."},
	policy.ActionPublish:     {"publish the advisory", "Please press “Publish advisory” on the advisory's page, within the release slot."},
	policy.ActionCreateFork:  {"create the temporary private fork", "Please press “Start a temporary private fork” on the advisory's page."},
}

const (
	wordsNotAllowedTo = "GitHub did not let this app %s. %s The checklist will show it once it is done."
	wordsNotAllowed   = "GitHub did not let this app do what was asked. Please do it on the advisory's page; the checklist will show it."
)

// The words of the check on a fix pull request.
const (
	wordsCheckSilent  = "Nothing to say"
	wordsCheckPasses  = "Everything required before the release is done"
	wordsCheckFails   = "%d of %d required steps are open"
	wordsCheckGivenUp = "The advisory was closed"
	wordsCheckOpen    = "Still open in %s:"
	wordsCheckSettled = "Done or waived:"
)

// What deployments are told. It stands in the log of a workflow run, mostly in public, so it names a time and nothing
// else: no advisory, no severity, nothing that is missing. What concerns no embargo is told the same as what does.
const (
	logApproved = "Release conditions are met."
	logWaiting  = "Waiting for release conditions."
	logBegins   = "The release slot begins %s."
	logOpen     = "The release slot is open until %s."
	logOver     = "The release slot ended %s; the next one is not set yet."
	logExpiring = "GitHub ends this run at %s if it still waits then."
	logClosed   = "The release conditions can no longer be met."
	logExpired  = "The release conditions were not met within the 30 days that GitHub waits. Start the workflow again."
)

const (
	wordsRun     = "the workflow run that deploys %s to %s"
	wordsNoSlot  = "%s waits, and no release slot is agreed. Please agree on one: `/release-day DATE`."
	wordsMissing = "the release slot is open until **%s**, and %s waits. It goes on by itself once nothing is missing."
	wordsLacking = "%s waits. It goes on by itself once nothing is missing."
	wordsLate    = "the release slot is over since %s, and %s still waits. Please agree on a new one: `/release-day DATE`."
	wordsExpires = "%s has been waiting since %s. GitHub ends it at **%s**; after that it has to be started again."
	wordsPassed  = "%s was let through, because this process advises and does not enforce. In the mode `enforce` it would have been held: %s."
	wordsStuck   = "GitHub did not let this app answer %s, which waits. Please see whether the app still has the permission " +
		"`deployments: write`; until then an administrator of the repository can let the run pass on its page."
	wordsLetThrough = "A member of the SRC lets it through at once with `/waive release REASON`."
)

// heldWords say why a deployment would have been held.
var heldWords = map[policy.DeploymentCode]string{
	policy.DeploymentNoSlot:  "no release slot is agreed",
	policy.DeploymentEarly:   "the release slot has not begun",
	policy.DeploymentMissing: "something that is required before the release is missing",
	policy.DeploymentLate:    "the release slot is over",
	policy.DeploymentClosed:  "the advisory is closed",
}

const (
	wordsUnpublishedFix = "the fixed version is released, and this advisory is not published: %s. Who reads the release can " +
		"find out what it fixes; please publish the advisory, or say here what it waits for. This is said once."
)

const (
	wordsStaleReplaced = "<sub>The process file %s has a mistake; the last good version is in force.</sub>"
	wordsStaleLeftOut  = "<sub>The process file %s has a mistake and is not in force.</sub>"
)

const (
	wordsPreview = "**Preview.** Nothing is published yet. When another member of the SRC writes `/publish` until %s, this " +
		"advisory is published the way its page shows it then, for everybody to read. **That cannot be undone**, and it " +
		"closes this thread."
	wordsPreviewSlot    = "It counts within the release slot only: **%s**."
	wordsPreviewEarly   = "That is before the release slot begins (%s), so the first word has to be said again by then."
	wordsPreviewNoSlot  = "No release slot is agreed, so it could not be published yet: `/release-day DATE`."
	wordsPreviewSoon    = "It waits for no release slot: that word publishes at once."
	wordsPreviewReady   = "Nothing that is required before the release is missing."
	wordsPreviewMissing = "Required and still missing:"

	wordsUnpublished      = "Nothing was published: %s."
	wordsUnpublishedAgain = "Once that is settled, two members of the SRC write `/publish` again."
)

// unpublishedWords say what spoke against publishing.
var unpublishedWords = map[policy.PublishCode]string{
	policy.PublishNotDraft:    "the advisory is no draft",
	policy.PublishNoPair:      "the words of the two members of the SRC do not belong together any more",
	policy.PublishNotSRC:      "one of the two is not known to be a member of the SRC now",
	policy.PublishNoSlot:      "no release slot is agreed any more",
	policy.PublishOutsideSlot: "it is not the time of the agreed release slot",
	policy.PublishNotReady:    "something that is required before the release is missing",
}

// leakWords say what was seen.
var leakWords = map[policy.LeakKind]string{
	policy.LeakIssue:         "A public issue names this advisory, or something that belongs to it",
	policy.LeakComment:       "A public comment names this advisory, or something that belongs to it",
	policy.LeakPull:          "A public pull request names this advisory, or something that belongs to it",
	policy.LeakReview:        "A review of a public pull request names this advisory, or something that belongs to it",
	policy.LeakReviewComment: "A comment on a public pull request names this advisory, or something that belongs to it",
	policy.LeakCommitComment: "A comment on a public commit names this advisory, or something that belongs to it",
	policy.LeakCommit:        "A public commit, or its branch or tag, names this advisory, or something that belongs to it",
	policy.LeakRelease:       "The notes of a public release name this advisory, or something that belongs to it",
	policy.LeakRepository:    "A public repository has the name of this advisory's temporary private fork",
	policy.LeakFork:          "A repository that may hold what belongs to this advisory was made by forking",
	policy.LeakFixFork:       "The private repository %s, where fixes are worked on, was forked",
	policy.LeakFixPublicity:  "The private repository %s, where fixes are worked on, was made public",
}

const (
	wordsLeakWhere  = "%s: %s." // what, where
	wordsLeakUnsure = "%s."     // what
	wordsLeakLook   = "Please look whether anything that is under embargo can be read there, and take it away. " +
		"This app has written nothing there, and does not. If it is public already, say so, and everything is due as soon as possible:"
	wordsLeakLast = "This was the last note about texts in public. There may be more."
	wordsLeakURL  = "URL" // stands for an address nobody knows
)

const (
	wordsStrangersTold    = "%s on this advisory, and may not be: %s. Please take them off on the advisory's page."
	wordsStrangersRemoved = "%s taken off this advisory: %s."
	wordsStrangersKept    = "GitHub did not let this app take %s off this advisory, where they may not be: %s. " +
		"Please take them off on the advisory's page. The app asks GitHub again once a day and does not repeat this note."
	wordsStrangersRule = "only code owners, the SRC (security response committee), a reporter who came privately, and " +
		"people and teams that a member of the SRC approved take part here"
	wordsStrangersStay  = "To let somebody take part, a member of the SRC writes one of these lines, with the reason:"
	wordsStrangersAdd   = "The person can be added again after that."
	wordsStrangersLeft  = "Still on it: %s. Whoever was changing the collaborators at this very moment, please look whether all are there."
	wordsStrangersEmpty = "Nobody else is on it. Whoever was changing the collaborators at this very moment, please look whether all are there."
	wordsStrangersLast  = "This has been said %s times about %s. When they are added again, they are taken off without a note."

	notesAboutRemoval = "three" // the budget of notes about one person
)

// The words of the check on the roster.
const (
	wordsRosterMistake   = "The process file has a mistake"
	wordsRosterMistakes  = "The process file has %d mistakes"
	wordsRosterSame      = "The roster does not change"
	wordsRosterAbsent    = "There is no roster"
	wordsRosterPasses    = "The change of the roster passes"
	wordsRosterUntil     = "Passes at %s unless somebody of the SRC objects"
	wordsRosterWaits     = "The change of the roster waits for votes of the SRC"
	wordsRosterFails     = "The change of the roster does not pass"
	wordsRosterHowToFix  = "A file with mistakes changes nothing: the last good one stays in force. `embargo config check` finds the same mistakes."
	wordsRosterHowAbsent = "`src.roster` names nobody, so nothing is checked. With a roster, this check tells whether a change of it may be merged."
	wordsRosterHow       = "An approving review is a vote, and so is proposing it; a review that requests changes objects. " +
		"An approval counts for the commit it was given for. SRC: security response committee."
)

var rosterMarks = map[policy.RosterState]string{
	policy.RosterPassed: "✅", policy.RosterWaiting: "⏳", policy.RosterFailed: "❌",
}

// The words of notices to the SRC: plain text, for mail and chat.
const (
	wordsDriftSubject  = "The security response team of %s and its roster differ"
	wordsDriftMissing  = "On the roster, but not in the team %s: %s"
	wordsDriftExtra    = "In the team %s, but not on the roster: %s"
	wordsNoTeamSubject = "The security response team of %s cannot be read"
	wordsNoTeam        = "GitHub does not show the team %s, which the process names as src.team: it was deleted or renamed, or the " +
		"App may not read it. As long as that is so, nobody has the SRC's rights in an advisory.\n\nPlease make the team anew, " +
		"name another one in the process file, or let the App read the organisation's members."
	wordsDriftHow       = "Please change the team on GitHub, or the roster in the process file by a pull request."
	wordsProcessSubject = "The process file %s has a mistake"
	wordsProcessKept    = "The last good version stays in force until it is mended. What is wrong:"
	wordsProcessDefault = "It is left out until it is mended. What is wrong:"
)

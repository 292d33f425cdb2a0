package policy

import (
	"strings"
	"time"
)

// The sentences that say what to do next.
const (
	nextAcknowledge       = "Tell the reporter that the report has been seen."
	nextTriage            = "Find out whether it can be reproduced and whose code it is, and give the verdict."
	nextFixTeam           = "Add at least one code owner to the advisory's collaborators."
	nextReadOwners        = "Correct the CODEOWNERS file, or let the app read it and its teams."
	nextReadSRC           = "Let the app read the SRC's team, or correct its name in the process file."
	nextReadTeam          = "Let the app read the teams on the advisory."
	nextCVSS              = "Record a CVSS 3.1 or 4.0 vector."
	nextCVSSWrong         = "Give a vector that is valid and agrees with the severity, or let the SRC rule on the severity."
	nextRuling            = "Set the advisory's severity as the SRC ruled."
	nextRulingGone        = "Let an SRC member repeat the ruling."
	nextRequestCVE        = "Request a CVE."
	nextWaitForCVE        = "Wait for the CVE to be assigned; GitHub usually needs a few working days."
	nextFork              = "Create the temporary private fork and do all work there."
	nextFixReady          = "Declare the fix ready by naming its pull requests."
	nextFixClosed         = "Name the pull requests that hold the fix now."
	nextReadPullRequest   = "Check that the pull request exists and that the app may read it, or name the right one."
	nextApproveLater      = "Review the fix once it is declared ready."
	nextApprove           = "Have someone of the fix team approve each pull request as it is now."
	nextRequestCVEAfter   = "Request the CVE on the advisory's page once it is published."
	nextApproveMore       = "Have each pull request approved, as it is now, by everybody the process asks for."
	nextApproveUnread     = "Check the approvals by eye; an SRC member then records it."
	nextProposeAny        = "Propose a release day."
	nextProposeSoon       = "Propose the earliest time at which the fix can be released."
	nextForkComes         = "Wait a few minutes for GitHub to make the fork; if it does not come, start it on the advisory's page."
	nextNoSlot            = "No day is good for the release: let an SRC member move its deadline."
	nextDraftLater        = "Draft the announcement once the fix is ready."
	nextDraftChannels     = "Name the announcement's mail addresses or chat channels in the process file."
	nextDraftSender       = "Assign who sends the announcement."
	nextDraft             = "Preview the announcement and complete what it says is missing."
	nextPublishUnagreed   = "Agree on the release day first."
	nextPublish           = "Publish the advisory; it takes two SRC members."
	nextPatched           = "Enter the patched version of every affected package in the advisory."
	nextReadReleases      = "Let the app read the repository's releases."
	nextTooEarly          = "Tell the SRC at once and decide whether to publish now."
	nextUntimely          = "What is out stays out: bring it up in the retrospective; an SRC member may waive it."
	nextUnsure            = "See whether the announcement arrived; if it did, an SRC member waives this, and if not, somebody sends it by hand."
	nextRefused           = "See to it that the channels take the announcement; then hold it back and have two SRC members ask for it again."
	nextArmed             = "Nothing to do: it is sent once the advisory is published and its release verified."
	nextSend              = "Have two SRC members ask for the announcement to be sent."
	nextSecondSend        = "Have a second SRC member ask for the announcement to be sent."
	nextCreditPending     = "Wait for the credited person to accept on GitHub."
	nextCreditWished      = "Bring the advisory's credits in line with that, if the app could not."
	nextReporter          = "Say who reported it; if nobody is to be credited, an SRC member may waive this."
	nextRetroAfterRelease = "Hold the retrospective after the release."
	nextRetro             = "Review the retrospective and send it."
	nextForkGone          = "Nothing is left to do here."
	nextOwnItem           = "Do it, then tick it."
)

// gapWords complete "Add … to the advisory".
var gapWords = map[AnnouncementGap]string{
	GapSummary:     "a summary",
	GapDescription: "a description",
	GapCVE:         "the CVE id",
	GapSeverity:    "a severity",
	GapPackages:    "the affected packages",
	GapAffected:    "each package's affected versions",
	GapPatched:     "each package's patched version",
}

// GapWords names what an announcement misses: "a summary, the CVE id"; "" for nothing.
func GapWords(gaps []AnnouncementGap) string {
	words := make([]string, len(gaps))
	for i, gap := range gaps {
		words[i] = gapWords[gap]
	}
	return strings.Join(words, ", ")
}

func nextGaps(gaps []AnnouncementGap) string {
	return "Add " + GapWords(gaps) + " to the advisory: without it the announcement is not sent."
}

func nextDuties(open []Duty) string {
	words := make([]string, len(open))
	for i, duty := range open {
		words[i] = string(duty)
	}
	return "Assign " + strings.Join(words, ", ") + "."
}
func nextDetails(missing []string) string { return "Add " + strings.Join(missing, ", ") + "." }
func nextStrangers(n int) string {
	if n == 1 {
		return "Remove this collaborator, or let an SRC member approve."
	}
	return "Remove these collaborators, or let an SRC member approve each."
}
func nextForkOrRepository(names string) string {
	return "Work in the private fix repository (" + names + ") or create the temporary private fork."
}
func nextPropose(start time.Time) string {
	return "Propose a release day; " + at(start) + " would be good."
}
func nextAgree(side string) string {
	if side == OwnerSRC {
		return "An SRC member has to agree to the release day."
	}
	return "Someone of the fix team has to agree to the release day."
}
func nextPublishLater(start time.Time) string {
	return "Publish in the agreed slot, from " + at(start) + "."
}
func nextRelease(tags []string) string { return "Release " + strings.Join(tags, ", ") + "." }
func nextCredit(login string) string {
	return "Ask " + login + " how they wish to be credited, and record it."
}
func nextRetroLater(opens time.Time) string {
	return "Hold the retrospective from " + at(opens) + " on."
}

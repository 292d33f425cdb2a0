package policy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// All sentences that the rules say stand in this file, so that they can be read, and one day translated, in one go.

const (
	timeFormat = "Mon 2 Jan 2006 15:04 UTC"
	dayFormat  = "2006-01-02 15:04"
)

func at(moment time.Time) string { return moment.UTC().Format(timeFormat) }

var titles = map[ItemID]string{
	ItemAcknowledged:      "Report acknowledged",
	ItemTriage:            "Report triaged",
	ItemDuties:            "Duties assigned",
	ItemFixTeam:           "Fix team brought in",
	ItemDetails:           "Advisory's details complete",
	ItemCVSS:              "CVSS recorded",
	ItemCollaborators:     "Only the right people on the advisory",
	ItemCVE:               "CVE assigned",
	ItemPrivateFork:       "Private fork in use",
	ItemFixReady:          "Fix ready",
	ItemReleaseDay:        "Release day agreed",
	ItemAnnouncementDraft: "Announcement drafted",
	ItemFixApproved:       "Fix approved by the fix team",
	ItemAdvisoryPublished: "Advisory published",
	ItemRelease:           "Fixed version released",
	ItemArtifacts:         "Artifacts available and signed",
	ItemAnnounced:         "Announcement sent",
	ItemCredits:           "Reporter credited",
	ItemRetrospective:     "Retrospective sent",
}

// Evidence.
const (
	wordAcknowledged = "acknowledged"
	wordCommented    = "comment"
	wordRuled        = "severity ruled"
	wordRequested    = "CVE requested"
	wordFork         = "private fork asked for"
	wordFixReady     = "fix declared ready"
	wordAgreed       = "agreed"
	wordDisagreed    = "disagreed"
	wordPreviewed    = "announcement previewed"
	wordSend         = "sending asked for"
	wordHeld         = "announcement held"
	wordRetro        = "sending asked for"
	wordTicked       = "ticked"
	waivedWord       = "waived"

	notInProcess        = "not part of this process"
	slotMissed          = "the slot is over, and the advisory is not published"
	slotNeverAgreed     = "this time has passed without an agreement"
	forkGone            = "GitHub deletes the private fork on publication, so whether there was one is not known"
	releasedUnpublished = "no slot was agreed, and the advisory was not published yet"
	releasedUnagreed    = "the slot was agreed only after it"
	rulingUnread        = "the ruling's comment was changed or cannot be read"
)

func saidBy(what, who string, when time.Time) string {
	if when.IsZero() {
		return what + " by " + who
	}
	return what + " by " + who + ", " + at(when)
}

func because(text, why string) string {
	if why == "" {
		return text
	}
	return text + ": " + why
}

func unreadSRC(why string) string    { return because("the SRC's team could not be read", why) }
func unreadOwners(why string) string { return because("the code owners could not be read", why) }
func unreadTeam(why string) string {
	return because("a team on the advisory could not be read", why)
}
func unreadReleases(why string) string  { return because("the releases could not be read", why) }
func unreadArtifacts(why string) string { return because("the artifacts were not verified", why) }

func unreadPullRequest(ref PullRequestRef, why string) string {
	return because(ref.String()+" could not be read", why)
}

func unreadFork(ref PullRequestRef) string {
	return ref.String() + " is in the private fork, into which GitHub lets no app look"
}

func closedPullRequest(ref PullRequestRef) string {
	return ref.String() + " was closed without a merge"
}
func notApproved(ref PullRequestRef) string {
	return ref.String() + " has no approval of its newest commit by the fix team"
}
func notApprovedBySRC(ref PullRequestRef) string {
	return ref.String() + " has no further approval of its newest commit by the SRC"
}
func tooFewApprovals(ref PullRequestRef, got, wanted int) string {
	return fmt.Sprintf("%s has %d of %d approvals of its newest commit by the fix team", ref, got, wanted)
}
func approvedBy(ref PullRequestRef, logins []string, sha string) string {
	return ref.String() + " approved by " + strings.Join(logins, ", ") + " at " + sha[:min(len(sha), 7)]
}
func workedOnIn(ref PullRequestRef) string { return "worked on in " + ref.String() }
func forkIs(fork string) string            { return "private fork " + fork }

func triageWord(verdict TriageVerdict) string {
	switch verdict {
	case TriageUpstream:
		return "found to be an upstream project's flaw"
	case TriageRejected:
		return "rejected (the advisory can be closed)"
	}
	return "accepted"
}

func dutyWord(duty Duty, login string) string { return string(duty) + ": " + login + ", assigned" }

func fixTeamIs(logins []string) string {
	const most = 5
	if len(logins) > most {
		return fmt.Sprintf("code owners on the advisory: %s and %d more", strings.Join(logins[:most], ", "), len(logins)-most)
	}
	return "code owners on the advisory: " + strings.Join(logins, ", ")
}

const (
	detailSummary     = "a summary"
	detailDescription = "a description"
	detailPackages    = "the affected packages"
	detailNames       = "every affected package's ecosystem and name"
	detailRanges      = "every affected package's version range"
)

func detailsAre(packages int) string {
	return "summary, description, " + count(packages, "affected package") + " with version range"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func vectorIs(rating Rating, score float64) string {
	if score == 0 {
		score = rating.Score
	}
	return "CVSS " + rating.Version + " score " + formatScore(score) + " (" + Band(score) + ")"
}
func vectorIsWrong(err error) string { return err.Error() }
func scoresDiffer(rating Rating, score float64) string {
	return fmt.Sprintf("the CVSS %s vector stands for %s (%s), GitHub shows %s (%s)",
		rating.Version, formatScore(rating.Score), Band(rating.Score), formatScore(score), Band(score))
}
func severityDiffers(rating Rating, severity string) string {
	return fmt.Sprintf("the CVSS %s vector stands for %s (%s), the advisory says %s",
		rating.Version, formatScore(rating.Score), Band(rating.Score), severity)
}
func severityIs(level string) string { return "severity " + level }

func collaboratorsAre(users, teams int) string {
	if users+teams == 0 {
		return "nobody collaborates yet"
	}
	people := "1 person"
	if users != 1 {
		people = fmt.Sprintf("%d people", users)
	}
	return people + " and " + count(teams, "team") + ", all entitled"
}
func stranger(login string) string {
	return login + " is no code owner, not of the SRC, and not approved"
}
func publicReporter(login string) string {
	return login + " reported in public, so may not stay on the advisory"
}
func strangeTeam(slug string) string {
	return "team " + slug + " is neither the SRC, nor code owners, nor approved"
}

// bandIs tells which time a severity leaves.
func bandIs(from float64, fix, release Span) string {
	var parts []string
	if !fix.IsZero() {
		parts = append(parts, "fix within "+fix.String())
	}
	if !release.IsZero() {
		parts = append(parts, "release within "+release.String())
	}
	return "from a score of " + formatScore(from) + " on: " + strings.Join(parts, ", ")
}

func distributorsTold(notice []Sent) string {
	told := make([]string, len(notice))
	for i, sent := range notice {
		told[i] = sent.Channel
	}
	return "distributors told " + at(notice[0].At) + ": " + strings.Join(told, ", ")
}
func perhapsTold(sent Sent) string {
	return "it is not known whether the mail of " + at(sent.At) + " to " + sent.Channel + " arrived, and it is not repeated: ask there"
}
func tellDistributors(by time.Time) string { return "distributors are to be told by " + at(by) }
func askToTellDistributors(by time.Time, sends []Decision) string {
	if len(sends) > 0 {
		return tellDistributors(by) + ", once a second SRC member has asked for it after " + sends[0].Actor + ": " + usagePrenotice
	}
	return tellDistributors(by) + ", once two SRC members have asked for it: " + usagePrenotice
}
func distributorsAreTold(from time.Time, sends []Decision) string {
	who := make([]string, len(sends))
	for i, send := range sends {
		who[i] = send.Actor
	}
	return "distributors are told " + at(from) + ", or at once when that has passed, as " + strings.Join(who, " and ") + " asked"
}
func announceDay(by time.Time) string { return "the day is to be made public by " + at(by) }

func cveIs(id string) string { return id + " assigned" }
func waitingFor(days int) string {
	if days == 0 {
		return "waiting since today"
	}
	return "waiting for " + count(days, "day")
}

func slotIs(start, end time.Time) string {
	layout := "15:04 UTC"
	if DateOf(start) != DateOf(end) {
		layout = timeFormat
	}
	return start.UTC().Format("Mon 2 Jan 2006 15:04") + " to " + end.UTC().Format(layout) + " proposed"
}

func against(code SlotCode) string {
	switch code {
	case SlotTooLate:
		return "it lies after the last release day"
	case SlotReporter:
		return "the reporter will have made it public by then"
	case SlotUpstream:
		return "the upstream project discloses later"
	case SlotWeekday:
		return "releases avoid this day of the week"
	case SlotHour:
		return "it is not the hour for releases"
	case SlotBlackout:
		return "it falls into a time without releases"
	case SlotPrenotice:
		return "distributors would be told too shortly before it"
	case SlotDistributors:
		return "the distributors who were told may speak before it"
	case SlotUnannounced:
		return "it would be made public too shortly before it"
	}
	return "it lies in the past"
}

func channelsAre(mails, chats int) string {
	return "goes to " + count(mails, "mail address") + " and " + count(chats, "chat channel")
}
func publishedAt(moment time.Time) string {
	if moment.IsZero() {
		return "published"
	}
	return "published " + at(moment)
}
func releaseWord(release Release) string {
	switch {
	case release.Draft:
		return release.Tag + " is still a draft"
	case release.Prerelease:
		return release.Tag + " is a pre-release"
	case release.PublishedAt.IsZero():
		return release.Tag + " released"
	}
	return release.Tag + " released " + at(release.PublishedAt)
}
func slotBegins(start time.Time) string { return "the agreed slot begins " + at(start) }
func slotEnded(end time.Time) string    { return "the agreed slot ended " + at(end) }
func deploymentWaits(d Deployment) string {
	return "run " + strconv.FormatInt(d.Run, 10) + " waits to deploy to " + d.Environment
}
func announcedOn(sent Sent) string { return "announced on " + sent.Channel + ", " + at(sent.At) }
func announcedPerhaps(sent Sent) string {
	return "nobody knows whether it arrived on " + sent.Channel + ", " + at(sent.At)
}
func retrospectiveOn(sent Sent) string { return "sent to " + sent.Channel + ", " + at(sent.At) }
func draftOn(sent Sent) string {
	return "draft sent for review to " + sent.Channel + ", " + at(sent.At)
}
func creditWord(credit Credit) string {
	switch credit.State {
	case "declined":
		return credit.Login + " does not wish to be credited"
	case "pending":
		return credit.Login + " was asked and has not answered"
	}
	return credit.Login + " is credited"
}

func creditWished(wish CreditWish) string {
	if wish.Type == CreditNone {
		return "no credit for " + wish.Login + " asked for"
	}
	return "credit for " + wish.Login + " asked for"
}

// Next steps.
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

// Word completes "Add … to the advisory".
func (g AnnouncementGap) Word() string { return gapWords[g] }

func nextGaps(gaps []AnnouncementGap) string {
	words := make([]string, len(gaps))
	for i, gap := range gaps {
		words[i] = gap.Word()
	}
	return "Add " + strings.Join(words, ", ") + " to the advisory: without it the announcement is not sent."
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

// Commands.
const (
	usageAck            = "/" + CommandAck
	usageTriage         = "/" + CommandTriage + " accepted|upstream|rejected REASON"
	usageCVSS           = "/" + CommandCVSS + " VECTOR"
	usageSeverity       = "/" + CommandSeverity + " LEVEL REASON"
	usageRequestCVE     = "/" + CommandRequestCVE
	usageCreateFork     = "/" + CommandCreateFork
	usageFixReady       = "/" + CommandFixReady + " OWNER/REPO#N"
	usageReleaseDayBare = "/" + CommandReleaseDay + " DATE TIME"
	usageAgree          = "/" + CommandAgree
	usagePublish        = "/" + CommandPublish
	usagePreview        = "/" + CommandAnnounce + " " + AnnouncePreview
	usageSend           = "/" + CommandAnnounce + " " + AnnounceSend
	usageHold           = "/" + CommandAnnounce + " " + AnnounceHold
	usageReporter       = "/" + CommandReporter + " @LOGIN private|public"
	usageRetroSend      = "embargo retro send"
	usagePrenotice      = "/" + CommandPrenotice + " " + AnnounceSend
)

func usageAssign(duty Duty) string    { return "/" + CommandAssign + " " + string(duty) + " @LOGIN" }
func usageApprove(name string) string { return "/" + CommandApprove + " @" + name + " REASON" }
func usageWaive(id ItemID) string     { return "/" + CommandWaive + " " + string(id) + " REASON" }
func usageDone(id ItemID) string      { return "/" + CommandDone + " " + string(id) }
func usageCredit(login string) string { return "/" + CommandCredit + " @" + login }
func usageExtend(id ItemID) string    { return "/" + CommandExtend + " " + string(id) + " DATE REASON" }
func usageReleaseDay(start time.Time) string {
	return "/" + CommandReleaseDay + " " + start.UTC().Format(dayFormat)
}

package policy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// All sentences that the rules say stand in this file and in those beside it, words_*.go, so that they can be read, and
// one day translated, in one go.

// TimeFormat writes a moment, in UTC, so that it needs no time zone and no year guessed.
const TimeFormat = "Mon 2 Jan 2006 15:04 UTC"

func at(moment time.Time) string { return moment.UTC().Format(TimeFormat) }

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

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
	wordWaived       = "waived"

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
	return "summary, description, " + counted(packages, "affected package", "affected packages") + " with version range"
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
	return counted(users, "person", "people") + " and " + counted(teams, "team", "teams") + ", all entitled"
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

func cveIs(id string) string { return id + " assigned" }
func waitingFor(days int) string {
	if days == 0 {
		return "waiting since today"
	}
	return "waiting for " + counted(days, "day", "days")
}

func channelsAre(mails, chats int) string {
	return "goes to " + counted(mails, "mail address", "mail addresses") + " and " + counted(chats, "chat channel", "chat channels")
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
func deploymentWaits(d Deployment) string {
	return "run " + strconv.FormatInt(d.Run, 10) + " waits to deploy to " + d.Environment
}
func announcedOn(sent Sent) string { return "announced on " + sent.Channel + ", " + at(sent.At) }
func announcedPerhaps(sent Sent) string {
	return "nobody knows whether it arrived on " + sent.Channel + ", " + at(sent.At)
}
func notTaken(sent Sent) string        { return sent.Channel + " did not take it, " + at(sent.At) }
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

package command

import (
	"maps"
	"slices"

	"github.com/embargo-app/embargo/policy"
)

// The stable codes in a decision's Detail. Each has its sentence in reasons. A release day is also refused by the
// codes of policy.CheckSlot.
const (
	// Arguments that were not understood.
	DetailExtra       = "extra"
	DetailDuty        = "duty"
	DetailLogin       = "login"
	DetailTeam        = "team"
	DetailTriage      = "triage"
	DetailChannel     = "channel"
	DetailLevel       = "level"
	DetailAct         = "act"
	DetailItem        = "item"
	DetailDate        = "date"
	DetailTime        = "time"
	DetailZone        = "zone"
	DetailCVSS        = "cvss"
	DetailPullRequest = "pull-request"
	DetailTooManyPRs  = "too-many-pull-requests"
	DetailURL         = "url"
	DetailProject     = "project"
	DetailReason      = "reason"
	DetailCredit      = "credit"

	// Uses of a command that need more right than others.
	DetailSelfOnly = "self-only"
	DetailSRCOnly  = "src-only"
	// The reporter's own credit only.
	DetailOwnCredit = "own-credit"

	// Rules that speak against a command.
	DetailTooMany     = "too-many"
	DetailClosed      = "closed"
	DetailPublished   = "published"
	DetailFuture      = "future"
	DetailPast        = string(policy.SlotPast)
	DetailHasCVE      = "has-cve"
	DetailHasFork     = "has-fork"
	DetailNotLow      = "not-low"
	DetailNoProposal  = "no-proposal"
	DetailOtherOrg    = "other-org"
	DetailNotApproved = "not-approved"
	DetailDisabled    = "disabled"
	DetailByEvidence  = "by-evidence"
	DetailNotDone     = "not-done"
	DetailArmed       = "armed"
	DetailSamePerson  = "same-person"
	DetailNotAccepted = "not-accepted"
	DetailNoSlot      = "no-slot"
	DetailOutsideSlot = "outside-slot"
	DetailNotReady    = "not-ready"
	DetailNotThen     = "not-then"
	DetailNoReporter  = "no-reporter"

	DetailNoPrenotice    = "no-prenotice"
	DetailPrenoticeArmed = "prenotice-armed"
	DetailToldAlready    = "told-already"
	DetailPublicAlready  = "public-already"
	DetailUnpublished    = "unpublished"
	DetailNoList         = "no-list"
	DetailSentAlready    = "sent-already"

	// DetailFirstOfTwo is no refusal: the first of two words was accepted and waits for the second.
	DetailFirstOfTwo = "first-of-two"
)

// Details lists every code, in alphabetical order.
func Details() []string { return slices.Sorted(maps.Keys(reasons)) }

// reasons says in one sentence what each code means; all of them are safe to show to anybody. Commands and values stand between
// backquotes.
var reasons = map[string]string{
	DetailExtra:       "there is more on the line than the command takes",
	DetailDuty:        "a duty is wanted: `triage`, `infra`, `disclosure` or `release`",
	DetailLogin:       "a GitHub login is wanted, such as `@alice`: up to 39 letters, digits and single hyphens",
	DetailTeam:        "a team is wanted, such as `@octo-org/parser-team`",
	DetailTriage:      "the outcome is wanted first: `accepted`, `upstream` or `rejected`",
	DetailChannel:     "`private` or `public` is wanted after the login",
	DetailLevel:       "a level is wanted first: `low`, `medium`, `high` or `critical`",
	DetailAct:         "`preview`, `send` or `hold` is wanted",
	DetailItem:        "the ID of an item of the checklist is wanted, such as `private-fork`",
	DetailDate:        "a date is wanted, such as `2026-11-26`, `tomorrow`, `thursday` or `next tuesday`",
	DetailTime:        "a time of day is written with hours and minutes, such as `16:00`",
	DetailZone:        "times are in UTC; another time zone is given as in `2026-11-26T16:00:00+01:00`",
	DetailCVSS:        "a CVSS vector of version 3.1 or 4.0 is wanted",
	DetailPullRequest: "pull requests are wanted, each as `#12`, `owner/repo#12` or its address on this GitHub",
	DetailTooManyPRs:  "at most 20 pull requests can be named at once",
	DetailURL:         "an address is wanted that begins with `https://`",
	DetailProject:     "the project's name is wanted in one word, such as `octo-org/parser`",
	DetailCredit: "what for is wanted after the login: `reporter`, `finder`, `analyst`, `coordinator`, `remediation_developer`, " +
		"`remediation_reviewer`, `remediation_verifier`, `tool`, `sponsor`, `other`, or `none`",
	DetailReason: "a reason in words is wanted at the end of the line",

	DetailSelfOnly: "the fix team may assign only themselves; anybody else is assigned by the SRC",
	DetailSRCOnly:  "only the SRC may do that",

	DetailOwnCredit: "the reporter may say that only of themselves",

	DetailNoReporter: "nobody has said who reported it: `/reporter @login private` does",

	DetailTooMany:     "only the first 20 commands of a comment are carried out; put the others into another comment",
	DetailClosed:      "the advisory is closed",
	DetailPublished:   "the advisory is published",
	DetailFuture:      "that time lies in the future",
	DetailPast:        "that time has passed",
	DetailHasCVE:      "the advisory has a CVE already",
	DetailHasFork:     "the advisory has a private fork already",
	DetailNotLow:      "the score is not under the threshold, and the SRC has not ruled that the risk is low",
	DetailNoProposal:  "no release day is proposed",
	DetailOtherOrg:    "only teams of the advisory's own organisation can collaborate",
	DetailNotApproved: "there is no such approval",
	DetailByEvidence:  "that item is ticked by its evidence; only items of the organisation's own are ticked by hand",
	DetailNotDone:     "that item is not ticked",
	DetailDisabled:    "that item is no part of this organisation's process",
	DetailArmed:       "two members of the SRC have released the announcement already",
	DetailSamePerson:  "the second word must come from a different member of the SRC",
	DetailNotAccepted: "the report is not accepted as a draft advisory yet",
	DetailNoSlot:      "no release slot is agreed",
	DetailOutsideSlot: "it is not the time of the agreed release slot",
	DetailNotReady:    "something that is required before the release is missing",
	DetailNotThen:     "it was not accepted when it was written; whoever may give it now can write it once more",
	DetailFirstOfTwo:  "a different member of the SRC must say the same",

	DetailNoPrenotice:    "this process names no distributors who are told ahead: `prenotice.days` and `prenotice.to` in the process file",
	DetailPrenoticeArmed: "two members of the SRC have asked for it already; `/prenotice hold` takes that back",
	DetailToldAlready:    "distributors were told of this release day already",
	DetailPublicAlready:  "it is public already, so nobody is told ahead",
	DetailUnpublished:    "the advisory is not published yet",
	DetailNoList:         "the process file names no list for it: `announcement.mail.to`",
	DetailSentAlready:    "the retrospective was sent already",

	string(policy.SlotTooLate):  "that is after the last day on which a release may start",
	string(policy.SlotReporter): "the reporter will have made it public by then",
	string(policy.SlotUpstream): "an upstream project discloses only after that",
	string(policy.SlotWeekday):  "releases avoid that day of the week",
	string(policy.SlotHour):     "releases go out at another hour",
	string(policy.SlotBlackout): "no releases are made on that day",

	string(policy.SlotPrenotice):   "distributors are told earlier than that before a release",
	string(policy.SlotUnannounced): "the day of a release is made public earlier than that",
	string(policy.SlotDistributors): "the distributors who were told may speak before that; `/extend release DATE REASON` moves it, " +
		"once they have agreed",
}

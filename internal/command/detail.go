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
	detailExtra       = "extra"
	detailDuty        = "duty"
	detailLogin       = "login"
	detailTeam        = "team"
	detailTriage      = "triage"
	detailChannel     = "channel"
	detailLevel       = "level"
	detailAct         = "act"
	detailItem        = "item"
	detailDate        = "date"
	detailTime        = "time"
	detailZone        = "zone"
	detailCVSS        = "cvss"
	detailPullRequest = "pull-request"
	detailTooManyPRs  = "too-many-pull-requests"
	detailURL         = "url"
	detailProject     = "project"
	detailReason      = "reason"
	detailCredit      = "credit"

	// Uses of a command that need more right than others.
	detailSelfOnly = "self-only"
	detailSRCOnly  = "src-only"
	// The reporter's own credit only.
	detailOwnCredit = "own-credit"

	// Rules that speak against a command.
	detailTooMany     = "too-many"
	detailClosed      = "closed"
	detailPublished   = "published"
	detailFuture      = "future"
	detailPast        = string(policy.SlotPast)
	detailHasCVE      = "has-cve"
	detailHasFork     = "has-fork"
	detailNotLow      = "not-low"
	detailNoProposal  = "no-proposal"
	detailOtherOrg    = "other-org"
	detailNotApproved = "not-approved"
	detailDisabled    = "disabled"
	detailByEvidence  = "by-evidence"
	detailNotDone     = "not-done"
	detailArmed       = "armed"
	detailSamePerson  = "same-person"
	detailNotAccepted = "not-accepted"
	detailNoSlot      = "no-slot"
	detailOutsideSlot = "outside-slot"
	detailNotReady    = "not-ready"
	detailNotThen     = "not-then"
	detailNoReporter  = "no-reporter"

	detailNoPrenotice    = "no-prenotice"
	detailPrenoticeArmed = "prenotice-armed"
	detailToldAlready    = "told-already"
	detailPublicAlready  = "public-already"
	detailUnpublished    = "unpublished"
	detailNoList         = "no-list"
	detailSentAlready    = "sent-already"

	// detailFirstOfTwo is no refusal: the first of two words was accepted and waits for the second.
	detailFirstOfTwo = "first-of-two"
)

// Details lists every code, in alphabetical order.
func Details() []string { return slices.Sorted(maps.Keys(reasons)) }

// reasons says in one sentence what each code means; all of them are safe to show to anybody. Commands and values stand between
// backquotes.
var reasons = map[string]string{
	detailExtra:       "there is more on the line than the command takes",
	detailDuty:        "a duty is wanted: `triage`, `infra`, `disclosure` or `release`",
	detailLogin:       "a GitHub login is wanted, such as `@alice`: up to 39 letters, digits and single hyphens",
	detailTeam:        "a team is wanted, such as `@octo-org/parser-team`",
	detailTriage:      "the outcome is wanted first: `accepted`, `upstream` or `rejected`",
	detailChannel:     "`private` or `public` is wanted after the login",
	detailLevel:       "a level is wanted first: `low`, `medium`, `high` or `critical`",
	detailAct:         "`preview`, `send` or `hold` is wanted",
	detailItem:        "the ID of an item of the checklist is wanted, such as `private-fork`",
	detailDate:        "a date is wanted, such as `2026-11-26`, `tomorrow`, `thursday` or `next tuesday`",
	detailTime:        "a time of day is written with hours and minutes, such as `16:00`",
	detailZone:        "times are in UTC; another time zone is given as in `2026-11-26T16:00:00+01:00`",
	detailCVSS:        "a CVSS vector of version 3.1 or 4.0 is wanted",
	detailPullRequest: "pull requests are wanted, each as `#12`, `owner/repo#12` or its address on this GitHub",
	detailTooManyPRs:  "at most 20 pull requests can be named at once",
	detailURL:         "an address is wanted that begins with `https://`",
	detailProject:     "the project's name is wanted in one word, such as `octo-org/parser`",
	detailCredit: "what for is wanted after the login: `reporter`, `finder`, `analyst`, `coordinator`, `remediation_developer`, " +
		"`remediation_reviewer`, `remediation_verifier`, `tool`, `sponsor`, `other`, or `none`",
	detailReason: "a reason in words is wanted at the end of the line",

	detailSelfOnly: "the fix team may assign only themselves; anybody else is assigned by the SRC",
	detailSRCOnly:  "only the SRC may do that",

	detailOwnCredit: "the reporter may say that only of themselves",

	detailNoReporter: "nobody has said who reported it: `/reporter @login private` does",

	detailTooMany:     "only the first 20 commands of a comment are carried out; put the others into another comment",
	detailClosed:      "the advisory is closed",
	detailPublished:   "the advisory is published",
	detailFuture:      "that time lies in the future",
	detailPast:        "that time has passed",
	detailHasCVE:      "the advisory has a CVE already",
	detailHasFork:     "the advisory has a private fork already",
	detailNotLow:      "the score is not under the threshold, and the SRC has not ruled that the risk is low",
	detailNoProposal:  "no release day is proposed",
	detailOtherOrg:    "only teams of the advisory's own organisation can collaborate",
	detailNotApproved: "there is no such approval",
	detailByEvidence:  "that item is ticked by its evidence; only items of the organisation's own are ticked by hand",
	detailNotDone:     "that item is not ticked",
	detailDisabled:    "that item is no part of this organisation's process",
	detailArmed:       "two members of the SRC have released the announcement already; `/announce hold` takes that back",
	detailSamePerson:  "the second word must come from a different member of the SRC",
	detailNotAccepted: "the report is not accepted as a draft advisory yet",
	detailNoSlot:      "no release slot is agreed",
	detailOutsideSlot: "it is not the time of the agreed release slot",
	detailNotReady:    "something that is required before the release is missing",
	detailNotThen:     "it was not accepted when it was written; whoever may give it now can write it once more",
	detailFirstOfTwo:  "a different member of the SRC must say the same",

	detailNoPrenotice:    "this process names no distributors who are told ahead: `prenotice.days` and `prenotice.to` in the process file",
	detailPrenoticeArmed: "two members of the SRC have asked for it already; `/prenotice hold` takes that back",
	detailToldAlready:    "distributors were told of this release day already",
	detailPublicAlready:  "it is public already, so nobody is told ahead",
	detailUnpublished:    "the advisory is not published yet",
	detailNoList:         "the process file names no list for it: `announcement.mail.to`",
	detailSentAlready:    "the retrospective has gone to every list, or may have, and nobody is sent it twice",

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

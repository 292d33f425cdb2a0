package policy

import (
	"slices"
	"strings"
	"time"
)

// rule is one line of the registry: how a built-in item is judged. What all items have in common (waivers, items
// that are disabled or made advice, deadlines, owners) is added by the machinery in evaluate.go.
type rule struct {
	id   ItemID
	need Need
	// duty names whose task it is; owner stands for them as long as nobody has the duty.
	duty  Duty
	owner string
	// due is the deadline before extensions; the zero time for none. Nil for an item without any deadline.
	due func(*view) time.Time
	// find judges the evidence: done, pending, violated or unknown.
	find func(*view) finding
}

// finding is what a rule concludes from the evidence.
type finding struct {
	state    State
	evidence []Evidence
	next     string
	command  string
	owner    string    // when it differs from the rule's
	need     Need      // when it differs from the rule's
	from     time.Time // when the time for it began, if not with the report
	due      time.Time // when it differs from the rule's
	undue    bool      // the process's deadline does not count: it waits for somebody outside
	wake     time.Time // when the finding may change by itself
}

// rules is the registry, in the order of the checklist.
var rules = []rule{
	{ItemAcknowledged, NeedRequired, DutyTriage, OwnerSRC, dueAcknowledge, findAcknowledged},
	{ItemTriage, NeedRequired, DutyTriage, OwnerSRC, dueFixTeam, findTriage},
	{ItemDuties, NeedAdvice, "", OwnerSRC, dueFixTeam, findDuties},
	{ItemFixTeam, NeedRequired, DutyInfra, OwnerSRC, dueFixTeam, findFixTeam},
	{ItemDetails, NeedRequired, DutyDisclosure, OwnerFixTeam, dueFix, findDetails},
	{ItemCVSS, NeedRequired, "", OwnerFixTeam, dueFix, findCVSS},
	{ItemCollaborators, NeedRequired, DutyInfra, OwnerSRC, nil, findCollaborators},
	{ItemCVE, NeedRequired, "", OwnerFixTeam, dueFix, findCVE},
	{ItemPrivateFork, NeedRequired, DutyInfra, OwnerFixTeam, dueFix, findPrivateFork},
	{ItemFixReady, NeedRequired, "", OwnerFixTeam, dueFix, findFixReady},
	{ItemReleaseDay, NeedRequired, DutyRelease, OwnerSRC, dueFix, findReleaseDay},
	{ItemAnnouncementDraft, NeedAdvice, DutyDisclosure, OwnerSRC, dueSlotStart, findAnnouncementDraft},
	{ItemFixApproved, NeedRequired, "", OwnerFixTeam, dueSlotStart, findFixApproved},
	{ItemAdvisoryPublished, NeedAfter, DutyRelease, OwnerSRC, dueSlotEnd, findAdvisoryPublished},
	{ItemRelease, NeedAfter, DutyRelease, OwnerFixTeam, dueSlotEnd, findRelease},
	{ItemArtifacts, NeedAfter, DutyRelease, OwnerFixTeam, dueSlotEnd, findArtifacts},
	{ItemAnnounced, NeedAfter, DutyDisclosure, OwnerSRC, dueSlotEnd, findAnnounced},
	{ItemCredits, NeedAdvice, DutyDisclosure, OwnerSRC, dueSlotStart, findCredits},
	{ItemRetrospective, NeedAfter, "", OwnerSRC, nil, findRetrospective},
}

// ItemIDs lists the items of a process in the order of its checklist: the built-in ones, disabled ones included,
// then the process's own in alphabetical order.
func ItemIDs(process Process) []ItemID {
	ids := make([]ItemID, 0, len(rules)+len(process.Items))
	for i := range rules {
		ids = append(ids, rules[i].id)
	}
	return append(ids, ownItems(&process)...)
}

// rank is an item's place in the registry; all of a process's own come after it.
func rank(id ItemID) int {
	for i := range rules {
		if rules[i].id == id {
			return i
		}
	}
	return len(rules)
}

// IsBuiltIn tells whether an item is one of those every process has.
func IsBuiltIn(id ItemID) bool { return rank(id) < len(rules) }

// ruleOf is the rule by which an item is judged.
func (v *view) ruleOf(id ItemID) rule {
	if i := rank(id); i < len(rules) {
		return rules[i]
	}
	return v.ownRule(id)
}

// DefaultNeed is what an item means for the release where no process file says so.
func DefaultNeed(id ItemID) Need {
	if i := rank(id); i < len(rules) {
		return rules[i].need
	}
	return needOfOwn
}

func ownItems(process *Process) []ItemID {
	var own []ItemID
	for id := range process.Items {
		if !IsBuiltIn(id) {
			own = append(own, id)
		}
	}
	slices.SortFunc(own, func(a, b ItemID) int { return strings.Compare(string(a), string(b)) })
	return own
}

func dueAcknowledge(v *view) time.Time { return v.afterReport(v.process.Deadlines.Acknowledge) }

func dueFixTeam(v *view) time.Time { return v.afterReport(v.process.Deadlines.FixTeam) }

func dueFix(v *view) time.Time {
	if v.timeline.Slow {
		return v.timeline.ReporterDate
	}
	return v.afterReport(v.timeline.Fix)
}

// dueSlotStart is for what must be done when the release begins.
func dueSlotStart(v *view) time.Time {
	if v.slot.Agreed {
		return v.slot.Start
	}
	return v.timeline.release()
}

// dueSlotEnd is for what the release consists of.
func dueSlotEnd(v *view) time.Time {
	if v.slot.Agreed {
		return v.slot.End
	}
	return v.timeline.release()
}

package policy

import "slices"

// route is how a change passes.
type route int

const (
	atOnce route = iota
	lazily       // lazy consensus, or a majority
	bySuperMajority
)

// rosterChange is one part of what a proposal changes.
type rosterChange struct {
	text  string
	route route
}

// changes lists what the proposal changes about the roster, its rules first.
func (j *rosterJudge) changes() []rosterChange {
	changes := j.ruleChanges()
	for _, old := range j.before.SRC.Roster {
		if i := memberIndex(j.after.SRC.Roster, old.Login); i < 0 {
			changes = append(changes, j.removal(old))
		} else {
			changes = append(changes, j.edits(old, j.after.SRC.Roster[i])...)
		}
	}
	for _, m := range j.after.SRC.Roster {
		if memberIndex(j.before.SRC.Roster, m.Login) < 0 {
			changes = append(changes, rosterChange{rosterJoins(m), lazily})
			if m.Leave != nil && m.Leave.Substitute != "" {
				changes = append(changes, rosterChange{rosterSubstitute(m), lazily})
			}
		}
	}
	return changes
}

func memberIndex(roster []Member, login string) int {
	return slices.IndexFunc(roster, func(m Member) bool { return sameLogin(m.Login, login) })
}

func (j *rosterJudge) isAuthor(login string) bool { return sameLogin(login, j.proposal.Author) }

func (j *rosterJudge) removal(m Member) rosterChange {
	if j.isAuthor(m.Login) {
		return rosterChange{rosterStepsDown(m), atOnce}
	}
	return rosterChange{rosterRemoved(m), bySuperMajority}
}

// edits are the changes of one member's line.
func (j *rosterJudge) edits(old, changed Member) []rosterChange {
	own := lazily
	if j.isAuthor(old.Login) {
		own = atOnce
	}
	var changes []rosterChange
	if foldVendor(old.Vendor) != foldVendor(changed.Vendor) {
		changes = append(changes, rosterChange{rosterChangesVendor(old, changed), lazily})
	}
	if !slices.Equal(old.Duties, changed.Duties) {
		changes = append(changes, rosterChange{rosterChangesDuties(changed), own})
	}
	switch {
	case sameLeave(old.Leave, changed.Leave):
	case changed.Leave != nil && changed.Leave.Substitute != "":
		changes = append(changes, rosterChange{rosterSubstitute(changed), lazily})
	default:
		changes = append(changes, rosterChange{rosterChangesLeave(changed), own})
	}
	return changes
}

func sameLeave(a, b *Leave) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// ruleChanges are the changes of the committee's own rules and of where it is reached.
func (j *rosterJudge) ruleChanges() []rosterChange {
	a, b := &j.before.SRC, &j.after.SRC
	var changes []rosterChange
	for _, rule := range []struct {
		key  string
		same bool
	}{
		{"src.team", a.Team == b.Team},
		{"src.size", a.Size == b.Size},
		{"src.vendor_ratio", a.VendorRatio == b.VendorRatio},
		{"src.consensus", a.Consensus == b.Consensus},
		{"src.leave", a.Leave == b.Leave},
		{"src.inactive_after", a.InactiveAfter == b.InactiveAfter},
	} {
		if !rule.same {
			changes = append(changes, rosterChange{rosterRuleChanges(rule.key), bySuperMajority})
		}
	}
	if !slices.Equal(a.Notify.Mail, b.Notify.Mail) || !slices.Equal(a.Notify.Chat, b.Notify.Chat) {
		changes = append(changes, rosterChange{rosterRuleChanges("src.notify"), lazily})
	}
	return changes
}

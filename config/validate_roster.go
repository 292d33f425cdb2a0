package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// maxLazyDays keeps a change of the roster from waiting for ever by a typing error.
const maxLazyDays = 90

var quorums = []string{string(policy.QuorumMajority), string(policy.QuorumTwoThirds), string(policy.QuorumAll)}

// rosterRules checks how the roster changes and what a leave needs.
func (v *validator) rosterRules(src policy.Committee) {
	if d := src.Consensus.LazyDays; d < 0 || d > maxLazyDays {
		v.refusef("src.consensus.lazy_days", "%d must be from 0, for no lazy consensus, to %d", d, maxLazyDays)
	}
	v.oneOf("src.consensus.add", string(src.Consensus.Add), quorums...)
	v.oneOf("src.consensus.remove", string(src.Consensus.Remove), quorums...)
	for key, span := range map[string]policy.Span{
		"src.leave.cover_from": src.Leave.CoverFrom, "src.leave.substitute_from": src.Leave.SubstituteFrom,
		"src.leave.longest": src.Leave.Longest, "src.inactive_after": src.InactiveAfter,
	} {
		v.someTime(key, span, `14d, or "" for no such rule`)
	}
	if l := src.Leave; !l.Longest.IsZero() && !l.SubstituteFrom.IsZero() && !l.SubstituteFrom.NoLongerThan(l.Longest) {
		v.refusef(v.changed("src.leave.longest", "src.leave.substitute_from"),
			"src.leave.longest (%q) is shorter than src.leave.substitute_from (%q)", l.Longest, l.SubstituteFrom)
	}
	for i, m := range src.Roster {
		if m.Leave != nil && m.Leave.SubstituteVendor != "" &&
			(m.Leave.Substitute == "" || strings.TrimSpace(m.Leave.SubstituteVendor) == "") {
			v.refusef(fmt.Sprintf("src.roster[%d].leave.substitute_vendor", i), "needs a substitute and the name of a vendor")
		}
	}
}

func (v *validator) roster(roster []policy.Member) {
	logins := make([]string, len(roster))
	for i, m := range roster {
		logins[i] = m.Login
	}
	for i, m := range roster {
		key := fmt.Sprintf("src.roster[%d]", i)
		v.login(key+".login", m.Login)
		if slices.ContainsFunc(logins[:i], func(other string) bool { return strings.EqualFold(other, m.Login) }) {
			v.refusef(key+".login", "%s stands in the roster twice", quote(m.Login))
		}
		if strings.TrimSpace(m.Vendor) == "" {
			v.refusef(key+".vendor", "is missing; name the employer, or the person for an independent member")
		}
		for j, duty := range m.Duties {
			v.oneOf(fmt.Sprintf("%s.duties[%d]", key, j), string(duty), dutyNames()...)
		}
		if m.Leave != nil {
			v.leave(key+".leave", *m.Leave, logins)
		}
	}
}

func (v *validator) leave(key string, leave policy.Leave, logins []string) {
	v.days(key, leave.From, leave.To)
	if leave.Substitute == "" {
		return
	}
	v.login(key+".substitute", leave.Substitute)
	if slices.ContainsFunc(logins, func(l string) bool { return strings.EqualFold(l, leave.Substitute) }) {
		v.refusef(key+".substitute", "%s is a member already and cannot stand in for another", quote(leave.Substitute))
	}
}

func dutyNames() []string {
	var names []string
	for _, duty := range policy.Duties() {
		names = append(names, string(duty))
	}
	return names
}

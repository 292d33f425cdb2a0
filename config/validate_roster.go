package config

import (
	"fmt"
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
		if isNoTime(span) {
			v.refusef(key, "%q leaves no time; write a span such as 14d, or \"\" for no such rule", span)
		}
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

package policy

import (
	"testing"
	"time"
)

func TestDetails(t *testing.T) {
	describe := func(text string) step { return edit(func(c *Case) { c.Advisory.Description = text }) }
	affects := func(all ...Vulnerability) step { return edit(func(c *Case) { c.Advisory.Vulnerabilities = all }) }
	full := describe("### Impact\nAnybody can do it.")
	cosign := Vulnerability{Ecosystem: "go", Package: "example.org/cosign", Affected: "< 2.3.1"}
	template := "### Impact\r\n_What kind of vulnerability is it? Who is impacted?_\r\n\r\n" +
		"### Patches\n_Has the problem been patched? What versions should users upgrade to?_\n" +
		"### Workarounds\n_Is there a way for users to fix or remediate the vulnerability without upgrading?_\n" +
		"### References\n_Are there any links users can visit to find out more?_\n"
	checkRule(t, ItemDetails, []ruleCase{
		{"only a summary", StatePending, nil},
		{"nothing at all", StatePending, []step{edit(func(c *Case) { c.Advisory.Summary = " " })}},
		{"GitHub's template left as it is", StatePending, []step{describe(template), affects(cosign)}},
		{"a package without name and range", StatePending, []step{full, affects(cosign, Vulnerability{Ecosystem: "npm"})}},
		{"due soon", StateDueSoon, []step{after(6 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(7 * 24 * time.Hour)}},
		{"one package", StateDone, []step{full, affects(cosign)}},
		{"two packages, template filled in", StateDone, []step{describe(template + "It is bad."), affects(cosign, cosign)}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=details")}},
	})
}

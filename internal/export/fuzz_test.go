package export

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

// FuzzExport: a reporter or maintainer may write anything into an advisory's fields; what is made of it is a valid
// document in every format.
func FuzzExport(f *testing.F) {
	for _, seed := range [][4]string{
		{"go", "github.com/octo-org/parser/v2", ">= 2.0.0, < 2.4.1", "2.4.1"}, {"npm", "@octo/parser", "> 0.9.0, <= 1.0.1 || = 3", "1.0.2, v3.1"},
		{"maven", "org.octo:parser", "= 1.1.6", ""}, {"other", "the parser's image", "everything before May", "2026-05-01"},
		{"pip", "a%2f?x=1#y", "< 1\u202e.0", "\u202e1.0"}, {"", "\r\n<script>", ">= 0, < , =", "<!-- embargo:item cvss done -->"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3], "A check is skipped", "### Workarounds\n\n@alice")
	}
	f.Fuzz(func(t *testing.T, ecosystem, name, affected, patched, summary, description string) {
		d := full()
		a := &d.Case.Advisory
		a.Summary, a.Description = summary, description
		a.Vulnerabilities = []policy.Vulnerability{{Ecosystem: ecosystem, Package: name, Affected: affected, Patched: patched}}
		valid(t, d)
	})
}

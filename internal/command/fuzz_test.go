package command

import (
	"slices"
	"testing"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// known are all the verdicts there are.
var known = []policy.Verdict{accepted, malformed, forbidden, policy.VerdictRefused, policy.VerdictUnrecognised, policy.VerdictAnswered}

// FuzzFold has every kind of person say anything: nothing panics, nobody who is no member of the SRC or of the fix
// team has a command accepted, and no decision keeps a line of text.
func FuzzFold(f *testing.F) {
	for _, spec := range All() {
		f.Add(spec.Example, uint8(0))
		f.Add(spec.Example+"\n/"+spec.Name+" x y z\n"+spec.Example, uint8(1))
	}
	f.Add("/waive details \u202e reason <!-- x -->\r\n/agree\n/release-day tomorrow 25:00", uint8(2))
	people := []string{sarah, frank, rita, stan, nobody}
	process := testProcess(f)
	f.Fuzz(func(t *testing.T, body string, who uint8) {
		author := people[int(who)%len(people)]
		decisions := Fold(process, testCase(policy.AdvisoryDraft), Comment{ID: 7, Author: author, Body: body, CreatedAt: now}, now)
		if len(decisions) > MaxLines+1 {
			t.Errorf("%d decisions", len(decisions))
		}
		for _, d := range decisions {
			if !slices.Contains(known, d.Verdict) {
				t.Errorf("verdict %q", d.Verdict)
			}
			spec, _ := lookup(d.Command)
			stranger := author == stan || author == nobody || author == rita && !spec.allows(policy.RightReporter)
			if d.Verdict == accepted && stranger {
				t.Errorf("%q had /%s accepted", author, d.Command)
			}
			if d.Command != "" && !slices.ContainsFunc(All(), func(s Spec) bool { return s.Name == d.Command }) {
				t.Errorf("command %q", d.Command)
			}
			for name, value := range d.Args {
				if len(value) > 600 || slices.ContainsFunc([]byte(value), func(c byte) bool { return c < ' ' }) {
					t.Errorf("%s is kept as %q", name, value)
				}
			}
			if d.FoldedAt.Location() != time.UTC {
				t.Error("a time that is not UTC")
			}
		}
	})
}

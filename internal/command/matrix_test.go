package command

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

// TestMatrix shows what becomes of every command's example, by every kind of person, in every state of the advisory.
// The advisory has a low score, an approved outsider and a proposed release day, so that every command could work.
func TestMatrix(t *testing.T) {
	states := []policy.AdvisoryState{policy.AdvisoryTriage, policy.AdvisoryDraft, policy.AdvisoryPublished, policy.AdvisoryClosed,
		policy.AdvisoryWithdrawn}
	people := []struct{ title, login, before string }{ // before is what the SRC wrote first
		{"stranger", stan, ""}, {"owner, not on it", otto, ""}, {"approved outsider", olga, ""}, {"nameless", "", ""},
		{"public reporter", rita, "/reporter @rita public"}, {"reporter", rita, ""}, {"fix team", frank, ""}, {"SRC", sarah, ""},
		{"second of the SRC", simon, "/announce send"},
	}
	lines := []string{"/assign infra @frank", "/announce send", "/announce hold", "/prenotice send", "/prenotice hold", "/retro send", "/severity low", "/unknown"}
	for _, spec := range All() {
		lines = append(lines, spec.Example)
	}

	var table strings.Builder
	for _, state := range states {
		fmt.Fprintf(&table, "%s\n%-62s", strings.ToUpper(string(state)), "")
		for _, person := range people {
			fmt.Fprintf(&table, " %-24s", person.title)
		}
		table.WriteString("\n")
		for _, line := range lines {
			fmt.Fprintf(&table, "%-62s", line)
			for _, person := range people {
				fmt.Fprintf(&table, " %-24s", verdicts(t, matrixCase(t, state, person.before), person.login, line))
			}
			table.WriteString("\n")
		}
		table.WriteString("\n")
	}
	got := strings.ReplaceAll(table.String(), " \n", "\n")
	for strings.Contains(got, " \n") {
		got = strings.ReplaceAll(got, " \n", "\n")
	}
	golden.Check(t, "matrix.txt", got)
}

// People of the matrix alone.
const (
	otto = "otto" // owns the code, and does not take part
	olga = "olga" // takes part because the SRC approved it
)

func matrixCase(t *testing.T, state policy.AdvisoryState, before string) policy.Case {
	t.Helper()
	c := testCase(policy.AdvisoryDraft)
	c.Advisory.CVSS = []policy.CVSS{{Vector: "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", Score: 1.8}}
	c.Decisions = Fold(distributors(t), c, Comment{Author: sarah, CreatedAt: now,
		Body: "/approve @olga wrote it\n/release-day thursday\n" + before}, now)
	c.Advisory.State = state
	c.Owners.Value.Logins = append(slices.Clone(c.Owners.Value.Logins), otto)
	c.Advisory.Users = append(slices.Clone(c.Advisory.Users), olga)
	return c
}

package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// tree writes a tree of reasons as lines, each with its mark.
func tree(reasons []Reason, indent string) string {
	var b strings.Builder
	for _, r := range reasons {
		mark := map[RosterState]string{RosterPassed: "+", RosterWaiting: "?", RosterFailed: "-"}[r.State]
		fmt.Fprintf(&b, "%s%s %s\n%s", indent, mark, r.Text, tree(r.Below, indent+"  "))
	}
	return b.String()
}

// reviewed makes reviews of "login word [days ago]" at the head, or at an older commit for "approved-old".
func reviewed(t *testing.T, lines ...string) []RosterReview {
	t.Helper()
	var reviews []RosterReview
	for i, line := range lines {
		words := strings.Fields(line)
		sha := "head"
		if strings.HasSuffix(words[1], "-old") {
			sha = "old"
		}
		reviews = append(reviews, RosterReview{
			Login: words[0], State: ReviewState(strings.TrimSuffix(words[1], "-old")), SHA: sha,
			At: rosterDay.Add(time.Duration(i-len(lines)) * time.Minute),
		})
	}
	return reviews
}

func TestJudgeRosterChange(t *testing.T) {
	three := []string{"ann Acme", "bob Initech", "eve Globex"}
	with := func(lines ...string) []string { return append(append([]string{}, three...), lines...) }
	const fine = "+ the roster is as the process demands\n"
	for _, test := range []struct {
		name          string
		before, after []string
		author        string
		days          int // since it was proposed
		reviews       []string
		want          string // the state, perhaps when it passes, and the tree
	}{
		{"nothing changes", three, three, "mika", 0, nil, "passed\n" + fine},
		{"the order and the case of a login", three, []string{"Eve Globex", "ann ACME", "bob Initech"}, "mika", 0, nil, "passed\n" + fine},
		{"joins, just proposed", three, with("dan Umbrella"), "mika", 1, nil, `waiting until 2026-11-25
? ` + "`dan` (`Umbrella`)" + ` joins; one of these is enough
  ? lazy consensus: passes at Wed 25 Nov 2026 09:00 UTC if nobody of the SRC objects (3 days since the last push)
  ? a majority of the SRC: 2 of 3 needed, 0 so far
` + fine},
		{"joins by lazy consensus", three, with("dan Umbrella"), "mika", 3, nil, "passed\n+ `dan` (`Umbrella`)" + ` joins; one of these is enough
  + lazy consensus: nobody of the SRC has objected for 3 days, until Mon 23 Nov 2026 09:00 UTC
  ? a majority of the SRC: 2 of 3 needed, 0 so far
` + fine},
		{"a stranger's objection counts for nothing", three, with("dan Umbrella"), "mika", 3, []string{"riley objected"}, "passed\n+ `dan` (`Umbrella`)" + ` joins; one of these is enough
  + lazy consensus: nobody of the SRC has objected for 3 days, until Mon 23 Nov 2026 09:00 UTC
  ? a majority of the SRC: 2 of 3 needed, 0 so far
` + fine},
		{"objected", three, with("dan Umbrella"), "mika", 5, []string{"bob objected-old", "bob commented"}, "failed\n- `dan` (`Umbrella`)" + ` joins; one of these is enough
  - ` + "`bob`" + ` objects
  ? a majority of the SRC: 2 of 3 needed, 0 so far
` + fine},
		{"objected, outvoted", three, with("dan Umbrella"), "Ann", 0, []string{"bob objected", "eve approved"}, "passed\n+ `dan` (`Umbrella`)" + ` joins; one of these is enough
  - ` + "`bob`" + ` objects
  + a majority of the SRC: 2 of 3 needed, 2 so far (` + "`ann`, `eve`" + `)
` + fine},
		{"an objection taken back", three, with("dan Umbrella"), "mika", 3, []string{"bob objected", "bob dismissed"}, "passed\n+ `dan` (`Umbrella`)" + ` joins; one of these is enough
  + lazy consensus: nobody of the SRC has objected for 3 days, until Mon 23 Nov 2026 09:00 UTC
  ? a majority of the SRC: 2 of 3 needed, 0 so far
` + fine},
		{"an approval of what was before the push", three, with("dan Umbrella"), "ann", 0, []string{"eve approved-old"}, "waiting until 2026-11-26\n? `dan` (`Umbrella`)" + ` joins; one of these is enough
  ? lazy consensus: passes at Thu 26 Nov 2026 09:00 UTC if nobody of the SRC objects (3 days since the last push)
  ? a majority of the SRC: 2 of 3 needed, 1 so far (` + "`ann`" + `)
` + fine},
		{"one too many", with("dan Umbrella"), with("dan Umbrella", "zoe Hooli"), "mika", 3, nil, "failed\n+ `zoe` (`Hooli`)" + ` joins; one of these is enough
  + lazy consensus: nobody of the SRC has objected for 3 days, until Mon 23 Nov 2026 09:00 UTC
  ? a majority of the SRC: 3 of 4 needed, 0 so far
- the roster would break the process
  - the SRC has 5 members; it may have at most 4
`},
		{"steps down", three, three[1:], "ann", 0, []string{"bob objected"}, "passed\n+ `ann` (`Acme`)" + ` steps down
  + at once: it is the choice of ` + "`ann`" + `, who proposes it
` + fine},
		{"steps down and proposes another", three, append([]string{"dan Umbrella"}, three[1:]...), "ann", 0, nil, "waiting until 2026-11-26\n+ `ann` (`Acme`)" + ` steps down
  + at once: it is the choice of ` + "`ann`" + `, who proposes it
? ` + "`dan` (`Umbrella`)" + ` joins; one of these is enough
  ? lazy consensus: passes at Thu 26 Nov 2026 09:00 UTC if nobody of the SRC objects (3 days since the last push)
  ? a majority of the SRC: 2 of 3 needed, 1 so far (` + "`ann`" + `)
` + fine},
		{"removed, time alone does not do it", three, three[1:], "bob", 90, nil, "waiting\n? `ann` (`Acme`)" + ` is removed
  ? a super-majority (two thirds) of the SRC: 2 of 3 needed, 1 so far (` + "`bob`" + `)
` + fine},
		{"removed", three, three[1:], "bob", 0, []string{"eve approved", "ann objected"}, "passed\n+ `ann` (`Acme`)" + ` is removed
  + a super-majority (two thirds) of the SRC: 2 of 3 needed, 2 so far (` + "`bob`, `eve`" + `)
` + fine},
		{"not removed", three, three[1:], "bob", 0, []string{"eve objected", "ann objected"}, "failed\n- `ann` (`Acme`)" + ` is removed
  - a super-majority (two thirds) of the SRC: 2 of 3 needed, 1 so far (` + "`bob`" + `)
    - ` + "`ann`, `eve`" + ` object
` + fine},
		{"one's own leave", three, append([]string{"ann Acme 2026-12-01 2026-12-10"}, three[1:]...), "ann", 0, nil, "passed\n+ `ann`" + ` is on leave from 2026-12-01 to 2026-12-10
  + at once: it is the choice of ` + "`ann`" + `, who proposes it
` + fine},
		{"somebody else's leave", three, append([]string{"ann Acme 2026-12-01 2026-12-10"}, three[1:]...), "bob", 3, []string{"ann objected"}, "failed\n- `ann`" + ` is on leave from 2026-12-01 to 2026-12-10; one of these is enough
  - ` + "`ann`" + ` objects
  ? a majority of the SRC: 2 of 3 needed, 1 so far (` + "`bob`" + `)
` + fine},
		{"a substitute joins, also for one's own leave", three, append([]string{"ann Acme 2026-12-01 2027-01-10 carol Hooli"}, three[1:]...), "ann", 3, nil, "passed\n+ `carol` (`Hooli`) stands in for `ann`" + ` from 2026-12-01 to 2027-01-10; one of these is enough
  + lazy consensus: nobody of the SRC has objected for 3 days, until Mon 23 Nov 2026 09:00 UTC
  ? a majority of the SRC: 2 of 3 needed, 1 so far (` + "`ann`" + `)
` + fine},
		{"a substitute has a vote, the member on leave has not", append([]string{"ann Acme 2026-11-01 2026-12-10 carol"}, three[1:]...),
			append([]string{"ann Acme 2026-11-01 2026-12-10 carol", "dan Umbrella"}, three[1:]...), "carol", 0, []string{"ann objected", "bob approved"},
			"passed\n+ `dan` (`Umbrella`)" + ` joins; one of these is enough
  ? lazy consensus: passes at Thu 26 Nov 2026 09:00 UTC if nobody of the SRC objects (3 days since the last push)
  + a majority of the SRC: 2 of 3 needed, 2 so far (` + "`carol`, `bob`" + `)
` + fine},
		{"another employer", three, append([]string{"ann Initech"}, three[1:]...), "ann", 1, nil, "waiting until 2026-11-25\n? `ann` goes from `Acme` to `Initech`" + `; one of these is enough
  ? lazy consensus: passes at Wed 25 Nov 2026 09:00 UTC if nobody of the SRC objects (3 days since the last push)
  ? a majority of the SRC: 2 of 3 needed, 1 so far (` + "`ann`" + `)
` + fine},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := RosterProposal{Author: test.author, Head: "head", Since: rosterDay.AddDate(0, 0, -test.days), Reviews: reviewed(t, test.reviews...)}
			v := JudgeRosterChange(committee(t, test.before...), committee(t, test.after...), p, rosterDay)
			got := string(v.State)
			if !v.PassesAt.IsZero() {
				got += " until " + DateOf(v.PassesAt).String()
			}
			if diff := cmp.Diff(test.want, got+"\n"+tree(v.Reasons, "")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The first roster is for the team to decide; a process without lazy consensus waits for votes; and the
// committee's own rules take a super-majority.
func TestJudgeRosterRules(t *testing.T) {
	three := committee(t, "ann Acme", "bob Initech", "eve Globex")
	empty := three
	empty.SRC.Roster = nil
	without := three
	without.SRC.Consensus.LazyDays = 0
	joined := three
	joined.SRC.Roster = append(joined.SRC.Roster[:3:3], Member{Login: "dan", Vendor: "Hooli"})
	looser := three
	looser.SRC.Consensus, looser.SRC.Size, looser.SRC.Notify = Consensus{}, SizeRange{Max: 9}, NotifyTarget{Mail: []string{"x@example.org"}}
	p := RosterProposal{Author: "mika", Head: "head", Since: rosterDay, Team: []string{"ann", "zoe"}}
	long := p
	long.Since = rosterDay.AddDate(-1, 0, 0)
	nobody := long
	nobody.Team = nil
	agreed := p
	agreed.Reviews = reviewed(t, "ann approved", "zoe approved")
	for _, test := range []struct {
		name          string
		before, after Process
		proposal      RosterProposal
		want          RosterState
	}{
		{"a first roster", empty, three, p, RosterWaiting},
		{"a first roster, the team agrees", empty, three, agreed, RosterPassed},
		{"a first roster, nobody to ask", empty, three, nobody, RosterFailed},
		{"no lazy consensus", without, joined, long, RosterWaiting},
		{"the rules, with time", three, looser, long, RosterWaiting},
		{"a roster that was and is empty", empty, empty, p, RosterFailed}, // the size
	} {
		if got := JudgeRosterChange(test.before, test.after, test.proposal, rosterDay); got.State != test.want {
			t.Errorf("%s: %s, want %s\n%s", test.name, got.State, test.want, tree(got.Reasons, ""))
		}
	}
	if got := tree(JudgeRosterChange(three, looser, long, rosterDay).Reasons, ""); !strings.Contains(got, "`src.size`") ||
		!strings.Contains(got, "`src.consensus`") || !strings.Contains(got, "+ the committee's own rules change: `src.notify`") {
		t.Error(got)
	}
}

// Nobody is removed by time, by strangers, or against those who would have to agree.
func TestRemovalTakesTwoThirds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := Process{SRC: Committee{VendorRatio: 9, Consensus: Consensus{LazyDays: 1}}}
		n := rapid.IntRange(1, 8).Draw(t, "members")
		for i := range n {
			before.SRC.Roster = append(before.SRC.Roster, Member{Login: fmt.Sprintf("m%d", i), Vendor: fmt.Sprintf("v%d", i)})
		}
		after := before
		after.SRC.Roster = before.SRC.Roster[1:]
		p := RosterProposal{Author: "stranger", Head: "h", Since: rosterDay.AddDate(0, 0, -rapid.IntRange(0, 99).Draw(t, "days"))}
		agree := map[int]bool{}
		for range rapid.IntRange(0, 12).Draw(t, "reviews") {
			who := rapid.IntRange(0, 9).Draw(t, "who") // from n on strangers
			state := rapid.SampledFrom([]ReviewState{ReviewApproved, ReviewObjected, ReviewDismissed}).Draw(t, "state")
			sha := rapid.SampledFrom([]string{"h", "old"}).Draw(t, "sha")
			p.Reviews = append(p.Reviews, RosterReview{Login: fmt.Sprintf("m%d", who), State: state, SHA: sha, At: rosterDay})
			agree[who] = who < n && state == ReviewApproved && sha == "h"
		}
		votes := 0
		for _, yes := range agree {
			if yes {
				votes++
			}
		}
		got := JudgeRosterChange(before, after, p, rosterDay).Reasons[0].State == RosterPassed
		if want := 3*votes >= 2*n; got != want {
			t.Fatalf("%d of %d agree: passed %t", votes, n, got)
		}
	})
}

package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var rosterDay = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// committee makes a process with sigstore's rules and a roster written as "login vendor [from to [substitute
// [vendor]]]" per member.
func committee(t *testing.T, lines ...string) Process {
	t.Helper()
	p := Process{SRC: Committee{
		Team: "src", Size: SizeRange{Min: 2, Max: 4}, VendorRatio: 2,
		Consensus: Consensus{LazyDays: 3, Add: QuorumMajority, Remove: QuorumTwoThirds},
		Leave:     LeaveRules{CoverFrom: days(t, "14d"), SubstituteFrom: days(t, "28d"), Longest: days(t, "92d")},
		// A month.
		InactiveAfter: days(t, "30d"),
	}}
	for _, line := range lines {
		words := append(strings.Fields(line), "", "", "", "", "", "")
		m := Member{Login: words[0], Vendor: words[1]}
		if words[2] != "" {
			m.Leave = &Leave{From: date(t, words[2]), To: date(t, words[3]), Substitute: words[4], SubstituteVendor: words[5]}
		}
		p.SRC.Roster = append(p.SRC.Roster, m)
	}
	return p
}

func days(t *testing.T, text string) Span {
	t.Helper()
	span, err := ParseSpan(text)
	if err != nil {
		t.Fatal(err)
	}
	return span
}

func date(t *testing.T, text string) Date {
	t.Helper()
	if text == "-" {
		return Date{}
	}
	d, err := ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCheckRoster(t *testing.T) {
	for _, test := range []struct {
		name   string
		roster []string
		want   []string
	}{
		{"two vendors", []string{"ann Acme", "bob Initech"}, nil},
		{"two of three", []string{"ann Acme", "bob Acme", "eve Globex"}, nil},
		{"two and two", []string{"ann Acme", "bob Acme", "eve Globex", "dan Globex"}, nil},
		{"two of four and two alone", []string{"ann Acme", "bob Acme", "eve Globex", "dan Initech"}, nil},
		{"three of four", []string{"ann Acme", "bob Acme", "eve acme", "dan Globex"},
			[]string{"vendor-ratio ann,bob,eve: `Acme` has 3 members against 1 of all the others together; at most 2 are allowed then"}},
		{"all of one vendor", []string{"ann Acme", "bob ACME"},
			[]string{"vendor-ratio ann,bob: `Acme` has 2 members against 0 of all the others together; at most 0 are allowed then"}},
		{"nobody", nil, []string{"size : the SRC has 0 members; it needs at least 2"}},
		{"one", []string{"ann Acme"}, []string{
			"size ann: the SRC has 1 member; it needs at least 2",
			"vendor-ratio ann: `Acme` has 1 member against 0 of all the others together; at most 0 are allowed then",
		}},
		{"five", []string{"a A", "b B", "c C", "d D", "e E"}, []string{"size a,b,c,d,e: the SRC has 5 members; it may have at most 4"}},
		{"twice", []string{"ann Acme", "bob Initech", "Ann Globex"}, []string{"duplicate Ann: `Ann` stands in the roster twice; remove a line"}},
		{"no vendor", []string{"ann Acme", "bob"}, []string{"no-vendor bob: `bob` has no vendor; name the employer, or the person for an independent member"}},

		{"a short leave", []string{"ann Acme 2026-12-01 2026-12-13", "bob Initech"}, nil},
		{"two weeks without cover", []string{"ann Acme 2026-12-01 2026-12-14", "bob Initech"},
			[]string{"cover ann: from 2026-12-01 on: while `ann` is on leave, 1 member is left, and 2 are needed: add a member, or name a substitute if the leave is of 28d or more"}},
		{"two weeks, others cover", []string{"ann Acme 2026-12-01 2026-12-14", "bob Initech", "eve Globex"}, nil},
		{"two weeks, others are away for days", []string{"ann Acme 2026-12-01 2026-12-14", "bob Initech 2026-12-10 2026-12-12", "eve Globex"},
			[]string{"cover ann: from 2026-12-10 on: while `ann` is on leave, 1 member is left, and 2 are needed: add a member, or name a substitute if the leave is of 28d or more"}},
		{"a month with a substitute", []string{"ann Acme 2027-02-01 2027-02-28 carol", "bob Initech"}, nil},
		{"too short for a substitute", []string{"ann Acme 2026-12-01 2026-12-27 carol", "bob Initech"},
			[]string{"substitute ann,carol: from 2026-12-01 on: the leave of `ann`, 2026-12-01 to 2026-12-27, is too short for a substitute: only one of 28d or more may name one"}},
		{"three months", []string{"ann Acme 2026-12-01 2027-02-28 carol", "bob Initech"}, nil},
		{"over three months", []string{"ann Acme 2026-12-01 2027-03-03 carol", "bob Initech"},
			[]string{"long-leave ann: from 2026-12-01 on: the leave of `ann`, 2026-12-01 to 2027-03-03, is longer than 92d; shorten it, or let `ann` step down"}},
		{"over long ago", []string{"ann Acme 2026-01-01 2026-10-01", "bob Initech"}, nil},
		{"ends today", []string{"ann Acme 2026-11-01 2026-11-23", "bob Initech"},
			[]string{"cover ann: while `ann` is on leave, 1 member is left, and 2 are needed: add a member, or name a substitute if the leave is of 28d or more"}},
		{"ended yesterday", []string{"ann Acme 2026-11-01 2026-11-22", "bob Initech"}, nil},
		{"a substitute tips the ratio", []string{"ann Acme 2026-12-01 2027-01-10 carol Initech", "bob Initech", "eve Initech", "dan Globex"},
			[]string{"vendor-ratio carol,bob,eve: from 2026-12-01 on: `Initech` has 3 members against 1 of all the others together; at most 2 are allowed then"}},
		{"a substitute of the member's own vendor", []string{"ann Acme 2026-12-01 2027-01-10 carol", "bob Initech", "eve Initech", "dan Globex"}, nil},
		{"a substitute who is a member", []string{"ann Acme 2026-12-01 2027-01-10 bob", "bob Initech"},
			[]string{"substitute ann,bob: from 2026-12-01 on: `bob` is a member and cannot stand in for `ann`; name somebody else"}},
		{"a substitute for two", []string{"ann Acme 2026-12-01 2027-01-10 carol", "bob Initech 2026-12-20 2027-01-20 carol", "eve Globex"},
			[]string{"duplicate carol: from 2026-12-20 on: `carol` stands in for two members at once; name somebody else for one of them"}},
		{"one after the other", []string{"ann Acme 2026-12-01 2026-12-31 carol", "bob Initech 2027-01-01 2027-01-31 carol", "eve Globex"}, nil},
		{"no end", []string{"ann Acme 2026-12-01 -", "bob Initech"}, []string{"dates ann: the leave of `ann` lacks a date; give both from and to"}},
		{"backwards", []string{"ann Acme 2026-12-10 2026-12-01", "bob Initech"}, []string{"dates ann: the leave of `ann` ends (2026-12-01) before it begins (2026-12-10)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range CheckRoster(committee(t, test.roster...), rosterDay) {
				got = append(got, fmt.Sprintf("%s %s: %s", p.Code, strings.Join(p.Members, ","), p.Sentence()))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Without rules of its own, a process finds nothing wrong with leaves and vendors.
func TestCheckRosterWithoutRules(t *testing.T) {
	p := committee(t, "ann Acme 2026-12-01 2027-12-01 carol", "bob Acme")
	p.SRC.VendorRatio, p.SRC.Leave = 0, LeaveRules{}
	if problems := CheckRoster(p, rosterDay); len(problems) > 0 {
		t.Errorf("%+v", problems)
	}
}

// A name that anybody may propose stays a name.
func TestRosterWordsAreInert(t *testing.T) {
	p := committee(t, "ann Acme", "bob Initech", "eve Globex")
	p.SRC.Roster[1].Vendor = "A`@everyone`\n<img src=x>\u202e [x](https://example.org) " + strings.Repeat("z", 100)
	p.SRC.Roster = append(p.SRC.Roster[1:], p.SRC.Roster[1])
	for _, problem := range CheckRoster(p, rosterDay) {
		if strings.Count(problem.Text, "`")%2 != 0 || strings.ContainsAny(problem.Text, "\n\u202e") || len(problem.Text) > 300 {
			t.Errorf("%q", problem.Text)
		}
	}
}

// TestVendorRatio holds the check against the rule as it is written: count(v) ≤ ratio × (total − count(v)).
func TestVendorRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Process{SRC: Committee{VendorRatio: rapid.IntRange(1, 4).Draw(t, "ratio")}}
		vendors := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 12).Draw(t, "vendors")
		counts := map[int]int{}
		for i, v := range vendors {
			counts[v]++
			name := fmt.Sprintf("Vendor %d", v)
			if rapid.Bool().Draw(t, "shouted") {
				name = strings.ToUpper(name)
			}
			p.SRC.Roster = append(p.SRC.Roster, Member{Login: fmt.Sprintf("m%d", i), Vendor: name})
		}
		broken := 0
		for _, n := range counts {
			if n > p.SRC.VendorRatio*(len(vendors)-n) {
				broken++
			}
		}
		found := 0
		for _, problem := range CheckRoster(p, rosterDay) {
			if problem.Code == RosterVendor {
				found++
			}
		}
		if found != broken {
			t.Fatalf("%v with %d:1: %d vendors break the ratio, %d were found", vendors, p.SRC.VendorRatio, broken, found)
		}
	})
}

// A roster that has no problem today and on every day of the next year has none at all, and the other way round.
func TestCheckRosterLooksAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Process{SRC: Committee{VendorRatio: 2, Size: SizeRange{Min: 2, Max: 4}}}
		for i := range rapid.IntRange(2, 4).Draw(t, "members") {
			m := Member{Login: fmt.Sprintf("m%d", i), Vendor: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "vendor")}
			if rapid.Bool().Draw(t, "leaves") {
				from := rosterDay.AddDate(0, 0, rapid.IntRange(-40, 100).Draw(t, "from"))
				m.Leave = &Leave{
					From: DateOf(from), To: DateOf(from.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "days"))), Substitute: fmt.Sprintf("s%d", i),
					SubstituteVendor: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "substitute's"),
				}
			}
			p.SRC.Roster = append(p.SRC.Roster, m)
		}
		var first Date // on which the day alone is wrong
		for day := DateOf(rosterDay); day.Before(DateOf(rosterDay.AddDate(0, 0, 200))) && first.IsZero(); day = day.next() {
			c := rosterCheck{process: &p, today: day}
			if c.on(day); len(c.problems) > 0 {
				first = day
			}
		}
		problems := CheckRoster(p, rosterDay)
		if first.IsZero() != (len(problems) == 0) {
			t.Fatalf("first wrong day %s, but %+v", first, problems)
		}
		if len(problems) > 0 && problems[0].From != first && (first != DateOf(rosterDay) || !problems[0].From.IsZero()) {
			t.Fatalf("first wrong day %s, but %+v", first, problems)
		}
	})
}

func TestRosterDrift(t *testing.T) {
	for _, test := range []struct {
		name   string
		roster []string
		team   string
		want   Drift
	}{
		{"agrees", []string{"ann Acme", "bob Initech"}, "Bob ann", Drift{}},
		{"differs", []string{"ann Acme", "bob Initech"}, "ann mallory", Drift{Missing: []string{"bob"}, Extra: []string{"mallory"}}},
		{"no roster", nil, "ann", Drift{}},
		{"nobody on the team", []string{"ann Acme", "bob Initech"}, "", Drift{Missing: []string{"ann", "bob"}}},
		{"a substitute, the member stayed", []string{"ann Acme 2026-11-01 2026-12-10 carol", "bob Initech"}, "ann bob carol", Drift{}},
		{"a substitute, the member left", []string{"ann Acme 2026-11-01 2026-12-10 carol", "bob Initech"}, "bob carol", Drift{}},
		{"a substitute is missing", []string{"ann Acme 2026-11-01 2026-12-10 carol", "bob Initech"}, "ann bob", Drift{Missing: []string{"carol"}}},
		{"a substitute stayed too long", []string{"ann Acme 2026-10-01 2026-11-22 carol", "bob Initech"}, "ann bob carol", Drift{Extra: []string{"carol"}}},
		{"on leave without one", []string{"ann Acme 2026-11-20 2026-11-24", "bob Initech"}, "ann bob", Drift{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := RosterDrift(committee(t, test.roster...), strings.Fields(test.team), rosterDay)
			if diff := cmp.Diff(test.want, got); diff != "" || got.Any() != (len(test.want.Missing)+len(test.want.Extra) > 0) {
				t.Error(diff)
			}
		})
	}
}

func TestInactive(t *testing.T) {
	ago := func(days int) time.Time { return rosterDay.AddDate(0, 0, -days) }
	open := func(name string, since int, on ...string) Waiting {
		return Waiting{Advisory: name, From: ago(since), On: on}
	}
	shut := func(name string, since, until int, on ...string) Waiting {
		return Waiting{Advisory: name, From: ago(since), To: ago(until), On: on}
	}
	act := func(login string, days int) Act { return Act{Login: login, At: ago(days)} }
	for _, test := range []struct {
		name   string
		roster []string
		acts   []Act
		waits  []Waiting
		want   string
	}{
		{"nothing waited", []string{"ann Acme", "bob Initech"}, nil, nil, ""},
		{"a month", []string{"ann Acme", "bob Initech"}, []Act{act("Ann", 29), act("bob", 30)}, []Waiting{open("a", 60)}, "bob 30d a"},
		{"acted long ago", []string{"ann Acme", "bob Initech"}, []Act{act("ann", 200), act("bob", 1)}, []Waiting{open("a", 10)}, ""},
		{"never acted", []string{"ann Acme", "bob Initech"}, []Act{act("ann", 1)}, []Waiting{open("a", 45)}, "bob 45d a"},
		{"waits add up, overlaps don't", []string{"ann Acme", "bob Initech"}, []Act{act("ann", 1)},
			[]Waiting{shut("a", 100, 85), shut("b", 95, 80), shut("c", 60, 50)}, "bob 30d a b c"},
		{"too little", []string{"ann Acme", "bob Initech"}, []Act{act("ann", 1)}, []Waiting{shut("a", 100, 85), shut("b", 95, 85), shut("c", 60, 50)}, ""},
		{"somebody else's", []string{"ann Acme", "bob Initech"}, nil, []Waiting{open("a", 60, "ANN", "mika")}, "ann 60d a"},
		{"leave does not count", []string{"ann Acme", "bob Initech 2026-10-10 2026-11-10"}, []Act{act("ann", 1), act("bob", 60)}, []Waiting{open("a", 90)}, ""},
		{"on leave now", []string{"ann Acme", "bob Initech 2026-11-20 2026-11-30"}, []Act{act("ann", 1)}, []Waiting{open("a", 90)}, ""},
		{"a substitute is asked from the leave on", []string{"ann Acme", "bob Initech 2026-11-10 2026-12-20 carol"}, []Act{act("ann", 1)}, []Waiting{open("a", 90)}, ""},
		{"a substitute too", []string{"ann Acme", "bob Initech 2026-10-20 2026-11-30 carol"}, []Act{act("ann", 1)}, []Waiting{open("a", 90)}, "carol 34d a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, in := range Inactive(committee(t, test.roster...), test.acts, test.waits, rosterDay) {
				got = append(got, fmt.Sprintf("%s %.0fd %s", in.Login, in.Waited.Hours()/24, strings.Join(in.Advisories, " ")))
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	p := committee(t, "ann Acme")
	p.SRC.InactiveAfter = Span{}
	if got := Inactive(p, nil, []Waiting{open("a", 900)}, rosterDay); got != nil {
		t.Errorf("without the rule: %+v", got)
	}
}

func TestWaitsOn(t *testing.T) {
	ledger := Ledger{Duties: map[Duty]Assignment{DutyTriage: {Login: "ann"}, DutyInfra: {Login: "bob"}, DutyDisclosure: {Login: "Ann"}}}
	if got := WaitsOn(ledger); got != nil {
		t.Errorf("a free duty is everybody's, got %q", got)
	}
	ledger.Duties[DutyRelease] = Assignment{Login: "bob"}
	if got := WaitsOn(ledger); !slices.Equal(got, []string{"ann", "bob"}) {
		t.Errorf("got %q", got)
	}
}

func TestQuorum(t *testing.T) {
	for members, want := range map[int]string{0: "1 1 1", 1: "1 1 1", 2: "2 2 2", 3: "2 2 3", 4: "3 3 4", 5: "3 4 5", 6: "4 4 6", 9: "5 6 9"} {
		got := fmt.Sprint(QuorumMajority.of(members), QuorumTwoThirds.of(members), QuorumAll.of(members))
		if got != want {
			t.Errorf("of %d: %s, want %s", members, got, want)
		}
	}
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestCVSS(t *testing.T) {
	v31 := "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
	v40 := "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: frank, line: "/cvss " + v31, want: accepted, args: args("vector", v31)},
		{by: sarah, line: "/cvss " + v40, want: accepted, args: args("vector", v40)},
		{by: frank, line: "/cvss", want: malformed, detail: detailCVSS},
		{by: frank, line: "/cvss 9.8", want: malformed, detail: detailCVSS},
		{by: frank, line: "/cvss " + v31 + " please", want: malformed, detail: detailExtra, args: args("vector", v31)},
		{by: frank, line: "/cvss CVSS:3.0" + v31[8:], want: malformed, detail: detailCVSS},
		{by: rita, line: "/cvss " + v31, want: forbidden},
	})
}

func TestCVSSNamesTheWrongMetric(t *testing.T) {
	for line, want := range map[string]string{
		"/cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:X/C:H/I:N/A:N":                                "S",
		"/cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N":                                    "A",
		"/cvss CVSS:4.0/AV:N/AC:L/AT:Z/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N hidden-text": "AT",
	} {
		parsed := Parse(line)[0]
		d := Fold(testProcess(t), testCase(policy.AdvisoryDraft), Comment{Author: frank, Body: line, CreatedAt: now}, now)[0]
		understood, example := Explain(parsed, d, policy.RightFixTeam)
		if !containsWord(understood, want) || example != cvss.Example {
			t.Errorf("%s: understood %q, example %q; want metric %s named", line, understood, example, want)
		}
		if containsWord(understood, "hidden-text") {
			t.Errorf("%s: the line's own text is repeated: %q", line, understood)
		}
	}
}

func FuzzVector(f *testing.F) {
	f.Add(cvss.Example[len("/cvss "):])
	f.Add("CVSS:4.0/AV:N")
	f.Add("CVSS:3.1/" + "AV:N/AV:N")
	f.Fuzz(func(t *testing.T, word string) {
		if vector, fault := parseVector(word); fault == "" && (vector != word || len(vector) > maxVector) {
			t.Errorf("%q became %q", word, vector)
		}
	})
}

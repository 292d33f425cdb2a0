package leak

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const secret = "a secret of the tests"

func TestScan(t *testing.T) {
	guard := New([]byte(secret), []Phrase{
		{"o/r/GHSA-2222-2222-2222", "Operation Lantern"},
		{"o/r", "naïve-Σphinx key"},
		{"o", "lantern8"},
		{"o", "short"},
		{"p", "Operation Lantern"},
		{"p/r", "operation lanterns"},
		{"p/s", "operation l"},
		{"p/t", "operation z"},
	})
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "a text - with hyphens--and more-", ""},
		{"empty", "", ""},
		{"an advisory", "see GHSA-2345-6789-cfgh.", "GHSA-2345-6789-cfgh"},
		{"in any case", "gHsA-2345-6789-CFGH", "GHSA-2345-6789-cfgh"},
		{"in names", "fix_ghsa-2345-6789-cfgh_x cosign-ghsa-cfgh-jmpq-rvwx", "GHSA-2345-6789-cfgh GHSA-cfgh-jmpq-rvwx"},
		{"in an address", "https://github.com/advisories/GHSA-2345-6789-cfgh#x", "GHSA-2345-6789-cfgh"},
		{"another form", "GHSA-2345-6789-cfghj GHSA-1345-6789-cfgh GHSA-2345-6789 GHSA_2345-6789-cfgh GHSA-2345_6789-cfgh", ""},
		{"cut off", "GHSA-2345-6789-cfg", ""},
		{"twice", "GHSA-2345-6789-cfgh GHSA-2345-6789-cfgh", "GHSA-2345-6789-cfgh"},
		{"within another", "GHSA-GHSA-2345-6789-cfgh", "GHSA-2345-6789-cfgh"},
		{"a CVE", "(cve-2026-10001)", "CVE-2026-10001"},
		{"all of its digits", "CVE-2026-100011", "CVE-2026-100011"},
		{"CVEs of another form", "CVE-2026-100 CVE-226-10001 CVE-2026_10001 CVE-2026- CVE- ve-2026-10001 CVE-2026-12345678901234567890", ""},
		{"a phrase", "it is oPERATION lANTERN!", "o/r/GHSA-2222-2222-2222 p p/s"},
		{"a longer one", "operation lanterns", "o/r/GHSA-2222-2222-2222 p p/r p/s"},
		{"a phrase over lines", "operation\nlantern", ""},
		{"begun", "operation lanter", "p/s"},
		{"not ASCII", "NAïVE-Σphinx KEY", "o/r"},
		{"case is ASCII's", "naÏve-Σphinx key", ""},
		{"too short a phrase", "short", ""},
		{"the shortest", "xlantern8", "o"},
		{"all", "CVE-2026-10001 lantern8 GHSA-2345-6789-cfgh", "CVE-2026-10001 GHSA-2345-6789-cfgh o"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for pad := range 2 * minPhrase { // wherever it stands
				var found Found
				guard.Scan([]byte(strings.Repeat(" ", pad)+test.text+strings.Repeat(".", pad)), &found)
				got := strings.Join(append(found.IDs(), found.Of()...), " ")
				if got != test.want || found.None() != (test.want == "") {
					t.Errorf("found %q after %d blanks, want %q", got, pad, test.want)
				}
			}
		})
	}
}

func TestAdvisoryIDs(t *testing.T) {
	got := strings.Join(AdvisoryIDs([]byte("fix_ghsa-2345-6789-cfgh, CVE-2026-10001 and GHSA-cfgh-jmpq-rvwx, GHSA-2345-6789-cfgh"), 2), " ")
	if got != "GHSA-2345-6789-cfgh GHSA-cfgh-jmpq-rvwx" {
		t.Errorf("found %s", got)
	}
	for text, want := range map[string]string{
		"GHSA-2345-6789-cfgh": "GHSA-2345-6789-cfgh", "ghsa-2345-6789-CFGH": "GHSA-2345-6789-cfgh", "": "", "GHSA": "",
		"GHSA-2345-6789-cfg1": "", "GHSA-2345-6789-cfghj": "", "XHSA-2345-6789-cfgh": "", "GHSA_2345-6789-cfgh": "", "GHSA-2345-6789-cfgé": "",
	} {
		if id, ok := AdvisoryID(text); id != want || ok != (want != "") {
			t.Errorf("%q is read as %q", text, id)
		}
	}
}

func TestScanIsBounded(t *testing.T) {
	var text strings.Builder
	for i := range 2 * maxIDs {
		fmt.Fprintf(&text, "CVE-2026-%05d ", i)
	}
	var found Found
	New([]byte(secret), nil).Scan([]byte(text.String()), &found)
	if len(found.IDs()) != maxIDs {
		t.Errorf("found %d ids, want %d", len(found.IDs()), maxIDs)
	}
}

// TestNote wants names that tell nothing, and another one under another secret.
func TestNote(t *testing.T) {
	a, b := New([]byte(secret), nil), New([]byte("another"), nil)
	note := a.Note("CVE-2026-10001")
	if strings.Contains(note, "10001") || note == b.Note("CVE-2026-10001") || note == a.Note("CVE-2026-10002") {
		t.Errorf("%s, %s, %s", note, b.Note("CVE-2026-10001"), a.Note("CVE-2026-10002"))
	}
	if note != New([]byte(secret), []Phrase{{"o", "something else"}}).Note("CVE-2026-10001") {
		t.Error("the same secret gives another name")
	}
}

// What ids are, said in another way.
var (
	ghsaForm = regexp.MustCompile(`(?i)ghsa(?:-[` + ghsaAlphabet + `]{4}){3}(?:[^0-9a-z]|$)`)
	cveForm  = regexp.MustCompile(`(?i)cve-[0-9]{4}-[0-9]{4,19}(?:[^0-9]|$)`)
)

// FuzzScan holds the scanner against regular expressions and a plain search.
func FuzzScan(f *testing.F) {
	f.Add([]byte("GHSA-2345-6789-cfgh, CVE-2026-10001"), "a phrase")
	f.Add([]byte("xghsa-ghsa-2345-6789-cfgh a PHRASE"), "A phrase")
	f.Add([]byte("cve-cve-2026-1000-cve-2026-100000000000000000000"), "cve-2026")
	f.Fuzz(func(t *testing.T, text []byte, phrase string) {
		var found Found
		New([]byte(secret), []Phrase{{"o", phrase}}).Scan(text, &found)
		want := map[string]bool{}
		for i := range text {
			rest := text[i:]
			if at := ghsaForm.FindIndex(rest); at != nil && at[0] == 0 {
				want["GHSA"+strings.ToLower(string(rest[4:ghsaLength]))] = true
			}
			if at := cveForm.FindIndex(rest); at != nil && at[0] == 0 {
				want["CVE"+strings.TrimRightFunc(string(rest[3:at[1]]), func(r rune) bool { return r < '0' || r > '9' })] = true
			}
		}
		if got := found.IDs(); len(want) <= maxIDs && !slices.Equal(got, sorted(want)) {
			t.Errorf("ids (-want +got):\n%s", cmp.Diff(sorted(want), got))
		}
		there := len(phrase) >= minPhrase && strings.Contains(small(string(text)), small(phrase))
		if (len(found.Of()) > 0) != there {
			t.Errorf("phrase %q found: %v", phrase, !there)
		}
	})
}

// BenchmarkScan looks for 10,000 phrases, and for ids of which any number may be watched, in 100 KB of prose like that
// of an issue: once with phrases unlike the text, and once with phrases of the text's own words, where every word of it
// begins hundreds of them.
func BenchmarkScan(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2)) // #nosec G404 -- the same at every run
	common := strings.Fields("the signature of a bundle is not verified when its payload-hash is empty so that an attacker who " +
		"controls the registry can serve any image https://example.org/docs/how-to-verify?at=2026-11-24 CVE-2020-12345 " +
		"GHSA-2345-6789-cfgh ghsa- cve- cosign-verify --key cosign.pub and then returns success see line 1042")
	rare := strings.Fields("operation codename lantern sphinx project walrus obsidian harbour")
	prose := func(words []string, size int) string {
		var text strings.Builder
		for text.Len() < size {
			text.WriteString(words[random.IntN(len(words))] + " ")
		}
		return text.String()
	}
	text := []byte(prose(common, 100_000))
	for name, words := range map[string][]string{"unlike": rare, "alike": common} {
		list := make([]Phrase, 10_000)
		for i := range list {
			list[i] = Phrase{fmt.Sprintf("o/r/%d", i), fmt.Sprintf("%s%d", prose(words, 20), i)}
		}
		guard := New([]byte(secret), list)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				var found Found
				guard.Scan(text, &found)
				if len(found.IDs()) != 2 {
					b.Fatal(found.IDs())
				}
			}
		})
	}
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestPublicDisclosure(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/public-disclosure https://example.org/post?id=1#top", want: accepted,
			args: args("url", "https://example.org/post?id=1#top")},
		{by: sarah, line: "/public-disclosure http://example.org/post", want: malformed, detail: detailURL},
		{by: sarah, line: "/public-disclosure example.org", want: malformed, detail: detailURL},
		{by: sarah, line: "/public-disclosure https://user:pass@example.org/", want: malformed, detail: detailURL},
		{by: sarah, line: "/public-disclosure https:///post", want: malformed, detail: detailURL},
		{by: sarah, line: "/public-disclosure javascript:alert(1)", want: malformed, detail: detailURL},
		{by: sarah, line: "/public-disclosure", want: malformed, detail: detailURL},
		{by: frank, line: "/public-disclosure https://example.org/post", want: forbidden},
	})
}

func FuzzURL(f *testing.F) {
	for _, seed := range []string{"https://example.org", "https://[::1]:443/", "https://a@b", "https:x", "HTTPS://EXAMPLE.org/%zz"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		link, fault := parseURL(word)
		if fault != "" {
			return
		}
		if again, fault := parseURL(link); fault != "" || again != link {
			t.Errorf("%q became %q, which becomes %q (%s)", word, link, again, fault)
		}
	})
}

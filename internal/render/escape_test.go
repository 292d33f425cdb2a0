package render

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"

	"github.com/embargo-app/embargo/internal/render/preview"
)

// hostile is outside text that would do something if it were not escaped. It seeds the fuzz test too.
var hostile = []string{
	"@alice please", "cc @org/team,@bob", "(@alice)", `\@alice`, "a@example.com", "mailto:a@example.com",
	"#12", "sigstore/cosign#12", "GH-12", "gh-12", "fixes 3f9c2d1", "0123456789abcdef0123456789abcdef01234567", "x@3f9c2d1abc",
	"[text](https://example.com)", "![image](https://example.com/a.png)", "[text][ref]", "[^1]", "[!NOTE]",
	"https://example.com", "HTTP://EXAMPLE.COM", "ftp://example.com", "www.example.com", "WwW.example.com", "<https://example.com>",
	"<script>alert(1)</script>", "<b>", "</details>", "<img src=x onerror=alert(1)>", "<!-- comment -->", "<!--", "-->",
	"<!-- embargo:checklist v1 -->", "<!-- embargo:item cvss done -->", "&lt;!-- embargo:note k --&gt;", "&#60;b&#62;", "&amp;",
	"`code`", "``", "a ` b", "*bold*", "__bold__", "~~gone~~", "a | b | c", "|---|", "$x^2$", "$$\nx\n$$", "$`x`$", ":tada:", ":+1:", "a:b:c:d:",
	"# heading", "- item", "+ item", "* item", "1. item", "1) item", "12345. x", "> quote", "===", "---", "***", "~~~", "```\ncode", "    indented", ": term",
	"two\nlines", "two\r\nlines", "two\u2028lines", "tab\there", "trailing\\", "\\", "a\\\nb", "  ",
	"\u202Eright to left", "zero\u200Bwidth", "\uFEFFbom", "soft\u00ADhyphen", "tag\U000E0041", "nul\x00", "esc\x1b[31m", "\u3164", "z\u0300\u0301\u0302\u0303\u0304\u0305", "\xff\xfe",
	"",
}

func TestEscape(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain text", "A plain sentence, with 3 words (or so).", "A plain sentence, with 3 words (or so)."},
		{"mention", "ask @alice", "ask @&#8203;alice"},
		{"reference", "see org/repo#12", "see org/repo#&#8203;12"},
		{"commit", "at 3f9c2d1", "at 3f9c2d&#8203;1"},
		{"short hexadecimal", "at 3f9c2d", "at 3f9c2d"},
		{"address", "https://a.org", "https:&#8203;//a.org"},
		{"host", "www.a.org", "www&#8203;.a.org"},
		{"marker", "<!-- embargo:item x done -->", "&lt;!-- embargo:item x done --&gt;"},
		{"markup", "a_b *c* `d` [e](f)|g", "a\\_b \\*c\\* \\`d\\` \\[e\\](f)\\|g"},
		{"heading", "# a", `\#&#8203; a`},
		{"list", "1. a", `1\. a`},
		{"lines", " a\r\n\tb\u2028c ", "a b c"},
		{"invisible", "a\u200B\u202E\x07\u00ADb", "ab"},
		{"cut off", strings.Repeat("g", 301), strings.Repeat("g", 299) + "…"},
		{"not cut off", strings.Repeat("g", 300), strings.Repeat("g", 300)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := escape(tt.in); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// github renders Markdown as far as GitHub does before it looks for mentions and references, raw HTML included.
var github = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote),
	goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe(), goldmarkhtml.WithHardWraps()))

var (
	reAnyTag       = regexp.MustCompile(`<[^>]*>`)
	reLiveMention  = regexp.MustCompile(`@[A-Za-z0-9]`)
	reLiveRef      = regexp.MustCompile(`#[0-9]|(?i:gh-[0-9])|\b[0-9a-fA-F]{7,}\b|://|(?i:www\.)|:[a-zA-Z0-9_+-]+:`)
	dollarInItself = "<span>$</span>"
)

// places are where escaped text stands in our comments: the source around it and the HTML that makes.
var places = []struct{ before, after, htmlBefore, htmlAfter string }{
	{"", "", "<p>", "</p>"},
	{"Before ", " after.", "<p>Before ", " after.</p>"},
	{"**", "** after", "<p><strong>", "</strong> after</p>"},
	{"- a<br>", " <!-- embargo:item x done -->", "<ul>\n<li>a<br>", " <!-- embargo:item x done --></li>\n</ul>"},
	{"- a", "", "<ul>\n<li>a", "</li>\n</ul>"},
	{"a [", "](https://github.com/x) b", `<p>a <a href="https://github.com/x">`, "</a> b</p>"},
	{"| a | b |\n|---|---|\n| ", " | c |", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>", "</td>\n<td>c</td>\n</tr>\n</tbody>\n</table>"},
}

// checkInert fails unless text, escaped, shows what it said and does nothing, wherever it stands.
func checkInert(t *testing.T, text string) {
	t.Helper()
	escaped := escape(text)
	want := truncate(clean(text), escapeRunes)
	if strings.ContainsAny(escaped, "\r\n") || strings.Contains(escaped, "<!--") || strings.Contains(escaped, "-->") {
		t.Fatalf("%q: %q has a line end or a comment", text, escaped)
	}
	if reLiveMention.MatchString(escaped) {
		t.Fatalf("%q: %q has a mention", text, escaped)
	}
	if want == "" {
		if escaped != "" {
			t.Fatalf("%q: %q from nothing", text, escaped)
		}
		return
	}
	for _, p := range places {
		var b bytes.Buffer
		if err := github.Convert([]byte(p.before+escaped+p.after), &b); err != nil {
			t.Fatal(err)
		}
		got := strings.TrimSpace(b.String())
		inner, okBefore := strings.CutPrefix(got, p.htmlBefore)
		inner, okAfter := strings.CutSuffix(inner, p.htmlAfter)
		if !okBefore || !okAfter {
			t.Fatalf("%q as %q changes what is around it:\n%s", text, escaped, got)
		}
		// What GitHub looks for is looked for between the tags, of which there are no others.
		inner = strings.ReplaceAll(inner, dollarInItself, "\x00$")
		if reAnyTag.MatchString(inner) {
			t.Fatalf("%q as %q makes HTML:\n%s", text, escaped, got)
		}
		shown := html.UnescapeString(strings.ReplaceAll(inner, "\x00", ""))
		if reLiveMention.MatchString(shown) || reLiveRef.MatchString(shown) {
			t.Fatalf("%q as %q makes a mention or a reference:\n%s", text, escaped, got)
		}
		if shown = strings.ReplaceAll(shown, "\u200B", ""); shown != want {
			t.Fatalf("%q as %q reads differently:\ngot  %q\nwant %q", text, escaped, shown, want)
		}
	}
}

func TestEscapeIsInert(t *testing.T) {
	for _, text := range hostile {
		checkInert(t, text)
		checkInert(t, text+text)
		checkInert(t, "a "+text+" b")
	}
	checkInert(t, strings.Join(hostile, ""))
	checkInert(t, strings.Join(hostile, " "))
}

func FuzzEscape(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkInert(t, text)
		if n := utf8.RuneCountInString(clean(text)); n > escapeRunes && !strings.HasSuffix(escape(text), ellipsis) {
			t.Fatalf("%d characters are not cut off", n)
		}
	})
}

// Sentences of ours may quote outside text in code; whatever stands there has no effect either.
func FuzzProse(f *testing.F) {
	for _, text := range hostile {
		f.Add("use `/ack` " + text)
		f.Add("`" + text + "`")
	}
	f.Fuzz(func(t *testing.T, text string) {
		shown := prose(text)
		if strings.ContainsAny(shown, "\r\n") || strings.Contains(shown, "<!--") {
			t.Fatalf("%q: %q has a line end or a comment", text, shown)
		}
		page := preview.HTML("Before " + shown + " after")
		if strings.Contains(page, "<a ") || strings.Contains(page, "<img") || strings.Contains(page, `class="mention"`) {
			t.Fatalf("%q as %q has an effect:\n%s", text, shown, page)
		}
	})
}

func TestLink(t *testing.T) {
	for _, tt := range []struct{ name, text, url, want string }{
		{"plain", "a fact", "https://github.com/a/b#c-1", "[a fact](https://github.com/a/b#c-1)"},
		{"no address", "a fact", "", "a fact"},
		{"no text", "", "https://github.com/a", "[link](https://github.com/a)"},
		{"script", "x", "javascript:alert(1)", "x"},
		{"data", "x", "data:text/html,x", "x"},
		{"relative", "x", "/a", "x"},
		{"password", "x", "https://a:b@c.org", "x"},
		{"leaves the brackets", "x](y", "https://a.org/b) [c](https://d.org", `[x\](y](https://a.org/b%29%20%5Bc%5D%28https://d.org)`},
		{"entity", "x", "https://a.org/?b=1&copy=2", "[x](https://a.org/?b=1&amp;copy=2)"},
		{"line end", "x", "https://a.org/\nb", "x"},
		{"comment", "x", "https://a.org/-->", "[x](https://a.org/--%3E)"},
		{"too long", "x", "https://a.org/" + strings.Repeat("b", 600), "x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := link(tt.text, tt.url, 50); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

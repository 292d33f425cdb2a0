package command

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

// names lists the commands found, each as it would be written.
func names(body string) []string {
	var found []string
	for _, line := range Parse(body) {
		found = append(found, strings.TrimRight("/"+line.Name+" "+line.Args, " "))
	}
	return found
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"nothing", "", nil},
		{"alone", "/ack", []string{"/ack"}},
		{"arguments", "/assign triage @alice", []string{"/assign triage @alice"}},
		{"blanks around arguments", "/assign \t triage  @alice \t ", []string{"/assign triage  @alice"}},
		{"several", "Thanks!\n/ack\nand\n/status\n/help\n", []string{"/ack", "/status", "/help"}},
		{"CRLF", "hello\r\n/ack\r\n/assign infra bob\r\n", []string{"/ack", "/assign infra bob"}},
		{"lone CR is no line end", "hello\r/ack", nil},
		{"lone CR after the word", "/ack\rx", nil},
		{"in a sentence", "please /ack this", nil},
		{"after a blank", " /ack\n\t/ack", nil},
		{"zero-width before", "\u200b/ack\n\ufeff/ack\n\u2060/ack", nil},
		{"zero-width inside", "/a\u200bck\n/ack\u200b\n/ack\u200d x", nil},
		{"look-alike slash", "∕ack\n／ack\n⁄ack\n\\ack", nil},
		{"look-alike letters", "/аck\n/ACK\n/Ack", nil},
		{"no-break space", "/ack\u00a0now", nil},
		{"control characters", "/ack\x00\n/ack\v\n/ack\f", nil},
		{"unicode line ends", "x\u2028/ack\u0085/ack", nil},
		{"double slash", "//ack\n// comment", nil},
		{"bare slash", "/\n/ x", nil},
		{"punctuation", "/ack.\n/ack,\n/ack!", nil},
		{"hyphen first", "/-ack", nil},
		{"unknown word", "/frobnicate now", []string{"/frobnicate now"}},
		{"overlong word", "/" + strings.Repeat("a", maxName) + "\n/" + strings.Repeat("a", maxName+1),
			[]string{"/" + strings.Repeat("a", maxName)}},
		{"paths", "/etc/passwd is read\n/usr/bin/cosign\n/etc\n/tmp is world-writable\n/proc\n/v2\n/api answers", nil},
		{"fence", "```\n/ack\n```\n/help", []string{"/help"}},
		{"fence with language", "```sh\n/ack\n```", nil},
		{"tilde fence", "~~~\n/ack\n```\n/ack\n~~~~\n/help", []string{"/help"}},
		{"longer fence", "````\n```\n/ack\n````", nil},
		{"fence never closed", "```\n/ack\n", nil},
		{"no fence", "``` a`b\n/ack", []string{"/ack"}},
		{"indented code", "    /ack", nil},
		{"quote", "> /ack\n>/ack\n\n/help", []string{"/help"}},
		{"right under a quote", "> /help\n/ack", []string{"/ack"}},
		{"after a quoted heading", "> # hello\n/ack", []string{"/ack"}},
		{"fence ends with its quote", "> ```\n/ack", []string{"/ack"}},
		{"fence ends with its list item", "- ```\n/ack", []string{"/ack"}},
		{"fence closed in a list item", "1. ```\n   x\n   ```\n/ack", []string{"/ack"}},
		{"fence after an empty list item", "-\n\n  ```\n/ack", nil},
		{"fence in an empty list item", "-\n  ```\n/ack", []string{"/ack"}},
		{"empty list item interrupts no text", "text\n*\n  ```\n/ack", nil},
		{"after a list item", "- one\n/ack", []string{"/ack"}},
		{"HTML comment", "<!--\n/ack\n-->\n/help", []string{"/help"}},
		{"HTML comment on one line", "<!-- x -->\n/ack", []string{"/ack"}},
		{"HTML comment never closed", "<!--\n/ack", nil},
		{"HTML comment in running text", "hello <!--\n/ack\n-->\n/help", []string{"/help"}},
		{"no HTML comment", "a <!-- b\n/ack", []string{"/ack"}},
		{"no HTML comment in a code span", "`<!--`\n/ack\n-->", []string{"/ack"}},
		{"code span over lines", "a ``b\n/ack\n`` c\n/help", []string{"/help"}},
		{"stray backtick", "don`t\n/ack", []string{"/ack"}},
		{"escaped backtick", "a \\`\n/ack\n`", []string{"/ack"}},
		{"pre", "<pre>\n/ack\n\n/ack\n</pre>\n/help", []string{"/help"}},
		{"HTML quote", "<blockquote>\n\n/ack\n\n</blockquote>\n/help", []string{"/help"}},
		{"pre inside details", "<details>\n<pre>\n/ack\n</pre>\n/help\n</details>", []string{"/help"}},
		{"pre inside details, over an empty line", "<details><pre>\n\n/ack\n\n</pre></details>\n/help", []string{"/help"}},
		{"pre in running text", "text <pre>\n/ack\n</pre>\n/help", []string{"/help"}},
		{"HTML code", "<code>\n/ack\n</code>\n/help", []string{"/help"}},
		{"HTML code in running text", "try <Code class='x'>\n/ack\n</CODE>\n/help", []string{"/help"}},
		{"HTML code never closed", "try <code>\n/ack\n\n/ack\n# head\n/ack", nil},
		{"HTML code never closed in a list item", "- try <code>\n  x\n\n/ack", []string{"/ack"}},
		{"HTML quote in running text", "she said <blockquote>\n/ack\n\n/ack</blockquote>\n\n/help", []string{"/help"}},
		{"no HTML code", "a <code b\n/ack\n<coder>\n/help\n`<code>`\n/status", []string{"/ack", "/help", "/status"}},
		{"target of a link definition", "[x]:\n/ack\n/help", []string{"/help"}},
		{"target of a second link definition", "[x]: /y\n[z\ny]: \n/ack", nil},
		{"target of a quoted link definition", "> [x]:\n/ack", nil},
		{"target and title of a link definition", "[x]:\n/ack  'y'", nil},
		{"no link definition", "[x]:\n\n/ack\n- [y]: z\n\n/help\n[x]:\n/triage rejected", []string{"/ack", "/help", "/triage rejected"}},
		{"brackets and a colon in running text", "Hi [all]:\n/ack\n\nsee\n[x]:\n/help\n- for [them]:\n/status", []string{"/ack", "/help", "/status"}},
		{"lone CR before a fence", "text\r```\n/ack\n```\n/help", []string{"/help"}},
		{"lone CR before a command", "text\n\r/ack\n/ack\rx", nil},
		{"details", "<details>\n/ack\n</details>", []string{"/ack"}},
		{"comment inside details", "<details>\n<!--\n/ack\n--></details>", nil},
		{"heading under a command", "/ack\n---\n/help\n===", []string{"/ack", "/help"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, names(tt.body)); diff != "" {
				t.Errorf("Parse(%q) (-want +got):\n%s", tt.body, diff)
			}
		})
	}
}

func TestParseNumbersAndBoundsLines(t *testing.T) {
	lines := Parse(strings.Repeat("/ack\n", 100_000))
	if len(lines) != MaxLines+1 {
		t.Fatalf("got %d lines, want %d", len(lines), MaxLines+1)
	}
	for i, line := range lines {
		if line.Index != i {
			t.Errorf("line %d has index %d", i, line.Index)
		}
	}
}

// TestParseAgreesWithMarkdown compares the lines taken for commands with what a Markdown library makes of the text:
// a line at the left margin is a command unless it stands in code or in raw HTML.
func TestParseAgreesWithMarkdown(t *testing.T) {
	pieces := []string{
		"/ack", "/ack", "/ack", "/ack", "/ack", "/ack", "text", "", "", "```", "````", "~~~", "``` x", "> q", ">", "> ```", "> - x", "- item", "-", "- ```", "  ```",
		"   more", "    code", "     five", "1. one", "2. two", "3) x", "1.", "10. ten", "---", "===", "--", "# head", "#no",
		"* * *", "*", "<!-- a", "b -->", "<!-- c -->", "<pre>", "</pre>", "\t/tab", "  - nested", "- - twice", "> > deep",
		"see [x]:", "-\ttab", ">\ttab", "+     far", "    - x", "***",
	}
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 16).Draw(t, "lines")
		for i := range lines {
			if lines[i] == "/ack" {
				lines[i] = fmt.Sprintf("/ack %d", i)
			}
		}
		body := strings.Join(lines, "\n") + "\n"
		if diff := cmp.Diff(markdownCommands(body), names(body)); diff != "" {
			t.Fatalf("Parse(%q) (-markdown +ours):\n%s", body, diff)
		}
	})
}

// markdownCommands is the slow, independent way to find commands.
func markdownCommands(body string) []string {
	source := []byte(body)
	var found []string
	visit := func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindCodeBlock, ast.KindFencedCodeBlock, ast.KindHTMLBlock:
			return ast.WalkSkipChildren, nil
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			for i := range n.Lines().Len() {
				segment := n.Lines().At(i)
				margin := segment.Start == 0 || source[segment.Start-1] == '\n'
				if line := strings.TrimRight(string(segment.Value(source)), "\n"); margin && strings.HasPrefix(line, "/ack") {
					found = append(found, line)
				}
			}
		}
		return ast.WalkContinue, nil
	}
	if err := ast.Walk(goldmark.New().Parser().Parse(text.NewReader(source)), visit); err != nil {
		panic(err)
	}
	return found
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"/ack", "> /ack\n\n/help", "```\n/ack\n```", "- ```\n/ack", "<!--\n/ack\n-->", "\t- > 1. ~~~", "a `b\n/ack\n` c", "/ack\r\n/x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		lines := Parse(body)
		if len(lines) > MaxLines+1 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines {
			if !strings.Contains("\n"+body, "\n/"+line.Name) {
				t.Errorf("/%s stands at the start of no line", line.Name)
			}
			if strings.ContainsAny(line.Args, "\n") {
				t.Errorf("arguments go beyond the line: %q", line.Args)
			}
			if quoted := names("> " + strings.ReplaceAll(body, "\n", "\n> ")); len(quoted) > 0 {
				t.Errorf("quoted text gives commands: %q", quoted)
			}
		}
	})
}

// hostile bodies of about 1 MB each, made to be slow for a careless parser.
var hostile = map[string]string{
	"commands":   strings.Repeat("/ack\n", 200_000),
	"nesting":    strings.Repeat("> ", 250_000) + "\n" + strings.Repeat("a\n", 250_000) + "/ack",
	"lists":      strings.Repeat("- ", 250_000) + "\n" + strings.Repeat("\n", 500_000) + "/ack",
	"backticks":  "/ack\n" + strings.Repeat("` `` ``` ", 110_000) + "\n/ack",
	"comments":   "/ack\n" + strings.Repeat("<!-", 330_000) + "\n/ack",
	"unclosed":   "/ack\n" + strings.Repeat("<!-- ", 200_000) + "\n/ack",
	"tags":       "/ack\n" + strings.Repeat("<code></code", 80_000) + "\n/ack",
	"open tags":  "/ack\n" + strings.Repeat("<code>\n\n/ack\n</code>\n", 40_000) + "\n/ack",
	"paragraph":  strings.Repeat("/etc\n`\n", 140_000) + "/ack",
	"tabs":       strings.Repeat("\t", 1_000_000) + "\n/ack",
	"one line":   "/ack " + strings.Repeat("x", 1_000_000),
	"long word":  "/" + strings.Repeat("x", 1_000_000),
	"rules":      strings.Repeat(strings.Repeat("- ", 200)+"x\n", 2_500) + "/ack",
	"short ends": strings.Repeat("\r\n", 500_000) + "/ack",
}

// BenchmarkParse shows bytes per second: about the same for every kind of text, since time is linear in its size.
func BenchmarkParse(b *testing.B) {
	for name, body := range hostile {
		for _, part := range []int{10, 1} {
			body := body[:len(body)/part] + "\n/ack"
			b.Run(fmt.Sprintf("%s/%dKB", name, len(body)/1000), func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					Parse(body)
				}
			})
		}
	}
}

package preview

import (
	"regexp"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"line ends show", "a\nb", "<p>a<br>\nb</p>"},
		{"table", "|a|\n|-|\n|b|", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>"},
		{"folded", "<details><summary>Done (1)</summary>\n\n*a*\n\n</details>", "<details><summary>Done (1)</summary>\n<p><em>a</em></p>\n</details>"},
		{"break", "a<br>b", "<p>a<br>b</p>"},
		{"comments vanish", "<!-- embargo:checklist v1 -->\na <!-- b --> c", "<p>a  c</p>"},
		{"script", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"attribute", `a <b onclick="x()">b</b>`, "<p>a &lt;b onclick=&#34;x()&#34;&gt;b</b></p>"},
		{"unclosed tag", "<div <b", "&lt;div &lt;b"},
		{"leaving the page", "</div></main>\n</script>", "&lt;/div&gt;&lt;/main&gt;\n&lt;/script&gt;"},
		{"script in a link", "[a](javascript:alert(1))", `<p><a href="">a</a></p>`},
		{"mention", "ask @alice-b or @org/team.", `<p>ask <strong class="mention">@alice-b</strong> or <strong class="mention">@org/team</strong>.</p>`},
		{"no mention in code", "`@alice`", "<p><code>@alice</code></p>"},
		{"no mention in a word", "a@alice", "<p>a@alice</p>"},
		{"defused mention", "@&#8203;alice", "<p>@\u200Balice</p>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.TrimSpace(HTML(tt.in)); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

var (
	reAllTags = regexp.MustCompile(`<[^>]*>`)
	reOurTags = regexp.MustCompile(`^</?(details|details open|summary|br|sub|sup|code|pre|kbd|b|i|em|strong|s|del|ins|span|p|a|` +
		`h[1-6]|ul|ol|ol start="\d+"|li|blockquote|hr|table|thead|tbody|tr|t[hd]( style="text-align:(left|right|center)")?|` +
		`strong class="mention"|code class="language-[^"<>]*"|a href="[^"<>]*"( title="[^"<>]*")?|` +
		`img src="[^"<>]*" alt="[^"<>]*"( title="[^"<>]*")?|input( checked="")? disabled="" type="checkbox")\s*/?>$`)
	reHref = regexp.MustCompile(`(?i)(?:href|src)="\s*(?:javascript:|vbscript:|file:|data:text)`)
)

// Whatever somebody types, the page gets no tag but those that Markdown makes and the few allowed.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<script>x</script>", "<img src=x onerror=y>", "<b\nonclick=x>", "<!-- a", "<!--><b x>-->", "<p <b>>",
		"<?php x ?>", "<![CDATA[ x ]]>", "<!DOCTYPE x>", "[a](javascript:x)", "[a](JaVaScript:x 'y')", "![a](data:text/html,x)", "<javascript:x>", "```\"><b x=y>\ncode", "<a@b.org>", "- [x] a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		html := HTML(text)
		for _, tag := range reAllTags.FindAllString(html, -1) {
			if !reOurTags.MatchString(strings.ToLower(tag)) {
				t.Fatalf("%q lets %q through", text, tag)
			}
		}
		if reHref.MatchString(html) {
			t.Fatalf("%q makes a dangerous link:\n%s", text, html)
		}
	})
}

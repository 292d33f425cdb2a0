// Package preview shows a comment the way GitHub would: GitHub-flavoured Markdown to HTML, with a plain
// style sheet. It is for the demo page and for tests; what is sent to GitHub is Markdown, so the code that writes
// comments does not need it.
//
// Its output is safe to put into a page whoever wrote the Markdown: of raw HTML only the tags GitHub's own
// comments need pass, without attributes; everything else is shown as text, and links go only where browsers
// may be sent.
package preview

import (
	"bytes"
	_ "embed" // the style sheet
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// CSS is the style sheet of a thread's page; comments stand in elements of class "comment-body".
//
//go:embed preview.css
var CSS string

// Hard wraps are GitHub's: in a comment, unlike in a file, every line end shows.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM),
	goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(mentionParser{}, 900))),
	goldmark.WithRendererOptions(
		html.WithHardWraps(),
		renderer.WithNodeRenderers(util.Prioritized(tagFilter{}, 1), util.Prioritized(mentionRenderer{}, 1)),
	),
)

// HTML renders a comment. A mention that would notify somebody on GitHub becomes an element of class "mention".
func HTML(comment string) string {
	var b bytes.Buffer
	if err := markdown.Convert([]byte(comment), &b); err != nil {
		// Only the writer can fail, and a buffer does not.
		return template.HTMLEscapeString(comment)
	}
	return b.String()
}

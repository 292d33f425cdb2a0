// Package preview shows a comment the way GitHub would: GitHub-flavoured Markdown to HTML, in a page with a plain
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

// Comment is one comment of a thread as shown by Page.
type Comment struct {
	Author string
	Note   string // beside the author, such as a role or a date
	Body   string // Markdown
}

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>{{.CSS}}</style>
</head>
<body>
<main class="thread">
<h1>{{.Title}}</h1>
{{range .Comments}}<article class="comment">
<header><strong>{{.Author}}</strong> <span>{{.Note}}</span></header>
<div class="comment-body">{{.HTML}}</div>
</article>
{{end}}</main>
</body>
</html>
`))

// Page renders a thread as a whole HTML document without scripts or outside references.
func Page(title string, comments ...Comment) (string, error) {
	type shown struct {
		Author, Note string
		HTML         template.HTML
	}
	data := struct {
		Title    string
		CSS      template.CSS
		Comments []shown
	}{Title: title, CSS: template.CSS(CSS)} //nolint:gosec // our own file
	for _, c := range comments {
		data.Comments = append(data.Comments, shown{c.Author, c.Note, template.HTML(HTML(c.Body))}) //nolint:gosec // safe as the package says
	}
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		return "", err
	}
	return b.String(), nil
}

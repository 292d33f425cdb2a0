package preview

import (
	"html/template"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// tagFilter renders raw HTML: known harmless tags pass as they are, comments vanish, the rest is shown as text.
type tagFilter struct{}

var (
	reTag     = regexp.MustCompile(`(?s)<!--.*?-->|<[^<>]*>`)
	reAllowed = regexp.MustCompile(`^(?i:</?(?:details|summary|br|sub|sup|code|pre|kbd|b|i|em|strong|s|del|ins|span|p)\s*/?>|<details open>)$`)
)

func (tagFilter) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindRawHTML, renderInline)
	r.Register(ast.KindHTMLBlock, renderBlock)
}

func renderInline(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	raw := node.(*ast.RawHTML) //nolint:errcheck,forcetypeassert // registered for this kind only
	_, err := w.WriteString(filter(string(raw.Segments.Value(source))))
	return ast.WalkSkipChildren, err
}

func renderBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	raw := node.(*ast.HTMLBlock) //nolint:errcheck,forcetypeassert // registered for this kind only
	text := string(raw.Lines().Value(source))
	if raw.HasClosure() {
		text += string(raw.ClosureLine.Value(source))
	}
	_, err := w.WriteString(filter(text))
	return ast.WalkContinue, err
}

func filter(raw string) string {
	var out strings.Builder
	end := 0
	for _, at := range reTag.FindAllStringIndex(raw, -1) {
		template.HTMLEscape(&out, []byte(raw[end:at[0]]))
		switch tag := raw[at[0]:at[1]]; {
		case reAllowed.MatchString(tag):
			out.WriteString(tag)
		case !strings.HasPrefix(tag, "<!--"):
			template.HTMLEscape(&out, []byte(tag))
		}
		end = at[1]
	}
	template.HTMLEscape(&out, []byte(raw[end:]))
	return out.String()
}

package preview

import (
	"html/template"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// mention is a login, or a team of an organisation, that GitHub would notify.
type mention struct {
	ast.BaseInline
	name string
}

var (
	kindMention = ast.NewNodeKind("Mention")
	reMention   = regexp.MustCompile(`^@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}(?:/[A-Za-z0-9][A-Za-z0-9_-]*)?`)
)

func (*mention) Kind() ast.NodeKind { return kindMention }

func (m *mention) Dump(source []byte, level int) {
	ast.DumpHelper(m, source, level, map[string]string{"Name": m.name}, nil)
}

// mentionParser finds mentions; goldmark keeps it out of code.
type mentionParser struct{}

func (mentionParser) Trigger() []byte { return []byte{'@'} }

func (mentionParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if before := block.PrecendingCharacter(); isWord(before) {
		return nil
	}
	line, _ := block.PeekLine()
	found := reMention.Find(line)
	if found == nil {
		return nil
	}
	block.Advance(len(found))
	return &mention{name: string(found)}
}

func isWord(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

type mentionRenderer struct{}

func (mentionRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindMention, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		m := node.(*mention) //nolint:errcheck,forcetypeassert // registered for this kind only
		_, err := w.WriteString(`<strong class="mention">` + template.HTMLEscapeString(m.name) + `</strong>`)
		return ast.WalkContinue, err
	})
}

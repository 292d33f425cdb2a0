package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The bounds of a file. Real ones are a hundredth of this; beyond it parsing gets slow, and anybody
// who may push to a repository writes such a file.
const (
	maxFileSize = 64 << 10
	maxNesting  = 16
)

// byteOrderMark begins a file where some editors put it; to YAML it says nothing, and to the library it is part of a key.
const byteOrderMark = "\uFEFF"

// parseYAML reads one YAML document that is a mapping, or nothing at all (then the result is nil).
func parseYAML(name string, data []byte) (*ast.MappingNode, Problems) {
	fail := func(line int, text string) (*ast.MappingNode, Problems) {
		return nil, Problems{{Source: name, Line: line, Text: text}}
	}
	if len(data) > maxFileSize {
		return fail(0, fmt.Sprintf("the file has %d bytes; at most %d are read", len(data), maxFileSize))
	}
	tokens := lexer.Tokenize(strings.TrimPrefix(string(data), byteOrderMark))
	if line := tooDeep(tokens); line > 0 {
		return fail(line, fmt.Sprintf("values are nested more than %d deep", maxNesting))
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		line, text := syntaxError(err)
		return fail(line, text)
	}
	var root *ast.MappingNode
	for _, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case nil, *ast.CommentGroupNode:
		case *ast.MappingNode:
			if root != nil {
				return fail(lineOf(body), "a second document; put everything into one")
			}
			root = body
		default:
			return fail(lineOf(body), "must be a mapping of keys to values")
		}
	}
	return root, nil
}

// tooDeep gives the line where brackets, or list marks on one line, nest too deeply; 0 for nowhere.
func tooDeep(tokens token.Tokens) int {
	brackets, marks, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			marks, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType:
			marks++
		}
		if brackets > maxNesting || marks > maxNesting {
			return line
		}
	}
	return 0
}

// syntaxError takes the parser's message without the excerpt that comes with it: a settings file has secrets.
func syntaxError(err error) (line int, text string) {
	var syntax yaml.Error
	if !errors.As(err, &syntax) {
		return 0, "is not valid YAML"
	}
	if t := syntax.GetToken(); t != nil && t.Position != nil {
		line = t.Position.Line
	}
	return line, "is not valid YAML: " + syntax.GetMessage()
}

// lineOf gives the line a node begins on, from 1.
func lineOf(node ast.Node) int {
	t := node.GetToken()
	if t == nil || t.Position == nil {
		return 0
	}
	if mapping, ok := node.(*ast.MappingNode); ok && !mapping.IsFlowStyle && len(mapping.Values) > 0 {
		return lineOf(mapping.Values[0].Key)
	}
	return t.Position.Line
}

// keyOf gives a mapping entry's key as it is written.
func keyOf(entry *ast.MappingValueNode) string {
	if text, ok := scalarText(entry.Key); ok {
		return text
	}
	return entry.Key.GetToken().Value
}

// scalarText gives a scalar as it is written, without quotes; false for a list, a mapping or nothing.
func scalarText(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// flow gives a value on one line, shortened, for messages.
func flow(node ast.Node) string {
	text := flowText(node)
	if runes := []rune(text); len(runes) > quoteLimit {
		return string(runes[:quoteLimit]) + "…"
	}
	return text
}

func flowText(node ast.Node) string {
	switch n := node.(type) {
	case *ast.SequenceNode:
		parts := make([]string, len(n.Values))
		for i, value := range n.Values {
			parts[i] = flowText(value)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *ast.MappingNode:
		parts := make([]string, len(n.Values))
		for i, entry := range n.Values {
			parts[i] = keyOf(entry) + ": " + flowText(entry.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	text, ok := scalarText(node)
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return fmt.Sprintf("%q", text)
	}
	if !ok {
		return "nothing"
	}
	return text
}

package announce

import (
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"
)

// counter is the function whose call is put into every loop and part.
const counter = "embargo_step"

// budget bounds what a part may cost: a unit for each turn of a loop, each part, and each 64 bytes that a function makes.
type budget struct{ left int }

const (
	maxCost   = 50_000
	costBytes = 64
)

var errTooMuch = fmt.Errorf("it takes more than %d steps", maxCost)

func (b *budget) spend(units int) error {
	if b.left -= units; b.left < 0 {
		return errTooMuch
	}
	return nil
}

// text pays for a value before it is made, by its length.
func (b *budget) text(length int, written func() string) (string, error) {
	if err := b.spend(length / costBytes); err != nil {
		return "", err
	}
	return written(), nil
}

// functions are those a template may use beside the library's harmless ones.
func functions(b *budget) template.FuncMap {
	return template.FuncMap{
		counter: func() (string, error) { return "", b.spend(1) },
		"join": func(parts []string, between string) (string, error) {
			length := 0
			for _, part := range parts {
				length += len(part) + len(between)
			}
			return b.text(length, func() string { return strings.Join(parts, between) })
		},
		"upper": func(text string) (string, error) {
			return b.text(len(text), func() string { return strings.ToUpper(text) })
		},
		"lower": func(text string) (string, error) {
			return b.text(len(text), func() string { return strings.ToLower(text) })
		},
		"indent": func(before, text string) (string, error) {
			length := len(text) + len(before)*(1+strings.Count(text, "\n"))
			return b.text(length, func() string { return indent(before, text) })
		},
		"underline": func(mark, text string) (string, error) {
			return b.text(len(text)+len(mark)*len(text), func() string {
				return text + "\n" + strings.Repeat(mark, len([]rune(text)))
			})
		},
		"print": func(parts ...string) (string, error) {
			length := 0
			for _, part := range parts {
				length += len(part)
			}
			return b.text(length, func() string { return strings.Join(parts, "") })
		},
	}
}

// indent puts something in front of every line that is not empty.
func indent(before, text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = before + line
		}
	}
	return strings.Join(lines, "\n")
}

// permitted are the functions of the library that a template may use. The others can fill the memory, or call what
// they are given.
var permitted = map[string]bool{
	"and": true, "or": true, "not": true, "len": true, "index": true, "slice": true,
	"eq": true, "ne": true, "lt": true, "le": true, "gt": true, "ge": true,
	"join": true, "upper": true, "lower": true, "indent": true, "underline": true, "print": true,
}

// guard refuses functions that are not permitted, and has every loop count its turns.
func guard(tree *parse.Tree, node parse.Node) error {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, child := range n.Nodes {
			if err := guard(tree, child); err != nil {
				return err
			}
		}
		return nil
	case *parse.ActionNode:
		return guardPipe(tree, n.Pipe)
	case *parse.TemplateNode:
		return guardPipe(tree, n.Pipe)
	case *parse.IfNode:
		return guardBranch(tree, &n.BranchNode)
	case *parse.WithNode:
		return guardBranch(tree, &n.BranchNode)
	case *parse.RangeNode:
		if err := guardBranch(tree, &n.BranchNode); err != nil {
			return err
		}
		prepend(tree, n.List)
	}
	return nil
}

func guardBranch(tree *parse.Tree, n *parse.BranchNode) error {
	if err := guardPipe(tree, n.Pipe); err != nil {
		return err
	}
	if err := guard(tree, n.List); err != nil {
		return err
	}
	return guard(tree, n.ElseList)
}

func guardPipe(tree *parse.Tree, pipe *parse.PipeNode) error {
	if pipe == nil {
		return nil
	}
	for _, command := range pipe.Cmds {
		for _, argument := range command.Args {
			if err := guardArgument(tree, argument); err != nil {
				return err
			}
		}
	}
	return nil
}

func guardArgument(tree *parse.Tree, node parse.Node) error {
	switch n := node.(type) {
	case *parse.PipeNode:
		return guardPipe(tree, n)
	case *parse.ChainNode:
		return guardArgument(tree, n.Node)
	case *parse.IdentifierNode:
		if !permitted[n.Ident] {
			place, _ := tree.ErrorContext(n)
			return fmt.Errorf("%s: there is no function %q here", strings.ReplaceAll(place, placeMark, ""), n.Ident)
		}
	}
	return nil
}

// prepend puts a call of the counter in front.
func prepend(tree *parse.Tree, list *parse.ListNode) {
	if list == nil {
		return
	}
	call := parse.NewIdentifier(counter).SetTree(tree).SetPos(list.Pos)
	step := &parse.ActionNode{NodeType: parse.NodeAction, Pos: list.Pos, Pipe: &parse.PipeNode{
		NodeType: parse.NodePipe, Pos: list.Pos,
		Cmds: []*parse.CommandNode{{NodeType: parse.NodeCommand, Pos: list.Pos, Args: []parse.Node{call}}},
	}}
	list.Nodes = append([]parse.Node{step}, list.Nodes...)
}

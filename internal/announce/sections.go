package announce

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/embargo-app/embargo/policy"
)

// reMitigation matches the headings of a section that says what to do without the fixed version.
var reMitigation = regexp.MustCompile(`(?i)^(temporary |possible |known )?(mitigations?|work-?arounds?|mitigations?( and |/| & | or )work-?arounds?|work-?arounds?( and |/| & | or )mitigations?|mitigating factors)$`)

// boldLevel is below every heading: a line in bold begins a section that ends with the next heading or bold line.
const boldLevel = 7

// Sections takes the section on mitigations out of a description, and gives the rest; "" where there is no such thing.
// The questions of GitHub's form, and HTML comments that stand alone, say nothing and are left out.
func Sections(description string) (mitigations, rest string) {
	source := []byte(strings.ReplaceAll(description, "\r\n", "\n"))
	document := goldmark.New().Parser().Parse(text.NewReader(source))
	var within, kept strings.Builder
	at, inside, level := 0, false, 0
	cut := func(end int) {
		piece := source[at:end]
		if inside {
			within.Write(piece)
		} else {
			kept.Write(piece)
		}
		at = end
	}
	for node := document.FirstChild(); node != nil; node = node.NextSibling() {
		start, end, ok := lineSpan(node, source)
		if html, is := node.(*ast.HTMLBlock); is && html.HTMLBlockType == ast.HTMLBlockType2 && ok {
			cut(start)
			at = end
			continue
		}
		title, depth := heading(node, source)
		if depth == 0 || !ok || inside && depth > level {
			continue
		}
		cut(start)
		inside = reMitigation.MatchString(strings.Trim(title, " :*_"))
		if inside {
			level, at = depth, end // the heading itself is the template's to write
		}
	}
	cut(len(source))
	return tidy(within.String()), tidy(kept.String())
}

// heading gives the title and level of what begins a section; level 0 for anything else.
func heading(node ast.Node, source []byte) (title string, level int) {
	switch n := node.(type) {
	case *ast.Heading:
		return words(n, source), n.Level
	case *ast.Paragraph:
		only := n.FirstChild()
		strong, ok := only.(*ast.Emphasis)
		if ok && strong.Level == 2 && only.NextSibling() == nil {
			return words(strong, source), boldLevel
		}
	}
	return "", 0
}

// words gives the plain text below a node.
func words(node ast.Node, source []byte) string {
	var b strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		if leaf, ok := child.(*ast.Text); ok {
			b.Write(leaf.Segment.Value(source))
			continue
		}
		b.WriteString(words(child, source))
	}
	return b.String()
}

// lineSpan gives the whole lines on which a block stands, its marks included.
func lineSpan(node ast.Node, source []byte) (start, end int, ok bool) {
	lines := node.Lines()
	if lines.Len() == 0 {
		return 0, 0, false
	}
	start = lineStart(source, lines.At(0).Start)
	end = lineEnd(source, lines.At(lines.Len()-1).Stop)
	if html, is := node.(*ast.HTMLBlock); is && html.HasClosure() {
		end = lineEnd(source, html.ClosureLine.Stop)
	}
	// A heading that is underlined has its marks on the next line.
	if _, is := node.(*ast.Heading); is && !strings.HasPrefix(strings.TrimLeft(string(source[start:end]), " "), "#") {
		end = lineEnd(source, min(end+1, len(source)))
	}
	return start, end, true
}

func lineStart(source []byte, at int) int {
	for at > 0 && source[at-1] != '\n' {
		at--
	}
	return at
}

// lineEnd is behind the line's end; a position right behind one is taken as it is.
func lineEnd(source []byte, at int) int {
	for at < len(source) && (at == 0 || source[at-1] != '\n') {
		at++
	}
	return at
}

// tidy leaves out the questions of GitHub's form, with their headings where there is no answer.
func tidy(markdown string) string {
	var kept []string
	asked := -1 // the heading of a question that is not answered yet
	unask := func() {
		if asked >= 0 {
			kept = kept[:asked]
		}
	}
	for line := range strings.Lines(markdown) {
		line = strings.TrimRight(line, " \t\n")
		last := len(kept) - 1
		for last >= 0 && kept[last] == "" {
			last--
		}
		switch {
		case policy.IsTemplateQuestion(line):
			if last >= 0 && strings.HasPrefix(kept[last], "#") {
				asked = last
			}
			continue
		case strings.HasPrefix(line, "#"):
			unask()
			asked = -1
		case line != "":
			asked = -1
		}
		kept = append(kept, line)
	}
	unask()
	return strings.Trim(strings.Join(kept, "\n"), "\n")
}

package command

import "strings"

// commandSpans returns the lines of a comment that are commands, at most limit of them, without their line ends.
//
// Only the block structure of Markdown tells a command from a line of code or of a quote, so this follows
// CommonMark's rules for containers (quotes, list items) and leaves (fences, HTML, paragraphs) as far as they decide
// that question. It is written by hand because general Markdown parsers take quadratic time on hostile nesting;
// a test compares it with one on ordinary text.
func commandSpans(body string, limit int) []string {
	b := blocks{body: body}
	for start := 0; start < len(body) && len(b.found) < limit; {
		end, next := lineEnd(body, start)
		b.line(start, end)
		start = next
	}
	b.cut(0, len(body))
	return b.found[:min(len(b.found), limit)]
}

// lineEnd returns where the line that starts at start ends, and where the next one starts. To Markdown a lone CR is a
// line's end as well.
func lineEnd(body string, start int) (end, next int) {
	i := strings.IndexAny(body[start:], "\r\n")
	if i < 0 {
		return len(body), len(body)
	}
	end, next = start+i, start+i+1
	if strings.HasPrefix(body[end:], "\r\n") {
		next++
	}
	return end, next
}

// isOwnLine tells whether body[start:end] lies between line ends as people type them. Beside a lone CR there are no
// commands.
func isOwnLine(body string, start, end int) bool {
	return (start == 0 || body[start-1] == '\n') &&
		(end == len(body) || body[end] == '\n' || strings.HasPrefix(body[end:], "\r\n"))
}

// maxDepth bounds the nesting of quotes and list items that is followed; deeper markers count as text.
const maxDepth = 24

// container is an open quote, or an open list item whose content is indented by so many columns.
type container struct {
	quote  bool
	indent int
	empty  bool // a list item without content so far, which a blank line ends
}

// leaf is the kind of the innermost open block.
type leaf int

const (
	leafNone      leaf = iota // nothing that the next line could continue
	leafParagraph             // running text
	leafMarkup                // HTML with text in it, up to a blank line
	leafFence                 // a fenced code block
	leafRaw                   // HTML without text for people, up to its end marker
)

// blocks follows the block structure line by line.
type blocks struct {
	body  string
	open  []container // outermost first
	leaf  leaf
	until string // what ends the leaf: the opening fence, or an end marker in lower case

	start      int      // where the paragraph or markup began
	bracket    bool     // whether with a bracket, as the definition of a link does
	candidates [][2]int // its lines that look like commands
	found      []string
}

// line takes in the line body[start:end].
func (b *blocks) line(start, end int) {
	rest, depth := b.match(expandTabs(b.body[start:end]))
	inside := depth == len(b.open)
	switch {
	case inside && (b.leaf == leafFence || b.leaf == leafRaw):
		b.endLeaf(rest)
		return
	case inside && b.leaf == leafMarkup && !isBlank(rest):
		b.note(start, end)
		return
	}
	running := b.leaf == leafParagraph // also when not inside: text may go on without the containers' markers
	rest, opened := b.enter(rest, depth, running && inside, start)
	if opened {
		running, depth = false, len(b.open)
	}
	if isBlank(rest) {
		b.cut(depth, start)
		return
	}
	kind, until := leafStart(rest, running, inside)
	if kind != leafParagraph || !running {
		if b.cut(depth, start); b.leaf == leafRaw { // HTML code goes on over what would begin here
			b.endLeaf(rest)
			return
		}
		b.leaf, b.until, b.start = kind, until, start
		b.bracket = strings.HasPrefix(rest[indentOf(rest):], "[")
	}
	switch kind {
	case leafParagraph:
		b.note(start, end)
	case leafRaw:
		b.endLeaf(rest)
	}
}

// match walks through the containers that the line continues and returns the rest of the line and their number.
func (b *blocks) match(text string) (rest string, depth int) {
	for i := range b.open {
		c := &b.open[i]
		if c.quote {
			after, ok := cutQuote(text)
			if !ok {
				return text, i
			}
			text = after
			continue
		}
		switch blank := isBlank(text); {
		case blank && c.empty:
			return text, i
		case blank:
			text = ""
		case indentOf(text) >= c.indent:
			text, c.empty = text[c.indent:], false
		default:
			return text, i
		}
	}
	return text, len(b.open)
}

// enter opens the containers that begin on the line and returns what follows their markers.
func (b *blocks) enter(text string, depth int, interrupts bool, start int) (rest string, opened bool) {
	for ; depth < maxDepth; depth++ {
		c, after, ok := newContainer(text, interrupts && !opened)
		if !ok {
			break
		}
		b.cut(depth, start)
		b.open = append(b.open, c)
		text, opened = after, true
	}
	return text, opened
}

// newContainer reads a quote or list marker. A list interrupts a paragraph only when it has content and starts at 1.
func newContainer(text string, interrupts bool) (c container, rest string, ok bool) {
	if after, ok := cutQuote(text); ok {
		return container{quote: true}, after, true
	}
	width, ordinal := listMarker(text)
	if width == 0 || isRule(text) {
		return container{}, "", false
	}
	content := text[width:]
	if isBlank(content) {
		return container{indent: width + 1, empty: true}, "", !interrupts
	}
	if interrupts && ordinal != "" && strings.TrimLeft(ordinal, "0") != "1" {
		return container{}, "", false
	}
	blanks := indentOf(content)
	if blanks > 4 {
		blanks = 1
	}
	return container{indent: width + blanks}, content[blanks:], true
}

// endLeaf ends the fence or raw HTML if the line holds its end.
func (b *blocks) endLeaf(rest string) {
	ends := b.leaf == leafFence && closesFence(rest, b.until) ||
		b.leaf == leafRaw && strings.Contains(strings.ToLower(rest), b.until)
	if ends {
		b.leaf = leafNone
	}
}

// note remembers a line of text that looks like a command. Under a quote it may be drawn into the quote, as text that
// continues a paragraph is, but it is its author's own line all the same.
func (b *blocks) note(start, end int) {
	if isOwnLine(b.body, start, end) && isCommand(b.body[start:end]) && !b.mayBeTarget(start, end) {
		b.candidates = append(b.candidates, [2]int{start, end})
	}
}

// mayBeTarget tells whether a line may say where a link leads that the lines before it define, with nothing behind that but
// the link's title: such a definition is not shown. Definitions stand at the beginning of a paragraph only.
func (b *blocks) mayBeTarget(start, end int) bool {
	before := strings.TrimRight(b.body[b.start:start], " \t\r\n")
	if b.leaf != leafParagraph || !b.bracket || !strings.HasSuffix(before, "]:") {
		return false
	}
	_, title, _ := strings.Cut(strings.ReplaceAll(b.body[start:end], "\t", " "), " ")
	title = strings.TrimLeft(title, " ")
	return title == "" || strings.ContainsRune(`"'(`, rune(title[0]))
}

// cut ends the leaf, before the given place, and every container beyond the given depth. HTML code that the leaf leaves
// open goes on, as long as its container does.
func (b *blocks) cut(depth, at int) {
	leaves := depth < len(b.open)
	b.open = b.open[:depth]
	if b.leaf != leafParagraph && b.leaf != leafMarkup {
		b.leaf = leafNone
		return
	}
	hidden, open := hiddenParts(b.body[b.start:at], b.leaf == leafMarkup)
	for _, line := range b.candidates {
		for len(hidden) > 0 && hidden[0][1] <= line[0]-b.start {
			hidden = hidden[1:]
		}
		if len(hidden) == 0 || line[0]-b.start < hidden[0][0] {
			b.found = append(b.found, b.body[line[0]:line[1]])
		}
	}
	b.candidates, b.leaf, b.until = b.candidates[:0], leafNone, open
	if open != "" && !leaves {
		b.leaf = leafRaw
	}
}

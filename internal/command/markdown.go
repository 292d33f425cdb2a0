package command

import "strings"

// This file holds the small readers of Markdown that blocks is made of. They look at one line, tabs expanded.

// expandTabs replaces tabs by blanks up to the next multiple of four columns, as CommonMark counts them.
func expandTabs(line string) string {
	if strings.IndexByte(line, '\t') < 0 {
		return line
	}
	var out strings.Builder
	for i := range len(line) {
		if line[i] != '\t' {
			out.WriteByte(line[i])
			continue
		}
		out.WriteString("    "[out.Len()%4:])
	}
	return out.String()
}

func isBlank(text string) bool { return indentOf(text) == len(text) }

// indentOf counts the blanks at the start.
func indentOf(text string) int {
	n := 0
	for n < len(text) && text[n] == ' ' {
		n++
	}
	return n
}

// cutQuote removes a quote marker.
func cutQuote(text string) (rest string, ok bool) {
	n := indentOf(text)
	if n > 3 || n == len(text) || text[n] != '>' {
		return text, false
	}
	return strings.TrimPrefix(text[n+1:], " "), true
}

// listMarker measures a list marker with the blanks before it; ordinal is its number, "" for a bullet.
func listMarker(text string) (width int, ordinal string) {
	n := indentOf(text)
	if n > 3 || n == len(text) {
		return 0, ""
	}
	end := n
	for end < len(text) && end-n < 9 && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	marks := "-+*"
	if end > n {
		marks = ".)"
	}
	if end == len(text) || strings.IndexByte(marks, text[end]) < 0 {
		return 0, ""
	}
	if end+1 < len(text) && text[end+1] != ' ' {
		return 0, ""
	}
	return end + 1, text[n:end]
}

// isRule tells whether the line is a thematic break: three or more of one sign.
func isRule(text string) bool {
	n := indentOf(text)
	if n > 3 || n == len(text) || strings.IndexByte("-*_", text[n]) < 0 {
		return false
	}
	count := 0
	for i := n; i < len(text); i++ {
		switch text[i] {
		case text[n]:
			count++
		case ' ':
		default:
			return false
		}
	}
	return count >= 3
}

// isUnderline tells whether the line turns the paragraph above it into a heading.
func isUnderline(text string) bool {
	n := indentOf(text)
	if n > 3 || n == len(text) || text[n] != '=' && text[n] != '-' {
		return false
	}
	return isBlank(strings.TrimLeft(text[n:], text[n:n+1]))
}

// isHeading tells whether the line is a heading of its own.
func isHeading(text string) bool {
	n := indentOf(text)
	after := strings.TrimLeft(text[n:], "#")
	signs := len(text) - n - len(after)
	return n <= 3 && 1 <= signs && signs <= 6 && (after == "" || after[0] == ' ')
}

// leafStart tells which block the line begins, and for a fence or raw HTML what ends it.
// running says that a paragraph stands before it, inside that the line is in the same containers.
func leafStart(text string, running, inside bool) (kind leaf, until string) {
	if indentOf(text) > 3 {
		if running {
			return leafParagraph, ""
		}
		return leafNone, "" // indented code, whose lines never begin with a slash
	}
	if fence := openingFence(text); fence != "" {
		return leafFence, fence
	}
	if isRule(text) || isHeading(text) || running && inside && isUnderline(text) {
		return leafNone, ""
	}
	return htmlStart(text[indentOf(text):])
}

// openingFence returns the fence a line opens a code block with, "" for none.
func openingFence(text string) string {
	text = text[indentOf(text):]
	if !strings.HasPrefix(text, "```") && !strings.HasPrefix(text, "~~~") {
		return ""
	}
	info := strings.TrimLeft(text, text[:1])
	if text[0] == '`' && strings.IndexByte(info, '`') >= 0 {
		return ""
	}
	return text[:len(text)-len(info)]
}

// closesFence tells whether the line closes the code block that the fence opened.
func closesFence(text, fence string) bool {
	n := indentOf(text)
	after, ok := strings.CutPrefix(text[n:], fence)
	return ok && n <= 3 && isBlank(strings.TrimLeft(after, fence[:1]))
}

// htmlStart tells whether the line begins a block of HTML.
func htmlStart(text string) (kind leaf, until string) {
	if text == "" || text[0] != '<' {
		return leafParagraph, ""
	}
	switch {
	case strings.HasPrefix(text, "<!--"):
		return leafRaw, "-->"
	case strings.HasPrefix(text, "<?"):
		return leafRaw, "?>"
	case strings.HasPrefix(text, "<![CDATA["):
		return leafRaw, "]]>"
	case len(text) > 2 && text[1] == '!' && isLetter(text[2]):
		return leafRaw, ">"
	}
	name, closing := tagName(text)
	switch {
	case rawTags[name] && !closing:
		return leafRaw, "</" + name + ">"
	case markupTags[name]:
		return leafMarkup, ""
	default:
		return leafParagraph, ""
	}
}

// tagName returns the lower-case name of the tag that the text begins with, "" when it is no tag.
func tagName(text string) (name string, closing bool) {
	text, closing = strings.CutPrefix(text[1:], "/")
	end := 0
	for end < len(text) && end < len("blockquote")+1 && (isLetter(text[end]) || '1' <= text[end] && text[end] <= '6') {
		end++
	}
	if end < len(text) && strings.IndexByte(" \t\r\n>/", text[end]) < 0 {
		return "", closing
	}
	return strings.ToLower(text[:end]), closing
}

func isLetter(b byte) bool { return isLower(b | 0x20) }

// rawTags enclose what GitHub shows as code or as a quote, or does not show.
var rawTags = tagSet("pre script style textarea blockquote")

// shownTags enclose, within running text or other HTML, what GitHub shows as code or as a quote.
var shownTags = tagSet("pre code samp kbd tt blockquote q")

// markupTags begin HTML whose text people see, which ends with a blank line.
var markupTags = tagSet(`address article aside base basefont blockquote body caption center col colgroup dd details
	dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html
	iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section summary table
	tbody td tfoot th thead title tr track ul`)

func tagSet(names string) map[string]bool {
	set := make(map[string]bool)
	for name := range strings.FieldsSeq(names) {
		set[name] = true
	}
	return set
}

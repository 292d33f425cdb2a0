package render

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// escapeRunes bounds what escape lets through.
	escapeRunes = 300
	// combiningRunes is how many combining marks in a row are kept; more only smear over other lines.
	combiningRunes = 3
	// unlink is an invisible break (zero width space). After "@" it keeps GitHub from notifying anybody, and in
	// references and addresses from making a link. Backslashes and entities don't: GitHub looks for mentions
	// and references in the rendered text.
	unlink = "&#8203;"
	// shaRunes is the length from which GitHub takes a hexadecimal word for a commit.
	shaRunes = 7
	ellipsis = "…"
)

var (
	// reReference finds where links and references begin; the break goes after the first group.
	reReference = regexp.MustCompile(`(:)//|(?i:(www)\.)|(?i:(gh-))|([@#])`)
	reHexWord   = regexp.MustCompile(`\b[0-9a-fA-F]{7,}\b`)
	reLogin     = regexp.MustCompile(`^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}$`)
	reAppLogin  = regexp.MustCompile(`^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}\[bot\]$`)
)

// escape makes outside text inert Markdown on a single line: it reads the same, but makes no mention, reference,
// link, image, code, table cell, formula, emoji, HTML or marker, wherever it is put in a line. Characters that
// are invisible or steer the direction of writing are left out; what exceeds 300 characters is cut off.
func escape(text string) string { return escapeTo(text, escapeRunes) }

// escapeTo is escape with a bound of its own, in characters.
func escapeTo(text string, limit int) string {
	text = truncate(clean(text), limit)
	breaks := breakPoints(text)
	var b strings.Builder
	for i, r := range text {
		if len(breaks) > 0 && breaks[0] == i {
			b.WriteString(unlink)
			breaks = breaks[1:]
		}
		b.WriteString(escapeRune(r, startsBlock(text, i)))
	}
	if len(breaks) > 0 { // right behind the last character
		b.WriteString(unlink)
	}
	return b.String()
}

// clean strips what can't be seen and makes every run of white space, line ends included, one blank.
func clean(text string) string {
	combining := 0
	visible := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			combining = 0
			return ' '
		}
		if invisible(r) {
			return -1
		}
		if !unicode.Is(unicode.M, r) {
			combining = 0
			return r
		}
		if combining++; combining > combiningRunes {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(visible), " ")
}

// invisible holds for control, format (zero width, direction), private and unassigned-looking characters, and
// for letters and blanks that show nothing.
func invisible(r rune) bool {
	if r >= ' ' && r <= '~' {
		return false
	}
	const brailleBlank = '\u2800'
	return r == brailleBlank || unicode.In(r, unicode.C, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// visibleLines keeps the lines of outside text and drops what can't be seen or steers the direction of writing.
func visibleLines(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && invisible(r) {
			return -1
		}
		return r
	}, text)
}

func truncate(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:max(limit-1, 0)]), " ") + ellipsis
}

// breakPoints lists, ascending, the byte offsets before which an invisible break belongs.
func breakPoints(text string) []int {
	var at []int
	for _, m := range reReference.FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				at = append(at, m[g+1])
			}
		}
	}
	for _, m := range reHexWord.FindAllStringIndex(text, -1) {
		for i := m[0] + shaRunes - 1; i < m[1]; i += shaRunes - 1 {
			at = append(at, i)
		}
	}
	at = append(at, emojiPoints(text)...)
	slices.Sort(at)
	return slices.Compact(at)
}

// emojiPoints finds the colons that begin an emoji's short name, such as ":tada:".
func emojiPoints(text string) []int {
	var at []int
	colon := -1
	for i, r := range text {
		switch {
		case r == ':':
			if colon >= 0 && i > colon+1 {
				at = append(at, colon+1)
			}
			colon = i
		case r != '_' && r != '+' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r):
			colon = -1
		}
	}
	return at
}

// startsBlock tells whether the character at byte i could make its line a heading, list or rule: one of "#+-="
// in front, or the punctuation behind a leading number.
func startsBlock(text string, i int) bool {
	if i == 0 {
		return strings.IndexByte("#+-=", text[0]) >= 0
	}
	return (text[i] == '.' || text[i] == ')') && strings.Trim(text[:i], "0123456789") == ""
}

func escapeRune(r rune, startsBlock bool) string {
	switch r {
	case '&':
		return "&amp;"
	case '<': // never a backslash: "<!--" must not even stand in the source
		return "&lt;"
	case '>':
		return "&gt;"
	case '$': // how GitHub's documentation says to keep a dollar sign from starting a formula
		return "<span>$</span>"
	case '\\', '`', '*', '_', '~', '[', ']', '{', '}', '|':
		return `\` + string(r)
	}
	if startsBlock {
		return `\` + string(r)
	}
	return string(r)
}

// code shows our own words, such as a command, so that they can be copied as they are. Text that could leave a
// code span, or holds the beginning of a marker, is escaped instead.
func code(text string, limit int) string {
	text = truncate(clean(text), limit)
	if text == "" {
		return ""
	}
	if strings.Contains(text, "`") || strings.Contains(text, "<!--") {
		return "<code>" + escapeTo(text, limit) + "</code>"
	}
	return "`" + text + "`"
}

// prose is escapeTo for sentences of ours, in which commands and values stand between backquotes: those stay code.
func prose(text string) string {
	text = truncate(clean(text), nextRunes)
	if strings.Count(text, "`")%2 != 0 {
		return escapeTo(text, nextRunes)
	}
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString(code(part, nextRunes))
			continue
		}
		b.WriteString(outerBlanks(part, escapeTo(part, nextRunes)))
	}
	return b.String()
}

// outerBlanks gives escaped text the blanks around it that the text had.
func outerBlanks(text, escaped string) string {
	if strings.HasPrefix(text, " ") {
		escaped = " " + escaped
	}
	if strings.HasSuffix(text, " ") && text != " " {
		escaped += " "
	}
	return escaped
}

// login shows an account's name so that it notifies nobody.
func login(name string) string {
	if reLogin.MatchString(name) || reAppLogin.MatchString(name) {
		return "`" + name + "`"
	}
	return "<code>" + escapeTo(name, 40) + "</code>"
}

// mention addresses an account, which notifies it; "" for what is no person's login.
func mention(name string) string {
	if !reLogin.MatchString(name) {
		return ""
	}
	return "@" + name
}

// link shows text, escaped, as a link to address. An address that is not plain HTTP(S) leaves just the text.
func link(text, address string, limit int) string {
	shown := escapeTo(text, limit)
	target := safeURL(address)
	switch {
	case target == "":
		return shown
	case shown == "":
		shown = wordLink
	}
	return "[" + shown + "](" + target + ")"
}

var reUnsafeURLByte = regexp.MustCompile(`[^][A-Za-z0-9/:?#@&=%.,;~+!_-]`)

// safeURL normalises address to what can stand between a link's brackets, "" when it can't.
func safeURL(address string) string {
	const longest = 500
	if len(address) > longest {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	text := reUnsafeURLByte.ReplaceAllStringFunc(u.String(), percent)
	return strings.ReplaceAll(text, "&", "&amp;") // else "&copy=" would be read as an entity
}

func percent(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte('%')
		b.WriteByte(hex[s[i]>>4])
		b.WriteByte(hex[s[i]&15])
	}
	return b.String()
}

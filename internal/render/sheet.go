package render

import (
	"fmt"
	"strings"
)

// sheet writes sections of lists, as Markdown for a thread or as plain text for a mail.
type sheet struct {
	markdown bool
	parts    []string
}

// sectionItems is how many items of a section are written out.
const sectionItems = 40

// text is outside text on one line.
func (s *sheet) text(text string) string {
	if s.markdown {
		return escape(text)
	}
	return truncate(clean(text), escapeRunes)
}

// person names an account so that it notifies nobody.
func (s *sheet) person(name string) string {
	if s.markdown {
		return login(name)
	}
	return truncate(clean(name), wordRunes)
}

// paragraph adds a paragraph of our own words.
func (s *sheet) paragraph(text string) {
	if text != "" {
		s.parts = append(s.parts, text)
	}
}

// section adds a heading and a list; nothing when the list is empty.
func (s *sheet) section(heading string, items []string) {
	if len(items) == 0 {
		return
	}
	if s.markdown {
		heading = "**" + heading + "**\n"
	} else {
		heading += "\n" + strings.Repeat("-", len(heading))
	}
	lines := []string{heading}
	for i, item := range items {
		if i == sectionItems {
			lines = append(lines, "- "+fmt.Sprintf(wordsRetroMore, len(items)-i))
			break
		}
		lines = append(lines, "- "+item)
	}
	s.parts = append(s.parts, strings.Join(lines, "\n"))
}

func (s *sheet) String() string { return strings.Join(s.parts, "\n\n") }

package render

import (
	"slices"
	"strings"
)

// note writes a comment of ours that is not the checklist: its marker, then its paragraphs, of which "" is left out.
func note(key string, paragraphs ...string) string {
	return NoteMarker(key) + "\n" + strings.Join(slices.DeleteFunc(paragraphs, empty), "\n\n") + "\n"
}

// calling puts a mention of a person, or of a team as ORG/TEAM, in front of a text, which notifies them. What can be
// neither leaves the text alone.
func calling(to, text string) string {
	if at := mentionAny(to); at != "" {
		return at + ": " + text
	}
	return text
}

package render

import (
	"fmt"
	"strings"
)

// StaleFile is a process file, or a template that it names, whose present version has a mistake.
type StaleFile struct {
	Name     string // OWNER/REPO:PATH
	Replaced bool   // an earlier version of it is in force
	Template bool   // it is the announcement's template, and the default one is in force
	Mistakes string // what is wrong, a line each; for the SRC alone, the checklist does not show it
}

// staleRunes bounds the name of a file.
const staleRunes = 200

// StaleProcess writes the lines under the checklist that name process files with mistakes; "" when there are none.
// Everybody in the thread reads them, so they say no more: what is wrong, `embargo config check` tells.
func StaleProcess(files []StaleFile) string {
	var text strings.Builder
	for _, file := range files {
		words := wordsStaleLeftOut
		switch {
		case file.Template:
			words = wordsStaleTemplate
		case file.Replaced:
			words = wordsStaleReplaced
		}
		text.WriteString("\n" + fmt.Sprintf(words, code(file.Name, staleRunes)) + "\n")
	}
	return text.String()
}

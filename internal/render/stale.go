package render

import (
	"fmt"
	"strings"
)

// StaleFile is a process file whose present version has a mistake.
type StaleFile struct {
	Name     string // OWNER/REPO:PATH
	Replaced bool   // an earlier version of it is in force
	Mistakes string // what is wrong, a line each; for the SRC alone, the checklist does not show it
}

// StaleProcess writes the lines under the checklist that name process files with mistakes; "" when there are none.
// Everybody in the thread reads them, so they say no more: what is wrong, `embargo config check` tells.
func StaleProcess(files []StaleFile) string {
	var text strings.Builder
	for _, file := range files {
		words := wordsStaleLeftOut
		if file.Replaced {
			words = wordsStaleReplaced
		}
		text.WriteString("\n" + fmt.Sprintf(words, code(file.Name, staleRunes)) + "\n")
	}
	return text.String()
}

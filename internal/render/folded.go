package render

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	foldedPrefix = "<!-- embargo:folded"
	foldedSuffix = " -->"
)

// Folded writes the hidden line of the checklist that names comments which had been edited before their commands
// were read, each with the time of that edit. A new database needs it to tell them from comments edited
// afterwards, whose text is nobody's command any more. It is "" when there are none.
func Folded(edited map[int64]time.Time) string {
	if len(edited) == 0 {
		return ""
	}
	var line strings.Builder
	line.WriteString(foldedPrefix)
	for _, id := range slices.Sorted(maps.Keys(edited)) {
		line.WriteString(" " + strconv.FormatInt(id, 10) + "@" + strconv.FormatInt(edited[id].Unix(), 10))
	}
	return line.String() + foldedSuffix + "\n"
}

// ParseFolded reads the line back from a checklist's body; what is malformed counts for nothing.
func ParseFolded(body string) map[int64]time.Time {
	edited := map[int64]time.Time{}
	_, rest, found := strings.Cut(body, "\n"+foldedPrefix)
	list, _, closed := strings.Cut(rest, foldedSuffix)
	if !found || !closed {
		return edited
	}
	for entry := range strings.FieldsSeq(list) {
		id, at, _ := strings.Cut(entry, "@")
		comment, err := strconv.ParseInt(id, 10, 64)
		seconds, err2 := strconv.ParseInt(at, 10, 64)
		if err == nil && err2 == nil {
			edited[comment] = time.Unix(seconds, 0).UTC()
		}
	}
	return edited
}

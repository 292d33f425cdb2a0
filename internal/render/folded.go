package render

import (
	"crypto/subtle"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

const (
	foldedPrefix = "<!-- embargo:folded"
	foldedSeal   = " seal:"
	foldedSuffix = " -->"
)

// Folded is what a checklist remembers of its thread, in a hidden line, for a new database: facts that the thread
// itself no longer shows. It names comments and rights, nothing else.
type Folded struct {
	// Edited are comments that had been edited before their commands were read, with the time of that edit. It
	// tells them from comments edited afterwards, whose text is nobody's command any more.
	Edited map[int64]time.Time
	// Accepted are the commands that were accepted, in that order: people and rules have changed since.
	Accepted []FoldedCommand
}

// FoldedCommand is a command that was accepted.
type FoldedCommand struct {
	Comment int64
	Index   int // position within the comment, from 0
	Right   policy.Right
	At      time.Time // to the second
}

// Line writes the hidden line, "" when there is nothing to remember. seal signs a text so that nobody else can write
// such a line. It takes at most room bytes: the oldest accepted commands are left out if need be.
func (f Folded) Line(room int, seal func(text string) string) string {
	var edited, accepted []string
	for _, id := range slices.Sorted(maps.Keys(f.Edited)) {
		edited = append(edited, strconv.FormatInt(id, 10)+"@"+strconv.FormatInt(f.Edited[id].Unix(), 10))
	}
	for _, c := range f.Accepted {
		accepted = append(accepted, strconv.FormatInt(c.Comment, 10)+"."+strconv.Itoa(c.Index)+":"+string(c.Right)+
			"@"+strconv.FormatInt(c.At.Unix(), 10))
	}
	room -= len(foldedPrefix+foldedSeal+foldedSuffix+"\n") + len(seal(""))
	for _, entry := range slices.Concat(edited, accepted) {
		room -= len(entry) + 1
	}
	for ; room < 0 && len(accepted) > 0; accepted = accepted[1:] {
		room += len(accepted[0]) + 1
	}
	if room < 0 || len(edited)+len(accepted) == 0 {
		return ""
	}
	text := " " + strings.Join(slices.Concat(edited, accepted), " ")
	return foldedPrefix + text + foldedSeal + seal(text) + foldedSuffix + "\n"
}

// ParseFolded reads the line back from a checklist's body. ok is false when there is none, or its seal is not what
// seal makes of it: then somebody else wrote it, and it counts for nothing.
func ParseFolded(body string, seal func(text string) string) (f Folded, ok bool) {
	_, rest, found := strings.Cut(body, "\n"+foldedPrefix)
	line, _, closed := strings.Cut(rest, foldedSuffix)
	text, sealed, signed := strings.Cut(line, foldedSeal)
	if !found || !closed || !signed || subtle.ConstantTimeCompare([]byte(sealed), []byte(seal(text))) != 1 {
		return Folded{}, false
	}
	f.Edited = map[int64]time.Time{}
	for entry := range strings.FieldsSeq(text) {
		command, at, _ := strings.Cut(entry, "@")
		place, right, isAccepted := strings.Cut(command, ":")
		id, index, _ := strings.Cut(place, ".")
		seconds, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return Folded{}, false
		}
		comment, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return Folded{}, false
		}
		if !isAccepted {
			f.Edited[comment] = time.Unix(seconds, 0).UTC()
			continue
		}
		n, err := strconv.Atoi(index)
		if err != nil {
			return Folded{}, false
		}
		f.Accepted = append(f.Accepted, FoldedCommand{
			Comment: comment, Index: n, Right: policy.Right(right), At: time.Unix(seconds, 0).UTC(),
		})
	}
	return f, true
}

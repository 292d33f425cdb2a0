package policy

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Telling is one thing that people are told in a note of the app's own accord.
type Telling struct {
	What  string    // an ItemID, or one of the words below, which are none
	Step  int       // counts what is said of the same matter
	About time.Time // the deadline, release slot or silence it is about, in whole seconds UTC; zero for none
	At    time.Time // when it was told; zero when it was not

	urgent bool // it cannot wait for the next day
}

// What a note may tell beside items. No item's ID has a capital letter.
const (
	tellInactive   = "Inactive" // nothing has happened since
	tellAccepted   = "Accepted" // to the reporter, as are the next ones: the report was accepted
	tellFixReady   = "FixReady"
	tellAgreed     = "Agreed"     // the release day
	tellReopened   = "Reopened"   // the release day no longer stands
	tellPublishing = "Publishing" // the advisory is about to be published
)

const (
	nagPrefix   = ActionNag + "/"
	stampFormat = "20060102T150405"
)

// nagKey names a note by what it tells: "nag/cvss.2.20261130T090000/details.2.20261130T090000".
func nagKey(tellings []Telling) string {
	parts := make([]string, 0, len(tellings))
	for _, t := range tellings {
		part := t.What + "." + strconv.Itoa(t.Step)
		if !t.About.IsZero() {
			part += "." + t.About.Format(stampFormat)
		}
		parts = append(parts, part)
	}
	slices.Sort(parts)
	return nagPrefix + strings.Join(parts, "/")
}

// ParseNag reads what the note with the key tells; ok is false when it is no such key.
func ParseNag(key string) (tellings []Telling, ok bool) {
	rest, found := strings.CutPrefix(key, nagPrefix)
	if !found {
		return nil, false
	}
	for part := range strings.SplitSeq(rest, "/") {
		fields := strings.Split(part, ".")
		if len(fields) < 2 || len(fields) > 3 {
			return nil, false
		}
		step, err := strconv.Atoi(fields[1])
		t := Telling{What: fields[0], Step: step}
		if err == nil && len(fields) == 3 {
			t.About, err = time.Parse(stampFormat, fields[2])
		}
		if err != nil {
			return nil, false
		}
		tellings = append(tellings, t)
	}
	return tellings, nagKey(tellings) == key
}

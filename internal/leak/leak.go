// Package leak finds in public text what must not stand there: the ids of advisories under embargo, the CVEs
// reserved for them, and secret phrases. It only scans; what is watched and who is told is decided elsewhere.
//
// Ids have a fixed form, so all of them are taken out of a text, however many are watched, and looked up by the
// caller. Phrases are looked for through a filter over every fifth byte. Nothing of a text is kept.
package leak

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Guard scans texts. It may be used concurrently.
type Guard struct {
	key     []byte
	phrases phrases
}

// Phrase is a text that gives away an advisory.
type Phrase struct {
	For  string // OWNER/REPO/GHSA; OWNER/REPO or OWNER when it gives away more than one
	Text string // at least 8 bytes; ASCII letters count without their case
}

// New makes a Guard for phrases. secret keys the names under which watched ids are remembered; whoever knows both
// could try out ids. Shorter phrases are not looked for.
func New(secret []byte, list []Phrase) *Guard {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("embargo leak guard"))
	return &Guard{key: mac.Sum(nil), phrases: index(list)}
}

// Note is the name of the note that tells that an id is watched. The id cannot be read from it: a CVE that is
// reserved for an advisory is as secret as the advisory, and there are so few that they could all be tried.
func (g *Guard) Note(id string) string {
	mac := hmac.New(sha256.New, g.key)
	mac.Write([]byte(id))
	return "watch/" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// FixRepositoryNote is the name of the note that tells that OWNER/NAME is a private fix repository.
func FixRepositoryNote(repository string) string {
	return "fix-repository/" + strings.ToLower(repository)
}

// maxIDs bounds the different ids that are taken out of the texts of one delivery. GitHub's longest text, 64 KiB,
// holds fewer.
const maxIDs = 5000

// Found is what was found in some texts.
type Found struct {
	ids map[string]bool
	of  map[string]bool
}

// None tells that nothing was found.
func (f *Found) None() bool { return len(f.ids)+len(f.of) == 0 }

// IDs are the GHSA and CVE ids that were found, watched or not, in canonical form, sorted.
func (f *Found) IDs() []string { return sorted(f.ids) }

// Of tells whose phrases were found, as in [Phrase].For, sorted.
func (f *Found) Of() []string { return sorted(f.of) }

func sorted(set map[string]bool) []string {
	var list []string
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// Scan adds to found what a text gives away.
func (g *Guard) Scan(text []byte, found *Found) {
	scanIDs(text, func(id []byte) {
		if found.ids[string(id)] || len(found.ids) == maxIDs {
			return
		}
		if found.ids == nil {
			found.ids = map[string]bool{}
		}
		found.ids[string(id)] = true
	})
	g.phrases.scan(text, func(owner string) {
		if found.of == nil {
			found.of = map[string]bool{}
		}
		found.of[owner] = true
	})
}

package handlers

import (
	"cmp"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// passage is a text that everybody can read. It does not outlive its payload.
type passage struct {
	place policy.LeakPlace
	texts [][]byte
	tag   string // of the place, which is written down if it gives nothing away
}

// sight is a place in which an advisory may have been seen: all that is kept of a passage.
type sight struct {
	place policy.LeakPlace
	ids   []string // GHSA and CVE ids that it names, watched or not
	of    []string // OWNER/REPO/GHSA, OWNER/REPO or OWNER whose secret phrases it has
	ghsa  string   // the advisory that the repository is named after
}

// isPublic and isPrivate tell the repository at a path. One that does not say is neither.
func (p payload) isPublic(path string) bool  { return p.visibility(path) == fastjson.TypeFalse }
func (p payload) isPrivate(path string) bool { return p.visibility(path) == fastjson.TypeTrue }

func (p payload) visibility(path string) fastjson.Type {
	private := p.Get(path, "private")
	if private == nil {
		return fastjson.TypeNull
	}
	return private.Type()
}

// sights scans what an event says in public. Nothing is scanned that only members can read.
func (r reader) sights(p payload) []sight {
	if r.leaks == nil || r.passages == nil || !p.isPublic("repository") || p.text("action") == "deleted" {
		return nil
	}
	var sights []sight
	for _, passage := range r.passages(p) {
		var found leak.Found
		for _, text := range passage.texts {
			r.leaks.Scan(text, &found)
		}
		if !found.None() {
			passage.place.Repo = p.text("repository", "full_name")
			passage.place.Name = cmp.Or(passage.place.Name, r.harmless(passage.tag))
			sights = append(sights, sight{place: passage.place, ids: found.IDs(), of: found.Of()})
		}
	}
	return sights
}

// harmless is a name that people chose, "" for one that must not be written down.
func (r reader) harmless(name string) string {
	var found leak.Found
	r.leaks.Scan([]byte(name), &found)
	if !found.None() || !isName(name, maxRef) {
		return ""
	}
	return name
}

// one is the passage of an event that has one text.
func one(kind policy.LeakKind, number, id int, texts ...[]byte) []passage {
	return []passage{{place: policy.LeakPlace{Kind: kind, Number: int64(number), ID: int64(id)}, texts: texts}}
}

// maxTold bounds how many texts an advisory's people are told of. Whoever wants to can write about it in public for as
// long as they like, and every note calls somebody.
const maxTold = 10

// tell records for each advisory that was seen somewhere that its people are to be told: once for each place, and of
// one place in a delivery. It gives the keys of the advisories that are to be looked at because of that.
func (c concern) tell(tx *store.Tx, guard *leak.Guard, now time.Time) ([]string, error) {
	var keys []string
	told := map[string]bool{}
	for _, s := range c.sights {
		refs, err := s.advisories(tx, guard, c.installation)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			if told[ref] {
				continue
			}
			told[ref] = true
			fresh, err := s.want(tx, ref, now)
			if err != nil {
				return nil, err
			}
			if fresh {
				keys = append(keys, agenda.Key(agenda.KindLook, ref))
			}
		}
	}
	return keys, nil
}

// want puts the place into the outbox of an advisory.
func (s sight) want(tx *store.Tx, ref string, now time.Time) (fresh bool, err error) {
	row := store.ActionRow{
		Ref: ref, Key: s.place.Key(), Kind: policy.ActionTellLeak, Args: s.place.Args(), State: store.ActionWanted, CreatedAt: now,
	}
	if s.place.IsText() {
		told := 0
		rows, err := tx.AllActions(ref)
		if err != nil {
			return false, err
		}
		for _, row := range rows {
			if strings.HasPrefix(row.Key, policy.LeakTextPrefix) {
				told++
			}
		}
		if told >= maxTold {
			return false, nil
		}
		if told == maxTold-1 {
			row.Args[policy.ArgLast] = "yes"
		}
	}
	return tx.WantAction(row)
}

// advisories are the open ones that the place gives away.
func (s sight) advisories(tx *store.Tx, guard *leak.Guard, installation int64) ([]string, error) {
	refs, err := s.watched(tx, guard)
	if err != nil || s.ghsa == "" && s.place.Fix == "" && len(s.of) == 0 {
		return refs, err
	}
	rows, err := tx.Advisories(installation)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if !isOpen(row) {
			continue
		}
		seen, err := s.concerns(tx, guard, row.Ref)
		if err != nil {
			return nil, err
		}
		if seen {
			refs = append(refs, row.Ref)
		}
	}
	return refs, nil
}

// concerns tells whether the place gives an advisory away by a name, a fix repository or a phrase.
func (s sight) concerns(tx *store.Tx, guard *leak.Guard, ref string) (bool, error) {
	switch {
	case s.ghsa != "":
		return strings.HasSuffix(ref, "/"+s.ghsa), nil
	case s.place.Fix != "":
		_, known, err := tx.Note(leak.FixRepositoryNote(s.place.Fix))
		return known && sameOwner(ref, s.place.Fix), err
	case s.givesAway(ref):
		return isWatched(tx, guard, ref)
	}
	return false, nil
}

// watched are the advisories whose ids the place names, by the notes that their looks left.
func (s sight) watched(tx *store.Tx, guard *leak.Guard) ([]string, error) {
	var refs []string
	for _, id := range s.ids {
		ref, watched, err := tx.Note(guard.Note(id))
		if err != nil {
			return nil, err
		}
		if !watched {
			continue
		}
		row, known, err := tx.Advisory(ref)
		if err != nil {
			return nil, err
		}
		if known && isOpen(row) {
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

// isWatched tells whether the process of an advisory wants texts to be watched for it.
func isWatched(tx *store.Tx, guard *leak.Guard, ref string) (bool, error) {
	note, watched, err := tx.Note(guard.Note(ref[strings.LastIndexByte(ref, '/')+1:]))
	return watched && note == ref, err
}

// givesAway tells whether one of the phrases is about an advisory.
func (s sight) givesAway(ref string) bool {
	for _, of := range s.of {
		if len(ref) >= len(of) && strings.EqualFold(ref[:len(of)], of) && (len(ref) == len(of) || ref[len(of)] == '/') {
			return true
		}
	}
	return false
}

func sameOwner(ref, repository string) bool {
	a, _, _ := strings.Cut(ref, "/")
	b, _, _ := strings.Cut(repository, "/")
	return strings.EqualFold(a, b)
}

// isOpen tells whether an advisory was under embargo when it was last looked at.
func isOpen(row store.AdvisoryRow) bool {
	return row.State == "" || policy.AdvisoryState(row.State).Open()
}

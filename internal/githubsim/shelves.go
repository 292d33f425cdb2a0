package githubsim

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"time"
)

// A shelf is the advisories of one owner or repository in one state, kept in the
// order of one of their times, so that a page of a list costs what it shows and
// not what there is.
type shelf []*advisory

// shelves of one owner or repository: by state ("" for all) and sort order.
type shelves map[shelfName]shelf

type shelfName struct{ state, sort string }

// sortTimes are the times a list may be sorted by.
var sortTimes = map[string]func(*advisory) time.Time{
	"created":   func(a *advisory) time.Time { return a.created },
	"updated":   func(a *advisory) time.Time { return a.updated },
	"published": func(a *advisory) time.Time { return a.published },
}

// place is where an advisory stands on a shelf.
type place struct{ unix, id int64 }

func placeOf(a *advisory, sort string) place { return place{sortTimes[sort](a).Unix(), a.id} }

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.unix, q.unix), cmp.Compare(p.id, q.id))
}

func (sh shelf) find(p place, sort string) (int, bool) {
	return slices.BinarySearchFunc(sh, p, func(a *advisory, p place) int { return placeOf(a, sort).compare(p) })
}

func (s shelves) put(a *advisory) {
	for sort := range sortTimes {
		for _, state := range []string{"", a.state} {
			name := shelfName{state, sort}
			i, _ := s[name].find(placeOf(a, sort), sort)
			s[name] = slices.Insert(s[name], i, a)
		}
	}
}

func (s shelves) take(a *advisory) {
	for sort := range sortTimes {
		for _, state := range []string{"", a.state} {
			name := shelfName{state, sort}
			if i, found := s[name].find(placeOf(a, sort), sort); found {
				s[name] = slices.Delete(s[name], i, i+1)
			}
		}
	}
}

// cursor writes a place down for a Link header.
func (p place) cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", p.unix, p.id))
}

func parseCursor(text string) (p place, ok bool) {
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return place{}, false
	}
	n, err := fmt.Sscanf(string(plain), "%d.%d", &p.unix, &p.id)
	return p, err == nil && n == 2
}

// window is a page of a shelf: at most size advisories that are kept, after or
// before a cursor, in ascending or descending order.
type window struct {
	sort          string
	desc          bool
	after, before *place
	size          int
	keep          func(*advisory) bool
}

// cut finds the window's advisories and whether there are more on either side.
func (w window) cut(sh shelf) (shown []*advisory, earlier, later bool) {
	var from, to int // in reading order
	switch {
	case w.before != nil:
		to, _ = w.index(sh, *w.before)
		from = to
		for from > 0 && len(shown) < w.size {
			from--
			if a := w.at(sh, from); w.keep(a) {
				shown = append(shown, a)
			}
		}
		slices.Reverse(shown)
	default:
		if w.after != nil {
			_, from = w.index(sh, *w.after)
		}
		for to = from; to < len(sh) && len(shown) < w.size; to++ {
			if a := w.at(sh, to); w.keep(a) {
				shown = append(shown, a)
			}
		}
	}
	return shown, w.any(sh, 0, from), w.any(sh, to, len(sh))
}

// at is the i-th advisory in reading order.
func (w window) at(sh shelf, i int) *advisory {
	if w.desc {
		return sh[len(sh)-1-i]
	}
	return sh[i]
}

// index is where a place falls in reading order: the first index at or behind it,
// and the first behind it.
func (w window) index(sh shelf, p place) (at, behind int) {
	at, found := sh.find(p, w.sort)
	behind = at
	if found {
		behind++
	}
	if w.desc {
		return len(sh) - behind, len(sh) - at
	}
	return at, behind
}

func (w window) any(sh shelf, from, to int) bool {
	for i := from; i < to; i++ {
		if w.keep(w.at(sh, i)) {
			return true
		}
	}
	return false
}

package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
)

// A calendar's secret is 32 random bytes in base64url.
const secretBytes = 32

// withdrawnFor is how long a feed shows what was withdrawn, and what is over: longer than any holiday, so that every
// calendar learns of it.
const withdrawnFor = 60 * 24 * time.Hour

// NewCalendarSecret makes the secret of a calendar's address, and the hash that is kept of it.
func NewCalendarSecret() (secret, hash string) {
	secret = random()
	return secret, hashOf(secret)
}

// CalendarPath is the path of the calendar with a secret.
func CalendarPath(secret string) string { return "/calendar/" + secret + ".ics" }

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// secretOf reads the secret from the name of a feed's file; false for a name that no feed has.
func secretOf(file string) (string, bool) {
	secret, ics := strings.CutSuffix(file, ".ics")
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	return secret, ics && err == nil && len(decoded) == secretBytes
}

// feed serves the calendar of an organisation to the person whom its address was given to, as long as that person is
// on the SRC. Everything else is the same 404.
func (w *Web) feed(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Referrer-Policy", "no-referrer")
	secret, ok := secretOf(r.PathValue("file"))
	if !ok {
		w.missing(rw)
		return
	}
	if !w.feeds.AllowN(w.Now(), 1) {
		rw.Header().Set("Retry-After", "60")
		w.pages.plain(rw, http.StatusTooManyRequests, "Too many calendars are being read at this moment.")
		return
	}
	link, entries, err := w.linked(r, secret)
	if err == nil && link.Hash != "" {
		ok, err = w.Desk.OnSRC(r.Context(), link.Owner, link.Login)
	}
	switch {
	case err != nil:
		w.failed(rw, "calendar", err)
	case link.Hash == "" || !ok:
		w.missing(rw)
	default:
		w.serveFeed(rw, r, render.CalendarFeed{Owner: link.Owner, Entries: w.shown(entries)}.Write())
	}
}

// linked finds whose calendar a secret opens, and its entries; nobody's when nobody has it.
func (w *Web) linked(r *http.Request, secret string) (link store.CalendarLink, entries []store.CalendarRow, err error) {
	hash := hashOf(secret)
	err = w.Store.View(r.Context(), func(tx *store.Tx) error {
		found, known, err := tx.CalendarLink(hash)
		if err != nil || !known || subtle.ConstantTimeCompare([]byte(found.Hash), []byte(hash)) != 1 {
			return err
		}
		link = found
		entries, err = tx.Calendar(link.Owner)
		return err
	})
	return link, entries, err
}

// shown leaves out what is long over.
func (w *Web) shown(rows []store.CalendarRow) []render.CalendarEntry {
	now := w.Now()
	var entries []render.CalendarEntry
	for _, row := range rows {
		last := row.ChangedAt
		if !row.Cancelled && row.Ends.After(last) {
			last = row.Ends
		}
		// A deadline that is missed stands until it is met or withdrawn.
		if (row.Cancelled || row.Name == store.CalendarSlot) && now.After(last.Add(withdrawnFor)) {
			continue
		}
		owner, repo, ghsa := partsOf(row.Ref)
		entries = append(entries, render.CalendarEntry{
			Ref: row.Ref, URL: fmt.Sprintf("%s/%s/%s/security/advisories/%s", w.GitHubURL, owner, repo, ghsa), Name: row.Name, Items: row.Items,
			Starts: row.Starts, Ends: row.Ends, Sequence: row.Sequence, Cancelled: row.Cancelled, Changed: row.ChangedAt,
		})
	}
	return entries
}

// serveFeed answers with the feed, or that it is as the program has it.
func (w *Web) serveFeed(rw http.ResponseWriter, r *http.Request, data []byte) {
	sum := sha256.Sum256(data)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`
	h := rw.Header()
	h.Set("Cache-Control", "private, no-cache") // it may be kept, and must be asked about: a link can be revoked
	h.Set("ETag", tag)
	for known := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="embargo.ics"`)
	_, _ = rw.Write(data) // #nosec G705 -- a calendar, and nosniff is set; whoever hung up cannot be told
}

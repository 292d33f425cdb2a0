package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"github.com/embargo-app/embargo/internal/store"
)

// subscribe makes an address for somebody as the command line does.
func (s *site) subscribe(owner, login string) (path string) {
	s.t.Helper()
	secret, hash := NewCalendarSecret()
	s.update(func(tx *store.Tx) error {
		return tx.PutCalendarLink(store.CalendarLink{Owner: owner, Login: login, Hash: hash, CreatedAt: s.now})
	})
	return CalendarPath(secret)
}

func (s *site) enter(row store.CalendarRow) {
	s.t.Helper()
	s.update(func(tx *store.Tx) error { return tx.PutCalendar(row) })
}

// summaries reads a feed with a parser that has nothing to do with what wrote it.
func summaries(t *testing.T, body string) []string {
	t.Helper()
	calendar, err := ical.NewDecoder(bytes.NewReader([]byte(body))).Decode()
	if err != nil {
		t.Fatalf("%v in:\n%s", err, body)
	}
	var all []string
	for _, event := range calendar.Events() {
		summary, err := event.Props.Text(ical.PropSummary)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, summary)
	}
	return all
}

func TestFeed(t *testing.T) {
	s := newSite(t)
	slot := store.CalendarRow{Ref: octoRef, Name: store.CalendarSlot, Starts: s.now, Ends: s.now.Add(time.Hour), ChangedAt: s.now}
	s.enter(slot)
	s.enter(store.CalendarRow{Ref: octoRef, Name: "due-1", Items: []string{"cvss"}, Starts: s.now, ChangedAt: s.now})
	s.enter(store.CalendarRow{Ref: otherRef, Name: "due-1", Items: []string{"cvss"}, Starts: s.now, ChangedAt: s.now})
	path := s.subscribe("Octo", "Alice")
	b := s.browser()
	answer := b.get(path)
	if answer.status != http.StatusOK || answer.header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%d %s", answer.status, answer.body)
	}
	got := strings.Join(summaries(t, answer.body), "; ")
	if got != "Due: CVSS recorded – GHSA-2345-6789-cfgh (octo/repo); Release GHSA-2345-6789-cfgh (octo/repo)" {
		t.Errorf("entries: %s", got)
	}
	for name, want := range map[string]string{"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
		if got := answer.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	tag := answer.header.Get("ETag")
	s.now = s.now.Add(time.Hour)
	same := b.ask(http.MethodGet, path, nil, "If-None-Match", `"x", W/`+tag)
	if same.status != http.StatusNotModified || same.body != "" || same.header.Get("ETag") != tag {
		t.Errorf("unchanged: %d with %d bytes", same.status, len(same.body))
	}
	slot.Sequence, slot.Cancelled, slot.ChangedAt = 1, true, s.now
	s.enter(slot)
	changed := b.ask(http.MethodGet, path, nil, "If-None-Match", tag)
	if changed.status != http.StatusOK || !strings.Contains(changed.body, "STATUS:CANCELLED\r\n") {
		t.Errorf("changed: %d\n%s", changed.status, changed.body)
	}
	s.now = s.now.Add(withdrawnFor + time.Minute)
	if late := b.get(path); strings.Contains(late.body, "CANCELLED") || len(summaries(t, late.body)) != 1 {
		t.Errorf("long after:\n%s", late.body)
	}
	if strings.Contains(s.log.String(), strings.TrimPrefix(path, "/calendar/")) {
		t.Error("the address is in the log")
	}
}

// TestFeedIsSecret: a wrong, revoked or replaced address, and that of somebody who has left, are the same 404.
func TestFeedIsSecret(t *testing.T) {
	s := newSite(t)
	s.enter(store.CalendarRow{Ref: octoRef, Name: "due-1", Items: []string{"cvss"}, Starts: s.now, ChangedAt: s.now})
	b := s.browser()
	alices, bobs, replaced := s.subscribe("octo", "alice"), s.subscribe("octo", "bob"), s.subscribe("other", "olaf")
	s.subscribe("other", "olaf")
	stranger := s.subscribe("octo", "mallory")
	if b.get(alices).status != http.StatusOK || b.get(bobs).status != http.StatusOK {
		t.Fatal("the right addresses do not work")
	}
	s.update(func(tx *store.Tx) error { _, err := tx.DropCalendarLink("octo", "alice"); return err })
	s.desk.src["octo"] = []string{"alice"} // bob has left
	secret, kept := NewCalendarSecret()
	if strings.Contains(kept, secret) {
		t.Error("what is kept of an address opens the calendar")
	}
	bodies := map[string]bool{}
	for name, path := range map[string]string{
		"revoked": alices, "left": bobs, "replaced": replaced, "never on it": stranger, "guessed": CalendarPath(secret),
		"short": "/calendar/x.ics", "no file": strings.TrimSuffix(stranger, ".ics"), "padded": strings.TrimSuffix(stranger, ".ics") + "=.ics",
		"of a hash": "/calendar/" + strings.Repeat("0", 64) + ".ics",
	} {
		answer := b.get(path)
		bodies[answer.body] = true
		if answer.status != http.StatusNotFound || strings.Contains(answer.body, "VCALENDAR") {
			t.Errorf("%s: %d", name, answer.status)
		}
	}
	if len(bodies) != 1 {
		t.Errorf("%d different refusals", len(bodies))
	}
	s.desk.fail = errors.New("GitHub is away")
	if answer := b.get(stranger); answer.status != http.StatusServiceUnavailable {
		t.Errorf("when nobody can say who is on the SRC: %d", answer.status)
	}
}

// TestFeedsAreBounded: reading at any rate is refused before it costs anything.
func TestFeedsAreBounded(t *testing.T) {
	s := newSite(t)
	path, b := s.subscribe("octo", "alice"), s.browser()
	refused := 0
	for range 2 * feedsPerSecond {
		if b.get(path).status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != feedsPerSecond {
		t.Errorf("%d of %d refused", refused, 2*feedsPerSecond)
	}
	s.now = s.now.Add(time.Second)
	if answer := b.get(path); answer.status != http.StatusOK {
		t.Errorf("a second later: %d", answer.status)
	}
}

var reAddress = regexp.MustCompile(`<code class="address">https://embargo.example.org(/calendar/[A-Za-z0-9_-]{43}\.ics)</code>`)

// TestLinksOfOnesOwn: the address is shown once, works, is replaced and revoked, and only for one's own organisation.
func TestLinksOfOnesOwn(t *testing.T) {
	s := newSite(t)
	alice := s.as("alice")
	begin := func() string {
		t.Helper()
		page := alice.post("/calendar", url.Values{"do": {"make"}, "owner": {"octo"}})
		match := reAddress.FindStringSubmatch(page.body)
		if page.status != http.StatusOK || match == nil {
			t.Fatalf("no address: %d\n%s", page.status, page.body)
		}
		return match[1]
	}
	first := begin()
	if alice.get(first).status != http.StatusOK {
		t.Error("the address does not work")
	}
	if page := alice.get("/calendar").body; reAddress.MatchString(page) || !strings.Contains(page, "Replace it") {
		t.Error("the page is not as it should be afterwards")
	}
	second := begin()
	if alice.get(first).status != http.StatusNotFound || alice.get(second).status != http.StatusOK {
		t.Error("the new address does not replace the old one")
	}
	if answer := alice.post("/calendar", url.Values{"do": {"make"}, "owner": {"other"}}); answer.status != http.StatusNotFound {
		t.Errorf("another organisation's: %d", answer.status)
	}
	if answer := alice.post("/calendar", url.Values{"do": {"revoke"}, "owner": {"octo"}}); answer.status != http.StatusSeeOther {
		t.Errorf("revoking: %d", answer.status)
	}
	if alice.get(second).status != http.StatusNotFound {
		t.Error("a revoked address works")
	}
	view := func(tx *store.Tx) error {
		links, err := tx.CalendarLinks("octo")
		if len(links) != 0 {
			t.Errorf("%v", links)
		}
		return err
	}
	if err := s.db.View(t.Context(), view); err != nil {
		t.Error(err)
	}
}

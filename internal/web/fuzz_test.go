package web

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// FuzzAddresses: where a page may send somebody after signing in is a page of ours whatever was asked for, no file name
// passes for a calendar's but that of 32 bytes, and no text opens as a sealed value.
func FuzzAddresses(f *testing.F) {
	for _, seed := range []string{
		"/calendar", "/advisories/acme/anvil/GHSA-2345-6789-cfgh", "//evil.example.org", "https://evil.example.org/calendar",
		`/\evil.example.org`, "/advisories//evil.example.org", "/advisories/%2f%2fevil.example.org", "/advisories/a\r\nb", "/advisories/..%2f..",
		strings.Repeat("A", 43) + ".ics", strings.Repeat("A", 42) + "B.ics", ".ics",
	} {
		f.Add(seed)
	}
	seal, err := newSealer([]byte(strings.Repeat("k", 32)), time.Now)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		to := pageOfOurs(text)
		u, err := url.Parse(to)
		if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t ") {
			t.Errorf("%q leads to %q", text, to)
		}
		if secret, ok := secretOf(text); ok && (len(secret) != 43 || CalendarPath(secret) != "/calendar/"+text) {
			t.Errorf("%q passes for the calendar %q", text, secret)
		}
		var who session
		if seal.open(forSession, text, &who) {
			t.Errorf("%q opens as %+v", text, who)
		}
	})
}

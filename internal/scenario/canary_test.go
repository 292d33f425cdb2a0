package scenario

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
	"github.com/embargo-app/embargo/internal/web"
)

// TestCanary is the first invariant: embargoed text is found on GitHub, in its advisory, and nowhere else, whichever
// database there is. The run has GitHub fail in several ways, because errors are what leaks.
func TestCanary(t *testing.T) {
	t.Parallel()
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		database := inFile(dir)
		canary(t, database, databaseName, databaseName+"-wal")
		searchBackup(t, database.address, filepath.Join(dir, "copy"))
	})
	if pgtest.Installed() { // else TestMain has said so
		t.Run("server", func(t *testing.T) {
			t.Parallel()
			canary(t, onServer(t), databaseName)
		})
	}
}

// canary plays the canary story on a database whose parts are named, and looks everywhere.
func canary(t *testing.T, on database, parts ...string) {
	t.Helper()
	w, err := newWorldOn(on)
	if err != nil {
		t.Fatal(err)
	}
	playCanaries(t, w)
	places, err := w.kept()
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range append(parts, "log", "metrics", "readyz", "agenda") {
		if len(places[place]) == 0 {
			t.Errorf("%s is empty: the run proves nothing about it", place)
		}
	}
	if found, err := w.leaks(planted(w)...); err != nil || len(found) > 0 {
		t.Fatalf("%v\n%s", err, strings.Join(found, "\n"))
	}
	recordHoldsNoText(t, w)
	pagesKeepTheEmbargo(t, w)
	canFail(t, w)
	w.check(t)
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

// pagesKeepTheEmbargo looks at the dashboard as those who may see nothing, at the list of advisories, and at the
// calendar. The advisory's page, as the SRC sees it, shows that there is something to keep.
func pagesKeepTheEmbargo(t *testing.T, w *world) {
	t.Helper()
	secret, hash := web.NewCalendarSecret()
	link := store.CalendarLink{Owner: demo.Org, Login: demo.SRC, Hash: hash, CreatedAt: w.clock()}
	if err := w.app.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.PutCalendarLink(link) }); err != nil {
		t.Fatal(err)
	}
	nobody := &browser{w, &cookiejar.Jar{}}
	people := map[string]*browser{"": nobody}
	for _, login := range []string{demo.Stranger, demo.SRC} {
		b, err := w.signedIn(login)
		if err != nil {
			t.Fatal(err)
		}
		people[login] = b
	}
	for _, page := range []struct {
		who, path   string
		named, told bool // it names the advisory; it tells what that says
	}{
		{"", "/", false, false}, {"", web.CalendarPath(secret), true, false},
		{"", "ADVISORY", true, false}, // whoever knows the name is sent to sign in, and back to it
		{demo.Stranger, "/", false, false}, {demo.Stranger, "ADVISORY", false, false}, {demo.Stranger, "/calendar", false, false},
		{demo.SRC, "/", true, false}, {demo.SRC, "ADVISORY", true, true}, {demo.SRC, "/calendar", false, false},
	} {
		_, body, err := people[page.who].ask(http.MethodGet, w.pageNamed(page.path), nil)
		if err != nil {
			t.Fatal(err)
		}
		holds := func(canary string) bool { return bytes.Contains(body, []byte(canary)) }
		if told := slices.ContainsFunc(canaries, holds); told != page.told || holds(w.advisory.GHSA) != page.named {
			t.Errorf("%q at %s: embargoed text %t, the advisory's name %t:\n%s", page.who, page.path, told, !page.named, body)
		}
	}
}

// searchBackup looks into a backup of the database: canFail has noted a canary down, which it holds, and no other.
func searchBackup(t *testing.T, address, file string) {
	t.Helper()
	if err := store.Backup(t.Context(), address, file); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append(secrets(), canaries...) {
		if held := bytes.Contains(content, []byte(text)); held != (text == notedDown) {
			t.Errorf("the backup holds %q: %t", text, held)
		}
	}
}

// planted are the canaries as pieces of the story's advisory.
func planted(w *world) []embargoed {
	var all []embargoed
	for _, canary := range canaries {
		all = append(all, embargoed{what: "planted " + canary, text: canary, advisory: w.advisory.GHSA})
	}
	return all
}

// canFail puts text into every place there is, one after the other, so that it is known to be found there.
func canFail(t *testing.T, w *world) {
	t.Helper()
	a, err := w.sim.Advisory(w.advisory)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{placeAddress, placePublic, placePrivate, placeMail, placeChat, placeAnswer} {
		for _, text := range []string{a.Summary + " of the report", a.CVSS, webhookSecret, "a token ghs_0123", privateKey()} {
			clear(w.outlets.first)
			w.outlets.add(w.clock(), place, "say "+text+" aloud")
			if found, err := w.leaks(planted(w)...); err != nil || len(found) == 0 {
				t.Errorf("%q in a %s is not found: %v", text, place, err)
			}
		}
		clear(w.outlets.first)
		w.outlets.add(w.clock(), place, "about "+a.GHSA)
		found, err := w.leaks()
		if public := place == placePublic || place == placeAnswer; err != nil || (len(found) > 0) != public {
			t.Errorf("the advisory's name in a %s: found %q, %v", place, found, err)
		}
	}
	clear(w.outlets.first)
	for name, leak := range map[string]func() error{
		"log":      func() error { _, err := w.log.WriteString("canary-waive"); return err },
		"database": func() error { return noteDown(w, notedDown) },
	} {
		before, err := w.leaks(planted(w)...)
		if err != nil {
			t.Fatal(err)
		}
		if err := leak(); err != nil {
			t.Fatal(err)
		}
		if after, err := w.leaks(planted(w)...); err != nil || len(after) <= len(before) {
			t.Errorf("a canary in the %s is not found: %v", name, err)
		}
	}
}

// TestForbids is the rule of what may be said where, and when.
func TestForbids(t *testing.T) {
	published := begin.Add(time.Hour)
	text, name := embargoed{text: "x", until: published}, embargoed{text: "x", until: published, naming: true}
	for _, test := range []struct {
		what  embargoed
		place string
		at    time.Time
		want  bool
	}{
		{text, placeMail, begin, true},
		{text, placeMail, published, false},
		{text, placePublic, published.Add(-time.Second), true},
		{embargoed{text: "x"}, placeMail, published.AddDate(9, 0, 0), true},
		{name, placeMail, begin, false},
		{name, placePublic, begin, true},
		{name, placePublic, published, false},
	} {
		if got := test.what.forbids(test.place, test.at); got != test.want {
			t.Errorf("%+v in a %s at %s: %t", test.what, test.place, test.at, got)
		}
	}
	if got := strings.Join(pieces("A bundle whose payload hash is empty passes.\n/waive cvss at v1.2 all\nshort"), "|"); got !=
		"A bundle whose|is empty passes." {
		t.Errorf("pieces: %q", got)
	}
}

// notedDown is the canary that canFail puts into the database.
const notedDown = "canary-slot"

// noteDown has the database keep a text.
func noteDown(w *world, text string) error {
	return w.app.Store.Update(context.Background(), func(tx *store.Tx) error { return tx.SetNote("note", text) })
}

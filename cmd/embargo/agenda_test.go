package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/store"
)

// TestAgendaCommand looks at an agenda beside the process that has it open, and makes something due.
func TestAgendaCommand(t *testing.T) {
	address := "sqlite:" + filepath.Join(t.TempDir(), "embargo.db")
	t.Setenv("EMBARGO_DATABASE_URL", address)
	embargo := func(code int, args ...string) string {
		t.Helper()
		var out, err bytes.Buffer
		if got := run(args, streams{Out: &out, Err: &err}); got != code {
			t.Errorf("%v: exit code %d, want %d: %s%s", args, got, code, &out, &err)
		}
		return out.String() + err.String()
	}
	if text := embargo(1, "agenda"); !strings.Contains(text, "EMBARGO_DATABASE_URL") {
		t.Errorf("without a database: %s", text)
	}
	db, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	server := runningAgenda(t, db)
	text := embargo(0, "agenda")
	for _, want := range []string{
		"stuck    when marked           1         not-installed", "look/octo/parser/GHSA-2345-6789-cfgh",
		"failing  ", "errors.errorString", "beat/17", "due      2026-11-02T09:00:00Z  0         d1,beat", "roster/octo",
		"1 more are due later; --all lists them",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if all := embargo(0, "agenda", "--all"); !strings.Contains(all, "rosters/octo") || strings.Contains(text, "rosters/octo") {
		t.Errorf("what is due later: %s", all)
	}
	var entries []agendaEntry
	if err := json.Unmarshal([]byte(embargo(0, "agenda", "--json")), &entries); err != nil || len(entries) != 4 {
		t.Fatalf("%v, %v", entries, err)
	}
	if last := entries[3]; last.State != "stuck" || last.Due != nil || last.Stuck != "not-installed" || last.Attempts != 1 {
		t.Errorf("%+v", last)
	}
	if text := embargo(0, "agenda", "now", "look/octo/parser/GHSA-2345-6789-cfgh"); !strings.Contains(text, "is due now") {
		t.Error(text)
	}
	if text := embargo(1, "agenda", "now", "look/octo/parser/GHSA-0000-0000-0000"); !strings.Contains(text, "no key") {
		t.Error(text)
	}
	if n, err := server.Drain(t.Context()); n == 0 || err != nil {
		t.Errorf("the running server did %d pieces of work, %v", n, err)
	}
	entries = nil
	if err := json.Unmarshal([]byte(embargo(0, "agenda", "--json")), &entries); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.State == "stuck" {
			t.Errorf("still stuck: %+v", e)
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// runningAgenda is the agenda of a server, with a key in each state.
func runningAgenda(t *testing.T, db *store.Store) *agenda.Agenda {
	t.Helper()
	installed := false
	a := agenda.New(db, time.Now)
	a.Handle("look", func(context.Context, agenda.Lease) (agenda.Outcome, error) {
		if installed {
			return agenda.Done(), nil
		}
		installed = true
		return agenda.Stop("not-installed"), nil
	})
	a.Handle("beat", func(context.Context, agenda.Lease) (agenda.Outcome, error) { return agenda.Outcome{}, errors.New("no") })
	mark := func(key string, at time.Time, cause string) {
		t.Helper()
		if err := a.MarkFor(t.Context(), key, at, cause); err != nil {
			t.Fatal(err)
		}
	}
	mark("look/octo/parser/GHSA-2345-6789-cfgh", time.Time{}, "d0")
	mark("beat/17", time.Time{}, agenda.CauseClock)
	if _, err := a.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	long := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	mark("roster/octo/.github/7", long, "d1") // nobody here does such
	mark("roster/octo/.github/7", long, agenda.CauseBeat)
	mark("rosters/octo", time.Now().Add(time.Hour), "")
	return a
}

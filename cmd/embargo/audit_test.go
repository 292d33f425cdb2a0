package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

const auditedGHSA = "GHSA-2222-3333-4444"

// audited is a database with a small record; change alters it behind the program's back.
func audited(t *testing.T) (change func(queries ...string)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "embargo.db")
	t.Setenv("EMBARGO_DATABASE_URL", "sqlite:"+path)
	change = func(queries ...string) {
		t.Helper()
		db, err := store.Open(t.Context(), "sqlite:"+path)
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range queries {
			if err := db.Update(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(query); return err }); err != nil {
				t.Errorf("%s: %v", query, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	change()
	db, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 9, 0, 45, 0, time.UTC)
	for _, row := range []store.DecisionRow{
		{
			Comment: 1002, Command: "assign", Actor: "sasha", Right: "src", Args: map[string]string{"duty": "triage", "login": "noor"},
			Before: map[string]string{"duty/triage": "sasha"}, After: map[string]string{"duty/triage": "noor"},
			Verdict: "accepted", URL: "https://github.example/1002", WrittenAt: at, FoldedAt: at.Add(time.Second),
		},
		{Comment: 1003, Command: "ack", Actor: "riley", Verdict: "forbidden", WrittenAt: at, FoldedAt: at},
		{
			Comment: 1002, Act: "request-cve/1002", Command: "request-cve", Actor: "embargo[bot]", Right: store.RightApp,
			After: map[string]string{"cve": "requested"}, Verdict: "done", Detail: "changed", WrittenAt: at, FoldedAt: at,
		},
	} {
		row.Ref = "octo-org/parser/" + auditedGHSA
		if err := db.Update(t.Context(), func(tx *store.Tx) error { return tx.AddDecision(row) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return change
}

func TestAuditVerify(t *testing.T) {
	change := audited(t)
	code, out, stderr := embargo("audit", "verify")
	lines := strings.Fields(out)
	if code != 0 || len(lines) != 5 || !strings.HasPrefix(out, "3 rows, unbroken\nhead ") || len(lines[4]) != 64 {
		t.Fatalf("exit code %d, %q, %s", code, out, stderr)
	}
	head := lines[4]
	if code, out, _ := embargo("audit", "verify", "--head", strings.ToUpper(head)); code != 0 || !strings.Contains(out, "the head that was kept is row 3\n") {
		t.Errorf("with its head: %d, %s", code, out)
	}
	var chain struct {
		Rows     int64
		Head     string
		Unbroken bool
		Broken   int64
	}
	decode := func(args ...string) int {
		t.Helper()
		chain.Unbroken, chain.Broken = false, 0
		code, out, _ := embargo(append([]string{"audit", "verify", "--json"}, args...)...)
		if err := json.Unmarshal([]byte(out), &chain); err != nil {
			t.Errorf("%v in %s", err, out)
		}
		return code
	}
	if code := decode(); code != 0 || chain.Rows != 3 || chain.Head != head || !chain.Unbroken {
		t.Errorf("as JSON: %d, %+v", code, chain)
	}
	for _, odd := range []string{"xyz", "abcd"} {
		if code, _, stderr := embargo("audit", "verify", "--head", odd); code != 1 || !strings.Contains(stderr, "64 hexadecimal digits") {
			t.Errorf("--head %s: %d, %s", odd, code, stderr)
		}
	}

	change(`DROP TRIGGER decisions_no_update`, `DROP TRIGGER decisions_no_delete`, `DELETE FROM decisions WHERE seq = 3`)
	if code, out, _ := embargo("audit", "verify"); code != 0 || !strings.HasPrefix(out, "2 rows, unbroken\n") {
		t.Errorf("cut off at the end, without the head: %d, %s", code, out)
	}
	if code, out, stderr := embargo("audit", "verify", "--head", head); code != 3 || out != "" || !strings.Contains(stderr, "rows were cut off at the end") {
		t.Errorf("cut off at the end: %d, %s%s", code, out, stderr)
	}
	change(`UPDATE decisions SET actor = 'mallory' WHERE seq = 2`)
	if code, _, stderr := embargo("audit", "verify"); code != 3 || !strings.Contains(stderr, "the record is broken at row 2: its content is not what was recorded") {
		t.Errorf("tampered with: %d, %s", code, stderr)
	}
	if code := decode(); code != 3 || chain.Broken != 2 || chain.Unbroken {
		t.Errorf("tampered with, as JSON: %d, %+v", code, chain)
	}
	if code, out, stderr := embargo("audit", "show", "octo-org/parser", auditedGHSA); code != 3 || !strings.Contains(out, "mallory") || !strings.Contains(stderr, "row 2") {
		t.Errorf("showing it: %d, %s%s", code, out, stderr)
	}

	missing := filepath.Join(t.TempDir(), "missing.db")
	t.Setenv("EMBARGO_DATABASE_URL", "sqlite:"+missing)
	if code, _, stderr := embargo("audit", "verify"); code != 1 || !strings.Contains(stderr, "no such file") {
		t.Errorf("no database: %d, %s", code, stderr)
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("looking made a database")
	}
}

func TestAuditShow(t *testing.T) {
	change := audited(t)
	const want = `2026-11-23 09:00:46 UTC  sasha (src)  /assign duty=triage login=noor
    accepted
    duty/triage: sasha → noor
    https://github.example/1002

2026-11-23 09:00:45 UTC  riley  /ack
    forbidden
    comment 1003

2026-11-23 09:00:45 UTC  embargo[bot] (app)  request-cve
    done: changed
    cve: not set → requested
    comment 1002
`
	if code, out, stderr := embargo("audit", "show", "octo-org/parser", auditedGHSA); code != 0 || out != want {
		t.Errorf("exit code %d, %s%s\nwant %s", code, out, stderr, want)
	}
	code, out, _ := embargo("audit", "show", "octo-org/parser", auditedGHSA, "--json")
	var story struct {
		Advisory string
		Entries  []struct {
			Actor, Right, Act, Command, Verdict string
			Before, After                       map[string]string
			Time                                time.Time
		}
		Chain struct {
			Rows     int
			Unbroken bool
		}
	}
	if err := json.Unmarshal([]byte(out), &story); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v, %s", code, err, out)
	}
	first := story.Entries[0]
	if story.Advisory != "octo-org/parser/"+auditedGHSA || len(story.Entries) != 3 || first.Actor != "sasha" || first.After["duty/triage"] != "noor" ||
		story.Entries[2].Act != "request-cve/1002" || !story.Chain.Unbroken || story.Chain.Rows != 3 {
		t.Errorf("as JSON: %s", out)
	}
	for _, test := range []struct{ repository, ghsa, want string }{
		{"octo-org/parser", "GHSA-2222-3333-9999", "nothing is on record about octo-org/parser/GHSA-2222-3333-9999"},
		{"octo-org", auditedGHSA, "want OWNER/REPO/GHSA"},
		{"octo-org/parser", "CVE-2026-1", "does not look like GHSA"},
	} {
		if code, _, stderr := embargo("audit", "show", test.repository, test.ghsa); code != 1 || !strings.Contains(stderr, test.want) {
			t.Errorf("%s %s: %d, %s", test.repository, test.ghsa, code, stderr)
		}
	}
	change(`DROP TRIGGER decisions_no_update`, "UPDATE decisions SET actor = char(27) || '[2J' WHERE seq = 1")
	if _, out, _ := embargo("audit", "show", "octo-org/parser", auditedGHSA); strings.Contains(out, "\x1b") {
		t.Errorf("a terminal can be played tricks with: %q", out)
	}
}

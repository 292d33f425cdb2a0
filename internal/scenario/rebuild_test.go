package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"

	record "github.com/embargo-app/embargo/internal/audit"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/store"
)

// rebuild is `embargo rebuild` after a loss of the database; the server starts afterwards.
func rebuild(w *world, ts *testscript.TestScript, _ []string) error {
	if err := wipe(w, ts, nil); err != nil {
		return err
	}
	w.sim.ResetRequests()
	results, err := w.app.Rebuild(context.Background())
	if err != nil {
		return err
	}
	if c := w.sim.Counts(); c.Writes > 0 {
		return fmt.Errorf("rebuilding wrote %d times to GitHub", c.Writes)
	}
	for _, r := range results {
		if _, err := fmt.Fprintf(ts.Stdout(), "%s decisions=%d accepted=%d as-before=%t standing=%t same=%t differs=%v\n",
			r.Ref, r.Decisions, r.Accepted, r.AsBefore, r.Standing, r.Same, r.Differs); err != nil {
			return err
		}
	}
	if _, err := w.app.Rebuild(context.Background()); err == nil {
		return errors.New("a database that knows of advisories was rebuilt")
	}
	return nil
}

// story is `embargo audit show` about the advisory.
func story(w *world, ts *testscript.TestScript, _ []string) error {
	return w.app.Store.View(context.Background(), func(tx *store.Tx) error {
		entries, err := record.Story(tx, w.advisory.String())
		if err != nil {
			return err
		}
		return errors.Join(record.Write(ts.Stdout(), entries), tx.VerifyChain())
	})
}

// recordHoldsNoText looks at every row of the record after the canary story, field by field: who wrote what of the
// canaries is there, but none of their words.
func recordHoldsNoText(t *testing.T, w *world) {
	t.Helper()
	var rows []store.DecisionRow
	var told bytes.Buffer
	err := w.app.Store.View(t.Context(), func(tx *store.Tx) (err error) {
		if rows, err = tx.Record(""); err != nil {
			return err
		}
		entries, err := record.Story(tx, w.advisory.String())
		if err != nil {
			return err
		}
		return errors.Join(record.Write(&told, entries), json.NewEncoder(&told).Encode(entries), tx.VerifyChain())
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range rows {
		seen[row.Command] = true
		text, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		for _, canary := range canaries {
			if strings.Contains(string(text), canary) || strings.Contains(told.String(), canary) {
				t.Errorf("the record holds %q: %s", canary, text)
			}
		}
		changes := len(row.Before)+len(row.After) > 0
		if accepted := row.Verdict == "accepted"; accepted && !changes && row.Actor != demo.SRC {
			t.Errorf("%s was accepted and changed nothing", row.Command)
		}
	}
	for _, command := range []string{"triage", "low-risk", "", "assign", "cvss", "severity", "public-disclosure", "waive"} {
		if !seen[command] {
			t.Errorf("no /%s on record: the run proves nothing about it", command)
		}
	}
}

// TestDocumentedStoryIsReal holds docs/audit.md to what the story's record looks like.
func TestDocumentedStoryIsReal(t *testing.T) {
	archive, err := txtar.ParseFile("../../testdata/scenarios/rebuild.txtar")
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("../../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(document), "$ embargo audit show sigstore/cosign GHSA-j84c-8g3g-7f9c\n…\n")
	shown, _, found := strings.Cut(shown, "\n…\n")
	if !found || len(shown) < 500 {
		t.Fatalf("docs/audit.md shows no story: %q", shown)
	}
	for _, file := range archive.Files {
		if file.Name == "story.txt" && !strings.Contains(string(file.Data), shown) {
			t.Errorf("docs/audit.md shows another story than\n%s", file.Data)
		}
	}
}

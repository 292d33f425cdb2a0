package reconcile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outsideLeases are the functions that record something and are nobody's work: what people ask for outside the thread,
// the start, and the rebuilding of an empty database.
var outsideLeases = []string{"Rebuild", "Start", "decideOutside"}

// TestWorkRecordsUnderItsLease: whatever else changes the database does so through the agenda, which refuses those who
// were overtaken.
func TestWorkRecordsUnderItsLease(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			ast.Inspect(decl, func(n ast.Node) bool {
				if isStoreUpdate(n) {
					found = append(found, decl.(*ast.FuncDecl).Name.Name)
				}
				return true
			})
		}
	}
	slices.Sort(found)
	if diff := cmp.Diff(outsideLeases, found); diff != "" {
		t.Errorf("functions that call Store.Update and not Agenda.Update (-want +got):\n%s", diff)
	}
}

// isStoreUpdate finds x.Store.Update, called or handed on.
func isStoreUpdate(n ast.Node) bool {
	update, ok := n.(*ast.SelectorExpr)
	if !ok || update.Sel.Name != "Update" {
		return false
	}
	of, ok := update.X.(*ast.SelectorExpr)
	return ok && of.Sel.Name == "Store"
}

package house

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/embargo-app/embargo/"

// room says what one package, or a tree of packages, may import of ours.
type room struct {
	mayImport []string // paths below the module; "*" for all but what is for tests or for the demo
	// forTests: only tests may import it.
	forTests bool
	// forDemo: only rooms that are themselves forDemo may import it, and the command's main package.
	forDemo bool
}

// rooms is the table of docs/architecture.md. A package belongs to the longest path that is its own or
// its parent's.
var rooms = map[string]room{
	"policy":             {},
	"config":             {mayImport: []string{"policy", "internal/nearest"}},
	"config/schemagen":   {mayImport: []string{"config", "policy"}},
	"handlers":           {mayImport: []string{"config", "policy", "internal/store", "internal/agenda", "internal/leak"}},
	"internal/nearest":   {},
	"internal/ghsa":      {},
	"internal/leak":      {},
	"internal/store":     {},
	"internal/notify":    {},
	"internal/verify":    {},
	"internal/audit":     {mayImport: []string{"internal/store"}},
	"internal/announce":  {mayImport: []string{"policy"}},
	"internal/export":    {mayImport: []string{"policy", "internal/announce"}},
	"internal/agenda":    {mayImport: []string{"internal/store"}},
	"internal/budget":    {mayImport: []string{"internal/store", "internal/ghsa"}},
	"internal/command":   {mayImport: []string{"policy", "internal/nearest"}},
	"internal/render":    {mayImport: []string{"policy"}},
	"internal/outbox":    {mayImport: []string{"policy", "internal/store", "internal/ghsa", "internal/render", "internal/notify"}},
	"internal/reconcile": {mayImport: []string{"policy", "config", "internal/command", "internal/ghsa", "internal/leak", "internal/store", "internal/agenda", "internal/announce", "internal/outbox", "internal/render", "internal/verify"}},
	"internal/web":       {mayImport: []string{"policy", "internal/store", "internal/render", "internal/audit"}},
	"internal/server":    {mayImport: []string{"*"}},
	"cmd/embargo":        {mayImport: []string{"*", "internal/demo"}},

	"bench":                    {mayImport: []string{"*", "internal/demo", "internal/githubsim"}, forTests: true},
	"internal/demo":            {mayImport: []string{"*", "internal/githubsim"}, forDemo: true},
	"internal/githubsim":       {forDemo: true},
	"internal/house":           {forTests: true},
	"internal/replay":          {mayImport: []string{"policy", "config"}},
	"internal/chaos":           {mayImport: []string{"*", "internal/demo", "internal/githubsim"}, forTests: true},
	"internal/scenario":        {mayImport: []string{"*", "internal/demo", "internal/githubsim"}, forTests: true},
	"internal/golden":          {forTests: true},
	"internal/notify/smtptest": {forTests: true},
	"internal/store/pgtest":    {forTests: true},
	"internal/store/storetest": {mayImport: []string{"internal/store"}, forTests: true},
}

// TestImportDirections holds every package against the table.
func TestImportDirections(t *testing.T) {
	for _, p := range load(t) {
		name, from, ok := roomOf(p.PkgPath)
		if !ok {
			t.Errorf("%s is in no room: give it a line in the table of this test and of docs/architecture.md", p.PkgPath)
			continue
		}
		for _, imported := range slices.Sorted(maps.Keys(p.Imports)) {
			if why := forbidden(name, from, imported); why != "" {
				t.Errorf("%s imports %s: %s", strings.TrimPrefix(p.PkgPath, module), strings.TrimPrefix(imported, module), why)
			}
		}
	}
}

// forbidden tells why a package of room from must not import another package, or "".
func forbidden(name string, from room, imported string) string {
	if imported == "testing" || strings.HasPrefix(imported, "testing/") || strings.HasSuffix(imported, "/httptest") {
		if from.forTests {
			return ""
		}
		return "production code has no test mode"
	}
	if !strings.HasPrefix(imported, module) {
		return ""
	}
	toName, to, ok := roomOf(imported)
	switch {
	case !ok:
		return "it is in no room"
	case toName == name || slices.Contains(from.mayImport, toName):
		return ""
	case to.forTests:
		return "it is for tests"
	case to.forDemo:
		return "it is for the demo"
	case slices.Contains(from.mayImport, "*"):
		return ""
	}
	return fmt.Sprintf("%s may import of ours only %q", name, from.mayImport)
}

func roomOf(path string) (name string, r room, ok bool) {
	for at := strings.TrimPrefix(path, module); at != "."; at = parent(at) {
		if r, ok := rooms[at]; ok {
			return at, r, true
		}
	}
	return "", room{}, false
}

func parent(path string) string {
	if i := strings.LastIndex(path, "/"); i >= 0 {
		return path[:i]
	}
	return "."
}

// load lists the module's packages with what their production files import.
func load(t *testing.T) []*packages.Package {
	t.Helper()
	found, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports | packages.NeedFiles}, module+"...")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < len(rooms)/2 {
		t.Fatalf("found only %d packages", len(found))
	}
	return found
}

// TestForbidden makes sure that the test above can fail.
func TestForbidden(t *testing.T) {
	tests := []struct {
		from, to string
		allowed  bool
	}{
		{"policy", "internal/store", false},
		{"policy", "config", false},
		{"internal/ghsa", "policy", false},
		{"internal/githubsim/contract", "internal/githubsim", true},
		{"internal/githubsim", "internal/ghsa", false},
		{"internal/render", "internal/reconcile", false},
		{"internal/server", "internal/reconcile", true},
		{"internal/server", "internal/githubsim", false},
		{"internal/server", "internal/demo", false},
		{"internal/demo", "internal/githubsim", true},
		{"cmd/embargo", "internal/demo", true},
		{"cmd/embargo", "internal/githubsim", false},
		{"internal/store", "internal/store/storetest", false},
		{"internal/reconcile", "internal/unheard-of", false},
	}
	for _, tt := range tests {
		name, from, ok := roomOf(module + tt.from)
		if !ok {
			t.Fatalf("%s is in no room", tt.from)
		}
		if why := forbidden(name, from, module+tt.to); (why == "") != tt.allowed {
			t.Errorf("%s importing %s: %q", tt.from, tt.to, why)
		}
	}
	if forbidden("internal/store", rooms["internal/store"], "net/http/httptest") == "" {
		t.Error("production code may import httptest")
	}
}

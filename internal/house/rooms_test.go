package house

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	roomRow  = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .* \\| ([^|]*) \\|$")
	roomName = regexp.MustCompile("`([^`]+)`")
)

// TestRoomsAreDocumented holds the table of docs/architecture.md against the one that is tested, both ways: the rooms,
// and where it lists them, what each may import.
func TestRoomsAreDocumented(t *testing.T) {
	page, err := os.ReadFile(root + "/docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string][]string{}
	for _, row := range roomRow.FindAllStringSubmatch(string(page), -1) {
		documented[row[1]] = []string{}
		imports, _, _ := strings.Cut(row[2], ";") // what follows says who imports it
		for _, name := range roomName.FindAllStringSubmatch(imports, -1) {
			documented[row[1]] = append(documented[row[1]], name[1])
		}
		slices.Sort(documented[row[1]])
	}
	tested := map[string][]string{}
	for name, room := range rooms {
		tested[name] = []string{}
		for _, other := range room.mayImport {
			tested[name] = append(tested[name], strings.TrimPrefix(other, "internal/"))
		}
		slices.Sort(tested[name])
		if _, told := documented[name]; told && slices.Contains(room.mayImport, "*") { // in words
			tested[name], documented[name] = nil, nil
		}
	}
	if diff := cmp.Diff(tested, documented); diff != "" {
		t.Errorf("docs/architecture.md says otherwise (-tested +said):\n%s", diff)
	}
}

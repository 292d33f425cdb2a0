package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// logMethods are zerolog's that take a key.
var logMethods = map[string]bool{
	"Str": true, "Strs": true, "Int": true, "Int64": true, "Float64": true, "Bool": true, "Time": true, "Dur": true,
	"Stringer": true, "AnErr": true, "Uint64": true, "Any": true, "Interface": true,
}

var snakeCase = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// TestLogKeysAreDocumented holds every key of the log against the table in docs/operations.md, both ways: who reads
// logs by machine relies on them.
func TestLogKeysAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## The log")
	table, _, _ = strings.Cut(table, "\n## ")
	documented := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(table, -1) {
		documented[row[1]] = true
	}
	used := map[string]bool{"time": true, "level": true, "message": true, "error": true} // zerolog's own
	for _, root := range []string{"../../cmd", "../../handlers", "../../internal"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			return keysOf(path, used)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for key := range used {
		if !snakeCase.MatchString(key) {
			t.Errorf("the log's key %q is not in snake_case", key)
		}
		if !documented[key] {
			t.Errorf("the log's key %q is not in docs/operations.md", key)
		}
	}
	for key := range documented {
		if !used[key] {
			t.Errorf("docs/operations.md has the log's key %q, which nothing logs", key)
		}
	}
}

// keysOf adds the keys that a file logs under.
func keysOf(path string, used map[string]bool) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !logMethods[method.Sel.Name] {
			return true
		}
		if of, ok := method.X.(*ast.Ident); ok && of.Name == "flag" { // the package, whose flags have types as well
			return true
		}
		if literal, ok := call.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if key, err := strconv.Unquote(literal.Value); err == nil {
				used[key] = true
			}
		}
		return true
	})
	return nil
}

// TestWorkSaysWhyInTheLog: whatever the loop logs carries the numbers of the deliveries that caused it, so that one search
// leads from a delivery to all that followed.
func TestWorkSaysWhyInTheLog(t *testing.T) {
	files, err := filepath.Glob("../reconcile/*.go")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`Logger\.(?:Trace|Debug|Info|Warn|Error|WithLevel)\((?s:.*?)\bMsgf?\(`)
	lines := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range line.FindAllString(string(text), -1) {
			lines++
			if !strings.Contains(found, `Strs("causes", `) && !strings.Contains(found, `Str("cause", `) {
				t.Errorf("%s: no causes in %s", file, found)
			}
		}
	}
	if lines < 12 {
		t.Errorf("only %d lines are logged", lines)
	}
}

package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/package-url/packageurl-go"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// format is one of the formats with its official schema.
type format struct {
	name   string
	write  func(Document) ([]byte, error)
	schema *jsonschema.Schema
}

// formats compiles the schemas once.
var formats = sync.OnceValues(func() ([]format, error) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	for address, file := range map[string]string{
		"https://www.first.org/cvss/cvss-v2.0.json": "cvss-2.0.json",
		"https://www.first.org/cvss/cvss-v3.0.json": "cvss-3.0.json",
		"https://www.first.org/cvss/cvss-v3.1.json": "cvss-3.1.json",
		"osv": "osv.json", "csaf": "csaf-2.0.json", "openvex": "openvex.json",
	} {
		data, err := os.ReadFile(filepath.Join("testdata", "schemas", file))
		if err != nil {
			return nil, err
		}
		schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if err := compiler.AddResource(address, schema); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	all := []format{{name: "osv", write: OSV}, {name: "csaf", write: CSAF}, {name: "openvex", write: OpenVEX}}
	for i := range all {
		var err error
		if all[i].schema, err = compiler.Compile(all[i].name); err != nil {
			return nil, err
		}
	}
	return all, nil
})

// fatal is what testing and rapid have in common.
type fatal interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// valid writes a document in every format, holds each against its schema and against what CSAF demands beyond it, and
// gives them by name.
func valid(t fatal, d Document) map[string]map[string]any {
	t.Helper()
	all, err := formats()
	if err != nil {
		t.Fatalf("%v", err)
	}
	documents := map[string]map[string]any{}
	for _, f := range all {
		data, err := f.write(d)
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		read, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if err := f.schema.Validate(read); err != nil {
			t.Errorf("%s is not valid: %v\n%s", f.name, err, data)
		}
		var document map[string]any
		if err := json.Unmarshal(data, &document); err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		documents[f.name] = document
	}
	checkProducts(t, documents["csaf"])
	return documents
}

// checkProducts holds a CSAF document against the mandatory tests on products that no schema can express: each id is
// defined once (6.1.2), each one used is defined (6.1.1), none has two statuses that contradict each other (6.1.6), and
// package URLs are valid (6.1.13).
func checkProducts(t fatal, csaf map[string]any) {
	t.Helper()
	defined := map[string]int{}
	walk(csaf["product_tree"], func(key string, value any) {
		switch key {
		case "product_id":
			defined[text(value)]++
		case "purl":
			if _, err := packageurl.FromString(text(value)); err != nil {
				t.Errorf("package URL %q: %v", value, err)
			}
		}
	})
	for id, times := range defined {
		if times != 1 {
			t.Errorf("product %s is defined %d times", id, times)
		}
	}
	statuses := map[string]int{}
	walk(csaf["vulnerabilities"], func(key string, value any) {
		list, _ := value.([]any)
		for _, one := range list {
			id, is := one.(string)
			switch key {
			case csafAffected, csafFixed, csafUnknown:
				statuses[id]++
			case "products", "product_ids":
			default:
				continue
			}
			if is && defined[id] == 0 {
				t.Errorf("%s names product %s, which is not defined", key, id)
			}
		}
	})
	for id, times := range statuses {
		if times != 1 {
			t.Errorf("product %s has %d statuses", id, times)
		}
	}
	if len(statuses) != len(defined) {
		t.Errorf("%d products are defined and %d have a status", len(defined), len(statuses))
	}
}

// walk visits every key of a JSON value.
func walk(value any, visit func(key string, value any)) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			visit(key, inner)
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

// TestSchemasRefuse: the schemas are the real ones, and do refuse what is wrong.
func TestSchemasRefuse(t *testing.T) {
	all, err := formats()
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]string{
		"osv":     `{"id": "GHSA-2222-3333-4444", "modified": "yesterday"}`,
		"csaf":    `{"document": {"category": "csaf_security_advisory"}}`,
		"openvex": `{"@context": "https://openvex.dev/ns/v0.2.0", "statements": []}`,
	} {
		read, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(wrong)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all {
			if f.name == name && f.schema.Validate(read) == nil {
				t.Errorf("%s: the schema takes %s", name, wrong)
			}
		}
	}
}

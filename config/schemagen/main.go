// Command schemagen writes the JSON Schema of process files, made from the types that are decoded.
//
//	go run ./config/schemagen FILE
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/policy"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: schemagen FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	if err := os.Chdir(root); err != nil {
		return err
	}
	schema, err := generate()
	if err != nil {
		return err
	}
	return os.WriteFile(path, schema, 0o644) //nolint:gosec // documentation, for everybody to read
}

// moduleRoot finds the folder with go.mod, at or above the current one.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod here or above; run it within the repository")
		}
		dir = parent
	}
}

const (
	module   = "github.com/embargo-app/embargo"
	schemaID = "https://" + module + "/docs/embargo.schema.json"
)

// generate makes the schema. The doc comments become its descriptions, so it runs in the module's root.
func generate() ([]byte, error) {
	reflector := jsonschema.Reflector{
		FieldNameTag:               "yaml",
		RequiredFromJSONSchemaTags: true, // every key may be left to the preset
		ExpandedStruct:             true,
		Mapper:                     scalar,
	}
	if err := reflector.AddGoComments(module, "./policy"); err != nil {
		return nil, fmt.Errorf("reading doc comments: %w", err)
	}
	schema := reflector.Reflect(policy.Process{})
	schema.ID = schemaID
	schema.Title = "Embargo process file (" + config.ProcessPath + ")"
	if err := restrict(schema); err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(schema, "", "  ")
	return append(out, '\n'), err
}

// scalar describes the types that are written as text.
func scalar(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[policy.Span]():
		return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]{1,5}(h|d|bd))?$`,
			Description: "hours, calendar days or business days: 24h, 7d, 1bd; empty for no limit"}
	case reflect.TypeFor[policy.Date]():
		return &jsonschema.Schema{Type: "string", Format: "date", Description: "a day, UTC: 2026-12-24"}
	case reflect.TypeFor[policy.ClockTime]():
		return &jsonschema.Schema{Type: "string", Pattern: `^(([01][0-9]|2[0-3]):[0-5][0-9])?$`,
			Description: "a time of day, UTC: 16:00; empty for any"}
	case reflect.TypeFor[policy.Weekday]():
		return enum("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	case reflect.TypeFor[policy.Mode]():
		return enum(string(policy.ModeObserve), string(policy.ModeAdvise), string(policy.ModeEnforce))
	case reflect.TypeFor[policy.Quorum]():
		return enum(string(policy.QuorumMajority), string(policy.QuorumTwoThirds), string(policy.QuorumAll))
	case reflect.TypeFor[policy.ArtifactNeed]():
		return enum(string(policy.ArtifactNeedNone), string(policy.ArtifactNeedChecksum), string(policy.ArtifactNeedSignature))
	case reflect.TypeFor[policy.Duty]():
		duties := make([]string, 0, len(policy.Duties()))
		for _, duty := range policy.Duties() {
			duties = append(duties, string(duty))
		}
		return enum(duties...)
	}
	return nil
}

func enum(values ...string) *jsonschema.Schema {
	schema := &jsonschema.Schema{Type: "string"}
	for _, value := range values {
		schema.Enum = append(schema.Enum, value)
	}
	return schema
}

// restrict adds what the types do not say. A property that is gone is an error, so that this list cannot rot.
func restrict(schema *jsonschema.Schema) error {
	presets := enum(config.Presets()...).Enum
	limits := []struct {
		definition, property string
		values               []any
	}{
		{"", "version", []any{1}},
		{"", "preset", presets},
		{"CodeOwnersRules", "paths", []any{"default", "any"}},
		{"CVERules", "before_release", []any{"none", "requested", "assigned"}},
		{"ItemRule", "severity", []any{string(policy.NeedAdvice), string(policy.NeedRequired)}},
	}
	for _, limit := range limits {
		owner := schema
		if limit.definition != "" {
			owner = schema.Definitions[limit.definition]
		}
		if owner == nil {
			return fmt.Errorf("the type %s is gone", limit.definition)
		}
		property, ok := owner.Properties.Get(limit.property)
		if !ok {
			return fmt.Errorf("the key %s is gone", limit.property)
		}
		property.Enum = limit.values
	}
	return nil
}

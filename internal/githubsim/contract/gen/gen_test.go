package main

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const official = `{
	"openapi": "3.0.3",
	"info": {"version": "1", "description": "long"},
	"paths": {
		"/a": {
			"get": {
				"operationId": "a/get", "summary": "prose", "tags": ["a"],
				"parameters": [{"$ref": "#/components/parameters/page"}],
				"responses": {
					"200": {"description": "fine", "content": {"application/json": {
						"schema": {"$ref": "#/components/schemas/a"}, "examples": {"x": {"$ref": "#/components/examples/x"}}}}},
					"404": {"$ref": "#/components/responses/none"}
				}
			},
			"delete": {"operationId": "a/delete", "responses": {"204": {"description": "gone"}}}
		},
		"/b": {"get": {"operationId": "b/get", "responses": {"200": {"description": "b"}}}}
	},
	"components": {
		"parameters": {"page": {"name": "page", "in": "query", "description": "which", "schema": {"type": "integer", "default": 1}}},
		"responses": {"none": {"description": "not there", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}}},
		"schemas": {
			"a": {"type": "object", "title": "A", "properties": {
				"description": {"type": "string", "description": "a property that is called description"},
				"next": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/a"}]}}},
			"error": {"type": "object", "description": "an error"},
			"unused": {"type": "string"}
		},
		"examples": {"x": {"value": {}}}
	}
}`

const trimmed = `{
	"openapi": "3.0.3",
	"info": {"title": "GitHub API, trimmed", "version": "1"},
	"paths": {"/a": {"get": {
		"operationId": "a/get",
		"parameters": [{"$ref": "#/components/parameters/page"}],
		"responses": {
			"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/a"}}}},
			"404": {"$ref": "#/components/responses/none"}
		}
	}}},
	"components": {
		"parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
		"responses": {"none": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}}},
		"schemas": {
			"a": {"type": "object", "properties": {
				"description": {"type": "string"},
				"next": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/a"}]}}},
			"error": {"type": "object"}
		}
	}
}`

func parse(t *testing.T, text string) object {
	t.Helper()
	doc, err := decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTrimAPI(t *testing.T) {
	got, err := trimAPI(parse(t, official), []string{"GET /a"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(parse(t, trimmed), got); diff != "" {
		t.Error(diff)
	}
	if err := valid(t.Context(), got); err != nil {
		t.Error(err)
	}
	if _, err := trimAPI(parse(t, official), []string{"POST /a"}); err == nil || !strings.Contains(err.Error(), "POST /a") {
		t.Errorf("want an error about the missing operation, got %v", err)
	}
}

func TestTrimWebhooks(t *testing.T) {
	doc := parse(t, `{"openapi": "3.1.0", "info": {"version": "1"}, "components": {"schemas": {"p": {"type": "object"}}}, "webhooks": {
		"check-run-created": {"post": {"operationId": "check-run/created", "parameters": [{"name": "X", "in": "header"}],
			"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/p"}}}}, "responses": {"200": {"description": "ok"}}}},
		"star-created": {"post": {"operationId": "star/created"}}}}`)
	got, err := trimWebhooks(doc, []string{"check_run"})
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, `{"openapi": "3.1.0", "info": {"title": "GitHub webhooks, trimmed", "version": "1"}, "components": {"schemas": {"p": {"type": "object"}}}, "webhooks": {
		"check-run-created": {"post": {"operationId": "check-run/created",
			"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/p"}}}}, "responses": {"200": {"description": ""}}}}}}`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := trimWebhooks(doc, []string{"check_run", "push"}); err == nil || !strings.Contains(err.Error(), "push") {
		t.Errorf("want an error about the missing event, got %v", err)
	}
}

func TestPatch(t *testing.T) {
	doc := parse(t, official)
	err := patch(doc, []correction{
		{at: "/paths/~1a/get/parameters/0", change: with("x", "y")},
		{at: "/components/schemas/a", change: without("title")},
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"x":"y"`) || strings.Contains(string(text), `"title":"A"`) {
		t.Errorf("not corrected: %s", text)
	}
	for _, gone := range []string{"/components/schemas/b", "/paths/~1a/get/parameters/1", "/openapi"} {
		err := patch(doc, []correction{{at: gone, change: without("title"), why: "it was wrong"}})
		if err == nil || !strings.Contains(err.Error(), "it was wrong") {
			t.Errorf("%s: want an error naming the correction, got %v", gone, err)
		}
	}
}

// TestReasons wants every correction to say why and how that is known.
func TestReasons(t *testing.T) {
	for _, c := range append(append([]correction{}, apiPatches...), webhookPatches...) {
		if c.why == "" || c.source == "" {
			t.Errorf("correction at %s has no reason or no source", c.at)
		}
	}
}

// TestCheckedIn wants the checked-in descriptions to be those of this
// generator: otherwise "go generate" was forgotten.
func TestCheckedIn(t *testing.T) {
	var got []string
	for path, item := range child(unzip(t, apiSource.output), "paths") {
		for method := range asObject(t, item) {
			got = append(got, strings.ToUpper(method)+" "+path)
		}
	}
	same(t, "operations", got, operations)

	found := map[string]bool{}
	webhooks := child(unzip(t, webhookSource.output), "webhooks")
	for name := range webhooks {
		event, _ := eventOf(child(webhooks, name, "post"))
		found[event] = true
	}
	same(t, "events", slices.Collect(maps.Keys(found)), events)

	text, err := os.ReadFile("../openapi/SOURCES")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []source{apiSource, webhookSource} {
		if !strings.Contains(string(text), s.output+": trimmed from npm package "+s.String()) {
			t.Errorf("SOURCES does not name %s for %s", s, s.output)
		}
	}
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), got); diff != "" {
		t.Errorf("%s: run go generate ./internal/githubsim/contract\n%s", what, diff)
	}
}

func asObject(t *testing.T, v any) object {
	t.Helper()
	o, ok := v.(object)
	if !ok {
		t.Fatalf("%v is no object", v)
	}
	return o
}

func unzip(t *testing.T, name string) object {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "openapi", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	zip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(text))
}

// Command gen cuts GitHub's official API and webhook descriptions down to what
// Embargo speaks, for package contract to check the simulator against.
//
// Run it by "go generate ./internal/githubsim/contract"; it needs npm. The
// packages are pinned in sources.go, what is kept stands in wanted.go and what
// is corrected in patches.go.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gen DESCRIPTIONS-FOLDER PAYLOADS-FOLDER")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run writes both descriptions with their licences into folder, and the chosen
// webhook examples into payloads.
func run(ctx context.Context, folder, payloads string) error {
	npm, err := newNPM()
	if err != nil {
		return err
	}
	api, err := npm.fetch(ctx, apiSource)
	if err != nil {
		return errors.Join(err, npm.close())
	}
	hooks, err := npm.fetch(ctx, webhookSource)
	if err != nil {
		return errors.Join(err, npm.close())
	}
	examples, err := npm.fetch(ctx, exampleSource)
	if err != nil {
		return errors.Join(err, npm.close())
	}
	return errors.Join(
		writeAPI(ctx, folder, api),
		writeWebhooks(ctx, folder, hooks),
		writeSources(folder, apiSource, webhookSource),
		writeExamples(payloads, examples),
		npm.close(),
	)
}

func writeAPI(ctx context.Context, folder string, pkg contents) error {
	doc, err := decode(pkg.description)
	if err != nil {
		return fmt.Errorf("%s: %w", apiSource, err)
	}
	if err := patch(doc, apiPatches); err != nil {
		return fmt.Errorf("%s: %w", apiSource, err)
	}
	trimmed, err := trimAPI(doc, operations)
	if err != nil {
		return fmt.Errorf("%s: %w", apiSource, err)
	}
	if err := valid(ctx, trimmed); err != nil {
		return fmt.Errorf("%s, trimmed: %w", apiSource, err)
	}
	return errors.Join(
		writeJSON(filepath.Join(folder, "api.json.gz"), trimmed),
		write(filepath.Join(folder, "LICENSE.openapi"), pkg.licence),
	)
}

func writeWebhooks(ctx context.Context, folder string, pkg contents) error {
	doc, err := decode(pkg.description)
	if err != nil {
		return fmt.Errorf("%s: %w", webhookSource, err)
	}
	if err := patch(doc, webhookPatches); err != nil {
		return fmt.Errorf("%s: %w", webhookSource, err)
	}
	trimmed, err := trimWebhooks(doc, events)
	if err != nil {
		return fmt.Errorf("%s: %w", webhookSource, err)
	}
	if err := valid(ctx, trimmed); err != nil {
		return fmt.Errorf("%s, trimmed: %w", webhookSource, err)
	}
	return errors.Join(
		writeJSON(filepath.Join(folder, "webhooks.json.gz"), trimmed),
		write(filepath.Join(folder, "LICENSE.openapi-webhooks"), pkg.licence),
	)
}

// writeSources notes in one line per package where the descriptions are from.
func writeSources(folder string, sources ...source) error {
	var text strings.Builder
	for _, s := range sources {
		fmt.Fprintf(&text, "%s: trimmed from npm package %s, licence MIT (%s)\n", s.output, s, s.licence)
	}
	return write(filepath.Join(folder, "SOURCES"), []byte(text.String()))
}

func decode(text []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var doc object
	return doc, decoder.Decode(&doc)
}

// valid lets kin-openapi judge the trimmed description, so that a reference
// lost in trimming is noticed here and not by whoever uses it.
func valid(ctx context.Context, doc object) error {
	text, err := encode(doc)
	if err != nil {
		return err
	}
	loaded, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return err
	}
	return loaded.Validate(ctx, openapi3.DisableExamplesValidation())
}

func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return out.Bytes(), err
}

// writeJSON writes v compactly and zipped; the same v gives the same bytes.
func writeJSON(path string, v any) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zip.Write(text); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	fmt.Printf("%s: %d KB, zipped %d KB\n", filepath.Base(path), len(text)/1024, out.Len()/1024)
	return write(path, out.Bytes())
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil { //nolint:gosec // a folder that go:generate names
		return err
	}
	return os.WriteFile(path, text, 0o644) //nolint:gosec // generated sources are world-readable like all others
}

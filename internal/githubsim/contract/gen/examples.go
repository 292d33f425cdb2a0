package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// variedEvents are those of which two examples per action are kept: the ones
// Embargo acts upon. Of the others one is enough.
var variedEvents = []string{"fork", "installation", "membership", "ping", "push", "release", "team"}

// writeExamples writes the shortest examples of our events, one file each:
// octokit/EVENT.ACTION.N.json.
func writeExamples(folder string, pkg contents) error {
	var groups []struct {
		Name     string            `json:"name"`
		Examples []json.RawMessage `json:"examples"`
	}
	if err := json.Unmarshal(pkg.description, &groups); err != nil {
		return fmt.Errorf("%s: %w", exampleSource, err)
	}
	folder = filepath.Join(folder, "octokit")
	if err := os.RemoveAll(folder); err != nil { //nolint:gosec // the folder that go:generate names
		return err
	}
	for _, group := range groups {
		if !slices.Contains(events, group.Name) {
			continue
		}
		if err := writeEvent(folder, group.Name, group.Examples); err != nil {
			return fmt.Errorf("%s: example of %s: %w", exampleSource, group.Name, err)
		}
	}
	return nil
}

// writeEvent writes the shortest examples of one event.
func writeEvent(folder, event string, examples []json.RawMessage) error {
	slices.SortStableFunc(examples, func(a, b json.RawMessage) int { return len(a) - len(b) })
	written := map[string]int{}
	for _, example := range examples {
		var payload struct {
			Action string `json:"action"`
		}
		if err := json.Unmarshal(example, &payload); err != nil {
			return err
		}
		name := strings.TrimSuffix(event+"."+payload.Action, ".")
		written[name]++
		if written[name] > 2 || written[name] == 2 && !slices.Contains(variedEvents, event) {
			continue
		}
		var text bytes.Buffer
		if err := json.Indent(&text, example, "", "  "); err != nil {
			return err
		}
		text.WriteByte('\n')
		file := fmt.Sprintf("%s.%d.json", name, written[name])
		if err := write(filepath.Join(folder, file), text.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

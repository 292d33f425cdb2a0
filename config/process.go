package config

import (
	"embed"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"sync"

	"github.com/goccy/go-yaml/ast"

	"github.com/embargo-app/embargo/policy"
)

// ProcessPath is where a process file lies in the organisation's repository and in each other one.
const ProcessPath = ".github/embargo.yml"

// OrganisationRepository is the name of the repository whose process file is for all repositories of its owner.
const OrganisationRepository = ".github"

// defaultPreset is used where the organisation's file names none, or where there is no such file.
const defaultPreset = "sigstore"

// fileVersion is the only version of the process file's format so far; a file that names none has it.
const fileVersion = 1

// presetPrefix begins the names of presets where files are named.
const presetPrefix = "preset "

//go:embed presets/*.yml
var presets embed.FS

// Presets lists the names of the embedded presets.
func Presets() []string {
	entries, err := presets.ReadDir("presets")
	if err != nil {
		panic("config: embedded presets: " + err.Error()) // they are part of the binary
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), ".yml")
	}
	return names
}

// presetSource gives an embedded preset's file as it is written, comments and all; false for an unknown name.
func presetSource(name string) ([]byte, bool) {
	data, err := presets.ReadFile("presets/" + name + ".yml")
	return data, err == nil
}

// parsedPresets keeps the embedded presets, by name: every process builds upon one, and is resolved at every look. What a
// preset says is shared by all that build upon it: a file laid over it replaces its lists and maps, and changes none.
var parsedPresets sync.Map

// preset gives an embedded preset, parsed. Nobody changes it.
func preset(name string) (*File, bool) {
	if kept, ok := parsedPresets.Load(name); ok {
		file, isFile := kept.(*File)
		return file, isFile
	}
	data, ok := presetSource(name)
	if !ok {
		return nil, false
	}
	file, err := parseLayer(presetPrefix+name, data, layerPreset)
	if err != nil {
		panic("config: embedded preset: " + err.Error()) // a test parses each of them
	}
	parsedPresets.Store(name, file)
	return file, true
}

// File is one process file that has been parsed and is well-formed. What it means is known only
// once Resolve has laid it over what it builds upon.
type File struct {
	name    string
	root    *ast.MappingNode // nil for an empty file
	process policy.Process   // what the file itself says
	origins map[string]origin
}

// ParseProcess parses one process file, an organisation's or a repository's. The name stands in every
// message, so it should tell people which file is meant, such as "acme/.github:.github/embargo.yml".
// The error, if any, is of type Problems and names everything malformed: syntax, unknown keys, values
// of the wrong form.
func ParseProcess(name string, data []byte) (*File, error) { return parseLayer(name, data, 0) }

// parseLayer parses a process file that is one of the layers, 0 when that is not known yet.
func parseLayer(name string, data []byte, layer int) (*File, error) {
	root, problems := parseYAML(name, data)
	file := &File{name: name, root: root, origins: map[string]origin{}}
	problems = append(problems, file.overlay(&file.process, file.origins, layer)...)
	if v := file.process.Version; v != 0 && v != fileVersion { // then the rest may well be right
		problems = Problems{{Source: name, Line: file.origins["version"].Line, Key: "version",
			Text: fmt.Sprintf("%d is not known here; write %d", v, fileVersion)}}
	}
	if err := problems.orNil(); err != nil {
		return nil, err
	}
	return file, nil
}

func (f *File) has(key string) bool {
	_, ok := f.origins[key]
	return ok
}

// overlay lays the file over a process, as one of the layers, and records where each key came from.
func (f *File) overlay(process *policy.Process, origins map[string]origin, layer int) Problems {
	if f.root == nil {
		return nil
	}
	d := decoder{file: f.name, layer: layer, origins: origins}
	d.decode(f.root, reflect.ValueOf(process).Elem(), "")
	return d.problems
}

// Resolved is a process in force, with the places its values came from.
type Resolved struct {
	Process policy.Process
	origins map[string]origin // by key, such as "deadlines.release"; none that no file sets
}

// Resolve lays the organisation's file over its preset and the repository's file over both; either may
// be nil. The repository's may only tighten. The error, if any, is of type Problems; then nothing of
// the result may be used.
func Resolve(org, repo *File) (Resolved, error) {
	resolved, problems := resolveOrganisation(org)
	if len(problems) == 0 && repo != nil {
		resolved, problems = resolveRepository(resolved, repo)
	}
	if err := problems.orNil(); err != nil {
		return Resolved{}, err
	}
	return resolved, nil
}

func resolveOrganisation(org *File) (Resolved, Problems) {
	if org == nil {
		org = &File{}
	}
	name := defaultPreset
	if org.has("preset") {
		name = org.process.Preset
	}
	base, ok := preset(name)
	if !ok {
		return Resolved{}, Problems{{Source: org.name, Line: org.origins["preset"].Line, Key: "preset",
			Text: fmt.Sprintf("%s is not among the presets %s%s", quote(name),
				strings.Join(Presets(), ", "), didYouMean(name, Presets()))}}
	}
	resolved := Resolved{Process: base.process, origins: maps.Clone(base.origins)}
	problems := org.overlay(&resolved.Process, resolved.origins, layerOrganisation)
	resolved.Process.Version, resolved.Process.Preset = fileVersion, name
	if len(problems) == 0 {
		problems = resolved.validate()
	}
	return resolved, problems
}

func resolveRepository(base Resolved, repo *File) (Resolved, Problems) {
	result := Resolved{Process: base.Process, origins: maps.Clone(base.origins)}
	problems := repo.overlay(&result.Process, result.origins, layerRepository)
	if len(problems) == 0 {
		problems = result.validate()
	}
	if len(problems) == 0 {
		problems = loosened(base, result, repo)
	}
	return result, problems
}

package config

import (
	"fmt"
	"slices"
	"strings"
)

// environment is the source named in problems with a value that came from the environment.
const environment = "environment"

// The settings that can be read without the others.
const (
	databaseSetting = "EMBARGO_DATABASE_URL"
	listenSetting   = "EMBARGO_LISTEN"
)

// Load reads the server's settings: from the environment through getenv, and from the file at path
// (or at EMBARGO_CONFIG when path is ""), which has the same names as keys. The environment wins.
// An empty variable counts as not set. The error, if any, is of type Problems and names everything
// that is wrong; it never holds a secret's value.
func Load(getenv func(string) string, readFile func(string) ([]byte, error), path string) (Server, error) {
	l := loader{readFile: readFile}
	server := l.load(getenv, path, settings())
	l.problems = append(l.problems, server.crossCheck()...)
	if err := l.problems.orNil(); err != nil {
		return Server{}, err
	}
	return server, nil
}

// LoadDatabase reads the database's address alone, from where Load reads it: for commands that only look at the
// database and need no secret of GitHub's. Faults of the file's are reported all the same.
func LoadDatabase(getenv func(string) string, readFile func(string) ([]byte, error), path string) (Secret, error) {
	server, err := loadOne(getenv, readFile, path, databaseSetting)
	return server.DatabaseURL, err
}

// LoadListen reads where the server listens, and nothing else: whoever asks for its health needs no secrets. See
// Load.
func LoadListen(getenv func(string) string, readFile func(string) ([]byte, error), path string) (string, error) {
	server, err := loadOne(getenv, readFile, path, listenSetting)
	return server.Listen, err
}

// loadOne reads one setting.
func loadOne(
	getenv func(string) string, readFile func(string) ([]byte, error), path, name string,
) (Server, error) {
	l := loader{readFile: readFile}
	server := l.load(getenv, path, slices.DeleteFunc(settings(), func(s setting) bool { return s.Name != name }))
	if err := l.problems.orNil(); err != nil {
		return Server{}, err
	}
	return server, nil
}

// load reads some settings.
func (l *loader) load(getenv func(string) string, path string, wanted []setting) (server Server) {
	if path == "" {
		path = getenv("EMBARGO_CONFIG")
	}
	inFile := l.settingsFile(path)
	inEnvironment := func(name string) value { return value{text: getenv(name), source: environment} }
	for _, s := range wanted {
		v := l.pick(s, inEnvironment)
		if !v.given() {
			v = l.pick(s, inFile)
		}
		l.apply(&server, s, v)
	}
	return server
}

// value is a setting as somebody gave it.
type value struct {
	text   string
	source string // environment or a file's name
	line   int
	failed bool // given, but in a way that has already been reported
}

func (v value) given() bool { return v.text != "" || v.failed }

// loader collects problems while the settings are read.
type loader struct {
	readFile func(string) ([]byte, error)
	problems Problems
}

func (l *loader) report(v value, key, text string) {
	l.problems = append(l.problems, Problem{Source: v.source, Line: v.line, Key: key, Text: text})
}

// pick looks a setting up in one place, by its name or by its …_FILE name.
func (l *loader) pick(s setting, lookup func(string) value) value {
	direct := lookup(s.Name)
	if !s.ByFile {
		return direct
	}
	byFile := lookup(s.Name + fileSuffix)
	switch {
	case !byFile.given():
		return direct
	case direct.given():
		l.report(byFile, s.Name+fileSuffix, "set together with "+s.Name+"; give only one of them")
		return value{failed: true}
	case byFile.failed:
		return byFile
	}
	data, err := l.readFile(byFile.text)
	if err != nil {
		l.report(byFile, s.Name+fileSuffix, fmt.Sprintf("cannot be read: %v; check the path and its permissions", err))
		return value{failed: true}
	}
	text := strings.TrimRight(string(data), "\r\n")
	if text == "" {
		l.report(byFile, s.Name+fileSuffix, fmt.Sprintf("the file %s is empty; put the value into it", quote(byFile.text)))
		return value{failed: true}
	}
	return value{text: text, source: byFile.source, line: byFile.line}
}

// apply puts a value, or the default, into the server's settings.
func (l *loader) apply(server *Server, s setting, v value) {
	switch {
	case v.failed:
		return
	case v.text == "" && s.Required:
		remedy := "not set; give " + s.Help
		if s.ByFile {
			remedy += "; or name a file that holds it in " + s.Name + fileSuffix
		}
		l.report(value{}, s.Name, remedy)
		return
	case v.text == "" && s.Default == "":
		return
	case v.text == "":
		v = value{text: s.Default}
	}
	if err := s.set(server, v.text); err != nil {
		l.report(v, s.Name, err.Error())
	}
}

// settingsFile reads the optional file: a flat YAML mapping from setting names to values.
func (l *loader) settingsFile(path string) func(string) value {
	values := map[string]value{}
	lookup := func(name string) value { return values[name] }
	if path == "" {
		return lookup
	}
	data, err := l.readFile(path)
	if err != nil {
		l.problems = append(l.problems, Problem{Key: "EMBARGO_CONFIG",
			Text: fmt.Sprintf("the settings file cannot be read: %v; check --config or EMBARGO_CONFIG", err)})
		return lookup
	}
	root, problems := parseYAML(path, data)
	l.problems = append(l.problems, problems...)
	if root == nil {
		return lookup
	}
	known := settingNames()
	for _, entry := range root.Values {
		key := keyOf(entry)
		v := value{source: path, line: lineOf(entry.Key)}
		if !slices.Contains(known, key) {
			l.report(v, key, "no such setting"+didYouMean(key, known))
			continue
		}
		text, ok := scalarText(entry.Value)
		if !ok {
			l.report(v, key, "must be a single value")
			v.failed = true
		}
		v.text = text
		values[key] = v
	}
	return lookup
}

// settingNames are the keys a settings file may have.
func settingNames() []string {
	var names []string
	for _, s := range settings() {
		names = append(names, s.Name)
		if s.ByFile {
			names = append(names, s.Name+fileSuffix)
		}
	}
	return names
}

package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"golang.org/x/tools/txtar"

	"github.com/embargo-app/embargo/policy"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// canary stands for every secret in these tests; no message may contain it.
const canary = "canary-0123456789"

var rsaKey = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
})

func pemText(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// valid is the least that a server needs.
func valid() map[string]string {
	return map[string]string{
		"GITHUB_APP_INTEGRATION_ID": "42",
		"GITHUB_APP_WEBHOOK_SECRET": canary,
		"GITHUB_APP_PRIVATE_KEY":    rsaKey(),
	}
}

// load calls Load with maps in the place of the environment and the disk.
func load(env, files map[string]string) (Server, error) {
	readFile := func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return []byte(text), nil
	}
	return Load(func(name string) string { return env[name] }, readFile, "")
}

func TestLoadDefaults(t *testing.T) {
	got, err := load(valid(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Server{
		GitHub: GitHub{V3APIURL: "https://api.github.com/", V4APIURL: "https://api.github.com/graphql",
			WebURL: "https://github.com", AppID: 42, WebhookSecrets: []Secret{NewSecret(canary)},
			PrivateKey: NewSecret(rsaKey())},
		Listen: ":8080", MetricsListen: "127.0.0.1:9090", DatabaseURL: NewSecret("sqlite:embargo.db"),
		PollInterval: 15 * time.Second, WriteInterval: time.Second, Mode: policy.ModeEnforce, LogLevel: zerolog.InfoLevel,
		TrustedRoot: TrustTUF,
	}
	if diff := cmp.Diff(want, got, reveal); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if warnings := got.Warnings(); len(warnings) != 0 {
		t.Errorf("the defaults warn: %q", warnings)
	}
}

var reveal = cmp.Comparer(func(a, b Secret) bool { return a.Reveal() == b.Reveal() })

func TestLoadSources(t *testing.T) {
	const second = "second-9876543210"
	tests := []struct {
		name  string
		env   map[string]string
		files map[string]string
		got   func(Server) string
		want  string
	}{
		{"file", nil, map[string]string{"e.yaml": "EMBARGO_LISTEN: ':1234' # comment\n"},
			func(s Server) string { return s.Listen }, ":1234"},
		{"environment wins", map[string]string{"EMBARGO_LISTEN": ":1"}, map[string]string{"e.yaml": "EMBARGO_LISTEN: ':2'"},
			func(s Server) string { return s.Listen }, ":1"},
		{"number in the file", map[string]string{"GITHUB_APP_INTEGRATION_ID": ""},
			map[string]string{"e.yaml": "GITHUB_APP_INTEGRATION_ID: 7"},
			func(s Server) string { return strconv.FormatInt(s.GitHub.AppID, 10) }, "7"},
		{"several secrets", map[string]string{"GITHUB_APP_WEBHOOK_SECRET": canary + "\r\n" + second + "\n"}, nil,
			func(s Server) string {
				return s.GitHub.WebhookSecrets[0].Reveal() + " " + s.GitHub.WebhookSecrets[1].Reveal()
			}, canary + " " + second},
		{"a secret with blanks and commas is one", map[string]string{"GITHUB_APP_WEBHOOK_SECRET": "one, two three"}, nil,
			func(s Server) string { return strconv.Itoa(len(s.GitHub.WebhookSecrets)) }, "1"},
		{"secret by file", map[string]string{"GITHUB_APP_WEBHOOK_SECRET": "", "GITHUB_APP_WEBHOOK_SECRET_FILE": "s"},
			map[string]string{"s": second + "\n"},
			func(s Server) string { return s.GitHub.WebhookSecrets[0].Reveal() }, second},
		{"environment's file wins over the file's value", map[string]string{"EMBARGO_DATABASE_URL_FILE": "db"},
			map[string]string{"db": "sqlite:y", "e.yaml": "EMBARGO_DATABASE_URL: sqlite:x"},
			func(s Server) string { return s.DatabaseURL.Reveal() }, "sqlite:y"},
		{"GitHub Enterprise", map[string]string{"GITHUB_V3_API_URL": "https://ghe.example.org/api/v3"}, nil,
			func(s Server) string { return s.GitHub.V3APIURL }, "https://ghe.example.org/api/v3/"},
		{"loopback without TLS", map[string]string{"GITHUB_V3_API_URL": "http://127.0.0.1:1234/api/v3/"}, nil,
			func(s Server) string { return s.GitHub.V3APIURL }, "http://127.0.0.1:1234/api/v3/"},
		{"ports chosen by the system", map[string]string{"EMBARGO_LISTEN": "127.0.0.1:0", "EMBARGO_METRICS_LISTEN": "127.0.0.1:0"},
			nil, func(s Server) string { return s.MetricsListen }, "127.0.0.1:0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := valid()
			maps.Copy(env, tt.env)
			if _, ok := tt.files["e.yaml"]; ok {
				env["EMBARGO_CONFIG"] = "e.yaml"
			}
			server, err := load(env, tt.files)
			if err != nil {
				t.Fatal(err)
			}
			if got := tt.got(server); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestLoadPath prefers the path given, as by --config, to EMBARGO_CONFIG.
func TestLoadPath(t *testing.T) {
	env := valid()
	env["EMBARGO_CONFIG"] = "other.yaml"
	readFile := func(name string) ([]byte, error) { return []byte("EMBARGO_PUBLIC_URL: https://" + name + "/"), nil }
	server, err := Load(func(name string) string { return env[name] }, readFile, "given.yaml")
	if err != nil || server.PublicURL != "https://given.yaml" {
		t.Errorf("got %q, %v", server.PublicURL, err)
	}
}

// TestLoadProblems runs testdata/settings: an archive holds the section env (NAME=VALUE lines over the
// least that is valid; {canary} and the keys are filled in), files by name, and the messages in want.
func TestLoadProblems(t *testing.T) {
	golden(t, "testdata/settings/*.txtar", func(sections map[string]string) string {
		env := valid()
		for line := range strings.Lines(fill(sections["env"])) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			env[name] = strings.ReplaceAll(value, `\n`, "\n")
		}
		for name, text := range sections {
			sections[name] = fill(text)
		}
		_, err := load(env, sections)
		if err == nil {
			return "no problem\n"
		}
		if message := err.Error(); strings.Contains(message, canary) {
			t.Errorf("a secret is in the message:\n%s", message)
		}
		return err.Error() + "\n"
	})
}

// fill puts the secrets of these tests in the places of their names.
func fill(text string) string {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		panic(err)
	}
	return strings.NewReplacer("{canary}", canary,
		"{curve}", strings.ReplaceAll(pemText("PRIVATE KEY", der), "\n", `\n`)).Replace(text)
}

// golden runs every archive that matches through got and compares the result with its section want.
func golden(t *testing.T, pattern string, got func(sections map[string]string) string) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			sections, want := map[string]string{}, -1
			for i, file := range archive.Files {
				if file.Name == "want" {
					want = i
					continue
				}
				sections[file.Name] = string(file.Data)
			}
			if want < 0 {
				archive.Files, want = append(archive.Files, txtar.File{Name: "want"}), len(archive.Files)
			}
			result := got(sections)
			if *update {
				archive.Files[want].Data = []byte(result)
				if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(archive.Files[want].Data), result); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestProblemsAreAnErrorType(t *testing.T) {
	_, err := load(nil, nil)
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Fatalf("got %v, want the three required settings", err)
	}
}

func TestModeFor(t *testing.T) {
	tests := []struct{ ceiling, asked, want policy.Mode }{
		{policy.ModeEnforce, policy.ModeEnforce, policy.ModeEnforce},
		{policy.ModeEnforce, policy.ModeObserve, policy.ModeObserve},
		{policy.ModeAdvise, policy.ModeEnforce, policy.ModeAdvise},
		{policy.ModeObserve, policy.ModeAdvise, policy.ModeObserve},
	}
	for _, tt := range tests {
		if got := (Server{Mode: tt.ceiling}).ModeFor(tt.asked); got != tt.want {
			t.Errorf("ceiling %s, asked %s: got %s, want %s", tt.ceiling, tt.asked, got, tt.want)
		}
	}
}

func TestWarnings(t *testing.T) {
	env := valid()
	maps.Copy(env, map[string]string{"GITHUB_APP_WEBHOOK_SECRET": "short-canary", "EMBARGO_METRICS_LISTEN": "[::]:9090",
		"EMBARGO_PUBLIC_URL": "http://embargo.example.org"})
	server, err := load(env, nil)
	if err != nil {
		t.Fatal(err)
	}
	warnings := strings.Join(server.Warnings(), "\n")
	for _, want := range []string{"GITHUB_APP_WEBHOOK_SECRET", "EMBARGO_METRICS_LISTEN", "EMBARGO_PUBLIC_URL"} {
		if !strings.Contains(warnings, want) {
			t.Errorf("no warning about %s in:\n%s", want, warnings)
		}
	}
	if strings.Contains(warnings, "canary") {
		t.Errorf("a secret is in the warnings:\n%s", warnings)
	}
}

func TestSecretIsNeverShown(t *testing.T) {
	server, err := load(valid(), nil)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(server)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	logger := zerolog.New(&logged)
	logger.Info().Interface("server", server).Stringer("secret", server.GitHub.WebhookSecrets[0]).
		Any("secrets", server.GitHub.WebhookSecrets).Msg("")
	hidden := struct{ secret Secret }{NewSecret(canary)} // printers cannot call methods on unexported fields
	shown := []string{string(asJSON), logged.String(), fmt.Sprint(server), fmt.Sprintf("%+v", server),
		fmt.Sprintf("%#v", server), fmt.Sprintf("%+v %#v %v", hidden, hidden, &hidden),
		fmt.Sprintf("%s %q %x %v", server.DatabaseURL, server.DatabaseURL, server.DatabaseURL, &server.DatabaseURL)}
	for _, text := range shown {
		for _, secret := range []string{canary, fmt.Sprintf("%x", canary), rsaKey()[100:120], "embargo.db"} {
			if strings.Contains(text, secret) {
				t.Errorf("a secret is shown in %s", text)
			}
		}
	}
	if !strings.Contains(string(asJSON), redacted) {
		t.Errorf("no placeholder in %s", asJSON)
	}
	if (Secret{}).Reveal() != "" || !(Secret{}).IsZero() {
		t.Error("the zero secret is not empty")
	}
}

func TestLoadDatabaseNeedsNothingElse(t *testing.T) {
	files := map[string]string{"e.yaml": "EMBARGO_DATABASE_URL: sqlite:there.db\nEMBARGO_LISTEN: nonsense\n", "odd.yaml": "EMBARGO_DATABASE: x\n"}
	readFile := func(name string) ([]byte, error) { return []byte(files[name]), nil }
	for _, test := range []struct{ env, path, want, fault string }{
		{"", "", "sqlite:embargo.db", ""},
		{"sqlite:here.db", "e.yaml", "sqlite:here.db", ""},
		{"", "e.yaml", "sqlite:there.db", ""},
		{"mysql:" + canary, "", "", "EMBARGO_DATABASE_URL: "},
		{"", "odd.yaml", "", "odd.yaml:1: EMBARGO_DATABASE: no such setting"},
	} {
		getenv := func(name string) string { return map[string]string{"EMBARGO_DATABASE_URL": test.env}[name] }
		got, err := LoadDatabase(getenv, readFile, test.path)
		if got.Reveal() != test.want || (err != nil) != (test.fault != "") {
			t.Errorf("%q, %q: got %q, %v", test.env, test.path, got.Reveal(), err)
		}
		if err != nil && (!strings.Contains(err.Error(), test.fault) || strings.Contains(err.Error(), canary)) {
			t.Errorf("%q, %q: %v, want %q", test.env, test.path, err, test.fault)
		}
	}
}

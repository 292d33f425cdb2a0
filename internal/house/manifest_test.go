package house

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/demo"
)

// manifest is app.yml, with GitHub's own keys.
type manifest struct {
	Name           string `yaml:"name"`
	URL            string `yaml:"url"`
	HookAttributes struct {
		URL    string `yaml:"url"`
		Active bool   `yaml:"active"`
	} `yaml:"hook_attributes"`
	RedirectURL        string            `yaml:"redirect_url"`
	CallbackURLs       []string          `yaml:"callback_urls"`
	SetupURL           string            `yaml:"setup_url"`
	Public             bool              `yaml:"public"`
	DefaultPermissions map[string]string `yaml:"default_permissions"`
	DefaultEvents      []string          `yaml:"default_events"`
}

// permissionOf maps every event we know to the permission that GitHub wants for it; "" for those that
// come without asking.
var permissionOf = map[string]string{
	"ping": "", "installation": "", "installation_repositories": "",
	"repository_advisory": "repository_advisories",
	"release":             "contents", "push": "contents", "fork": "contents", "commit_comment": "contents",
	"pull_request": "pull_requests", "pull_request_review": "pull_requests", "pull_request_review_comment": "pull_requests",
	"repository": "metadata",
	"membership": "members", "team": "members", "organization": "members",
	"check_run": "checks", "check_suite": "checks", "deployment_protection_rule": "deployments",
}

// optional are the events that are handled and not asked for by default, with the permission that whoever wants them
// adds.
var optional = map[string]string{"issues": "issues", "issue_comment": "issues"}

// TestManifest wants least privilege: an event for each handler and no other, each with its permission,
// and every permission among those the documentation explains.
func TestManifest(t *testing.T) {
	m := readManifest(t)
	var handled []string
	for event, permission := range permissionOf {
		asked := slices.Contains(m.DefaultEvents, event)
		_, err := os.Stat(filepath.Join("..", "..", "handlers", event+".go"))
		switch handles := err == nil; {
		case handles && permission != "":
			handled = append(handled, event)
			if m.DefaultPermissions[permission] == "" {
				t.Errorf("app.yml: %s needs the permission %s", event, permission)
			}
		case asked:
			t.Errorf("app.yml asks for %s, which has no handler or comes anyway", event)
		}
	}
	slices.Sort(handled)
	if diff := cmp.Diff(handled, slices.Sorted(slices.Values(m.DefaultEvents))); diff != "" {
		t.Errorf("handlers and app.yml's events differ (-handlers +app.yml):\n%s", diff)
	}
	want := map[string]string{"metadata": "read", "repository_advisories": "write", "members": "read", "contents": "read",
		"attestations": "read",
		"checks":       "write", "pull_requests": "read", "actions": "read", "deployments": "write"}
	if diff := cmp.Diff(want, m.DefaultPermissions); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
}

// TestDemoIsTheManifest wants the demo and the stories to run with what the manifest asks for, and no more.
func TestDemoIsTheManifest(t *testing.T) {
	m := readManifest(t)
	if diff := cmp.Diff(m.DefaultPermissions, demo.Permissions()); diff != "" {
		t.Errorf("permissions (-app.yml +demo):\n%s", diff)
	}
	asked, played := slices.Sorted(slices.Values(m.DefaultEvents)), slices.Sorted(slices.Values(demo.Events()))
	if diff := cmp.Diff(asked, played); diff != "" {
		t.Errorf("events (-app.yml +demo):\n%s", diff)
	}
}

// TestManifestIsExplained wants each permission in the installation guide.
func TestManifestIsExplained(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "install.md"))
	if err != nil {
		t.Fatal(err)
	}
	for permission := range readManifest(t).DefaultPermissions {
		if !strings.Contains(string(guide), "`"+permission+"`") {
			t.Errorf("docs/install.md does not explain %s", permission)
		}
	}
}

func readManifest(t *testing.T) manifest {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "app.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := yaml.UnmarshalWithOptions(data, &m, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestOptionalEvents wants what is not asked for by default to be handled, and explained where people look for it.
func TestOptionalEvents(t *testing.T) {
	m := readManifest(t)
	comments, err := os.ReadFile(filepath.Join("..", "..", "app.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for event, permission := range optional {
		if _, err := os.Stat(filepath.Join("..", "..", "handlers", event+".go")); err != nil {
			t.Error(err)
		}
		if slices.Contains(m.DefaultEvents, event) || m.DefaultPermissions[permission] != "" {
			t.Errorf("app.yml asks for %s by default", event)
		}
		if !strings.Contains(string(comments), "#   - "+event+"\n") {
			t.Errorf("app.yml does not say how to add %s", event)
		}
	}
}

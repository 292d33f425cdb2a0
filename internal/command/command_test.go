package command

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/policy"
)

// TestRegistry holds every command to the form that /help and the documentation rely on.
func TestRegistry(t *testing.T) {
	seen := map[string]bool{}
	for _, spec := range All() {
		if seen[spec.Name] {
			t.Errorf("%s is registered twice", spec.Name)
		}
		seen[spec.Name] = true
		if !regexp.MustCompile(`\A[a-z]+(-[a-z]+)*\z`).MatchString(spec.Name) || len(spec.Name) > maxName || paths[spec.Name] {
			t.Errorf("%s is no command word", spec.Name)
		}
		for _, line := range []string{spec.Usage, spec.Example} {
			if line != "/"+spec.Name && !strings.HasPrefix(line, "/"+spec.Name+" ") {
				t.Errorf("%s: %q does not begin with the command", spec.Name, line)
			}
		}
		if !strings.HasSuffix(spec.Help, ".") || len(spec.Help) > 110 || strings.Contains(spec.Help, "\n") {
			t.Errorf("%s: help %q is not one short line that ends with a full stop", spec.Name, spec.Help)
		}
		if len(spec.Rights) == 0 || slices.Contains(spec.Rights, policy.RightNone) || !spec.allows(policy.RightSRC) {
			t.Errorf("%s: rights %q", spec.Name, spec.Rights)
		}
	}
}

func TestAllowed(t *testing.T) {
	for right, want := range map[policy.Right]string{
		policy.RightNone:     "",
		policy.RightReporter: "help status credit",
		policy.RightFixTeam: "help status assign credit cvss request-cve fix-ready introduced-by slow create-fork release-day " +
			"agree disagree done announce prenotice retro",
	} {
		var got []string
		for _, spec := range Allowed(right) {
			got = append(got, spec.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q may use %q, want %q", right, got, want)
		}
	}
	if got := len(Allowed(policy.RightSRC)); got != len(All()) {
		t.Errorf("the SRC may use %d of %d commands", got, len(All()))
	}
}

func TestAllIsACopy(t *testing.T) {
	All()[0].Name = "changed"
	if All()[0].Name == "changed" {
		t.Error("All gives out the registry itself")
	}
}

func TestLookup(t *testing.T) {
	if spec, ok := lookup("fix-ready"); !ok || spec.Name != "fix-ready" {
		t.Errorf("got %q, %v", spec.Name, ok)
	}
	for _, name := range []string{"", "Ack", "/ack", "frobnicate"} {
		if _, ok := lookup(name); ok {
			t.Errorf("%q is found", name)
		}
	}
}

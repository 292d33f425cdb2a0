package ghsa

import "testing"

func TestParseRef(t *testing.T) {
	if got, err := ParseRef(ref.String()); err != nil || got != ref {
		t.Errorf("ParseRef(%q) = %v, %v", ref, got, err)
	}
	for _, bad := range []string{
		"", "octo-org/octo-repo", "octo-org/octo-repo/GHSA-2345-6789-cfgh/x", "/octo-repo/GHSA-2345-6789-cfgh",
		"octo-org/../GHSA-2345-6789-cfgh", "octo-org/./GHSA-2345-6789-cfgh", "octo org/repo/GHSA-2345-6789-cfgh",
		"octo-org/octo-repo/ghsa-2345-6789-cfgh", "octo-org/octo-repo/GHSA-2345-6789", "octo-org/octo-repo/CVE-2026-1234",
		"octo-org/octo-repo/GHSA-2345-6789-cfgh\n",
	} {
		if got, err := ParseRef(bad); err == nil {
			t.Errorf("ParseRef(%q) = %v, want an error", bad, got)
		}
	}
}

func TestIsTemporaryFork(t *testing.T) {
	for name, want := range map[string]bool{
		"octo-repo-ghsa-2345-6789-cfgh":          true,
		"octo-org/octo-repo-ghsa-jmpq-rvwx-2345": true,
		"Octo-Repo-GHSA-2345-6789-cfgh":          true,
		"octo-repo":                              false,
		"ghsa-2345-6789-cfgh":                    false, // no repository before it
		"my-ghsa-tool-test-repo":                 false, // letters GitHub does not use
		"octo-repo-ghsa-2345-6789-cfgh-mirror":   false,
	} {
		if got := IsTemporaryFork(name); got != want {
			t.Errorf("IsTemporaryFork(%q) = %t", name, got)
		}
	}
}

func TestAdvisoryRef(t *testing.T) {
	for name, a := range map[string]Advisory{
		"api":        {GHSA: ref.GHSA, URL: "https://api.github.com/repos/octo-org/octo-repo/security-advisories/" + ref.GHSA},
		"enterprise": {GHSA: ref.GHSA, URL: "https://ghe.example/api/v3/repos/octo-org/octo-repo/security-advisories/" + ref.GHSA},
		"page":       {GHSA: ref.GHSA, HTMLURL: "https://github.com/octo-org/octo-repo/security/advisories/" + ref.GHSA},
	} {
		if got, ok := a.Ref(); !ok || got != ref {
			t.Errorf("%s: %v, %t", name, got, ok)
		}
	}
	for name, a := range map[string]Advisory{
		"none":     {GHSA: ref.GHSA},
		"other":    {GHSA: ref.GHSA, URL: "https://api.github.com/repos/octo-org/octo-repo/security-advisories/GHSA-9999-9999-9999"},
		"global":   {GHSA: ref.GHSA, HTMLURL: "https://github.com/advisories/" + ref.GHSA},
		"no url":   {GHSA: ref.GHSA, URL: "://"},
		"relative": {GHSA: ref.GHSA, HTMLURL: "/../octo-repo/security/advisories/" + ref.GHSA},
	} {
		if got, ok := a.Ref(); ok {
			t.Errorf("%s: %v, want none", name, got)
		}
	}
}

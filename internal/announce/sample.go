package announce

// samples are what a template is tried on: everything is known, and hardly anything is. None of it is real.
func samples() []Facts {
	return []Facts{
		{
			Project: "parser", Repository: "octo-org/parser", URL: "https://github.com/octo-org/parser/security/advisories/GHSA-xxxx-xxxx-xxxx",
			ID: "CVE-2026-0000", CVE: "CVE-2026-0000", GHSA: "GHSA-xxxx-xxxx-xxxx", Summary: "A sample",
			Severity: "high", Score: "7.5", Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N",
			Packages: []Package{
				{Name: "github.com/octo-org/parser", Ecosystem: "go", Affected: ">= 2.0.0, < 2.4.1", Fixed: []string{"2.4.1"}},
				{Name: "parser", Ecosystem: "npm", Affected: "< 1.0.2", Fixed: []string{"1.0.2", "0.9.9"}},
			},
			Versions:       []string{"2.4.1", "1.0.2", "0.9.9"},
			Releases:       []Release{{Version: "2.4.1", Tag: "v2.4.1", URL: "https://github.com/octo-org/parser/releases/tag/v2.4.1"}},
			VersionCommand: "parser version", Mitigations: "A sample of a mitigation.", Details: "A sample of details.",
			Credits:   []Credit{{Login: "octocat", URL: "https://github.com/octocat", Role: "reporter"}},
			Published: "2026-11-24",
		},
		{Project: "parser", Repository: "octo-org/parser", ID: "GHSA-xxxx-xxxx-xxxx", GHSA: "GHSA-xxxx-xxxx-xxxx"},
	}
}

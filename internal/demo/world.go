// Package demo shows the real server at work against a simulated GitHub: the world it plays in, the story it
// plays, and a small page to look at the advisory's thread and to write in it. It is for `embargo demo` and for
// the scenarios; nothing of it takes part in serving.
package demo

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// The names of the demo's world. The organisation is shaped like sigstore's; all people are invented.
const (
	Org      = "sigstore"
	Repo     = "cosign"
	FixRepo  = "cosign-private" // where fixes are worked on, beside GitHub's temporary forks
	SRCTeam  = "security-response-team"
	Reporter = "riley" // found the bug, belongs to nothing
	Owner    = "mika"  // code owner of cosign
	Second   = "tomas" // another code owner of cosign
	SRC      = "sasha" // member of the security response team
	SRC2     = "noor"  // another one
	Stranger = "dora"  // dep-maintainer: owns go.mod and CI files, not the project
	AppID    = 4711
	AppSlug  = "embargo"
)

// Permissions are the app's, as app.yml asks for them.
func Permissions() map[string]string {
	return map[string]string{
		"metadata": "read", "repository_advisories": "write", "members": "read", "contents": "read",
		"attestations": "read",
		"checks":       "write", "pull_requests": "read", "actions": "read", "deployments": "write",
	}
}

// Events are the app's, as app.yml asks for them.
func Events() []string {
	return []string{
		"repository_advisory", "release", "fork", "repository", "push", "deployment_protection_rule", "membership", "team",
		"organization", "pull_request", "pull_request_review", "pull_request_review_comment", "commit_comment",
		"check_run", "check_suite",
	}
}

// teams are the organisation's, with their members.
var teams = map[string][]string{
	SRCTeam:                        {SRC, SRC2, "ines"},
	"cosign-codeowners":            {Owner, Second},
	"fulcio-codeowners":            {"bela", Second},
	"rekor-codeowners":             {"bela", "oluwa"},
	"gitsign-codeowners":           {"oluwa"},
	"policy-controller-codeowners": {"yuki"},
	"codeowners-sigstore-js":       {"jamal"},
	"codeowners-sigstore-python":   {"petra"},
	"sigstore-go-codeowners":       {"yuki", Owner},
	"timestamp-codeowners":         {"bela"},
	"dep-maintainers":              {Stranger, "pim"},
}

// withDependencyOwners is the trap: the last lines own only dependency files, and their owners are not to be
// briefed on an embargo.
const withDependencyOwners = `* @%s/%s

/.github/ @%[1]s/dep-maintainers
/release/ @%[1]s/dep-maintainers
go.mod @%[1]s/dep-maintainers
go.sum @%[1]s/dep-maintainers
`

// codeOwners are the CODEOWNERS files; sigstore-python's is invalid (owners without a pattern), as the real one was.
var codeOwners = map[string]string{
	"cosign":              fmt.Sprintf(withDependencyOwners, Org, "cosign-codeowners"),
	"fulcio":              fmt.Sprintf(withDependencyOwners, Org, "fulcio-codeowners"),
	"rekor":               fmt.Sprintf(withDependencyOwners, Org, "rekor-codeowners"),
	"gitsign":             "* @" + Org + "/gitsign-codeowners\n",
	"policy-controller":   "# managed by a team\n* @" + Org + "/policy-controller-codeowners\n",
	"sigstore-go":         "* @" + Org + "/sigstore-go-codeowners\n",
	"sigstore-js":         "* @" + Org + "/codeowners-sigstore-js\n",
	"sigstore-python":     "@" + Org + "/codeowners-sigstore-python\n",
	"timestamp-authority": fmt.Sprintf(withDependencyOwners, Org, "timestamp-codeowners"),
}

// moreRepositories have no CODEOWNERS file.
var moreRepositories = []string{"architecture-docs", "community", "docs", "helm-charts", "root-signing", "sigstore-website"}

// processFile is the organisation's: everything else is the sigstore preset's.
const processFile = `version: 1
preset: sigstore
mode: advise
src:
  team: ` + SRCTeam + `
  roster:
    - {login: sasha, vendor: Acme}
    - {login: noor, vendor: Initech}
    - {login: ines, vendor: Globex}
fix_repositories: [` + FixRepo + `]
announcement:
  project: cosign
  version_command: cosign version
`

// ProcessFile is the organisation's process file with the given mode.
func ProcessFile(mode string) string {
	return strings.Replace(processFile, "mode: advise", "mode: "+mode, 1)
}

// App says how the app is registered in the world.
type App struct {
	PrivateKey    string // PEM
	WebhookURL    string
	WebhookSecret string
	PublicURL     string // where people reach the app, to sign in; "" when they cannot
}

// Build fills a simulated GitHub with the organisation, its people and the installed app, and returns the
// installation's id.
func Build(sim *githubsim.Sim, app App) (int64, error) {
	sim.AddOrg(Org)
	sim.AddUser(Reporter, Stranger)
	for _, slug := range slices.Sorted(maps.Keys(teams)) {
		sim.AddTeam(Org, slug, teams[slug]...)
	}
	sim.AddRepo(Org, ".github", githubsim.RepoOptions{})
	sim.AddRepo(Org, FixRepo, githubsim.RepoOptions{Private: true})
	for _, name := range moreRepositories {
		sim.AddRepo(Org, name, githubsim.RepoOptions{})
	}
	for _, name := range slices.Sorted(maps.Keys(codeOwners)) {
		sim.AddRepo(Org, name, githubsim.RepoOptions{})
		if err := sim.SetFile(Org, name, "CODEOWNERS", codeOwners[name]); err != nil {
			return 0, err
		}
		owners := Org + "/" + name + "-codeowners"
		if _, ok := teams[name+"-codeowners"]; ok {
			if err := sim.SetAdmins(Org+"/"+name, owners); err != nil {
				return 0, err
			}
		}
	}
	sim.SetSecurityManagers(Org, SRCTeam)
	if err := sim.SetFile(Org, ".github", config.ProcessPath, processFile); err != nil {
		return 0, err
	}
	err := sim.AddApp(githubsim.AppOptions{
		ID: AppID, Slug: AppSlug, PrivateKey: app.PrivateKey, WebhookURL: app.WebhookURL,
		WebhookSecret: app.WebhookSecret, Permissions: Permissions(), Events: Events(),
		ClientID: ClientID, ClientSecret: ClientSecret, CallbackURLs: []string{app.PublicURL + callbackPath},
	})
	if err != nil {
		return 0, err
	}
	return sim.Install(AppID, Org)
}

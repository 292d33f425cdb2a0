package handlers

import (
	"net/url"
	"path"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/embargo-app/embargo/internal/store"
)

// The longest names of an environment, by GitHub's own limit, and of a branch or tag, in bytes.
const (
	maxEnvironment = 4 * 255
	maxRef         = 512
)

// deploymentProtectionRuleEvent: a workflow run asks whether it may deploy to an environment, and waits for the answer.
// This event is more than a hint to look, since GitHub tells of a waiting deployment nowhere else: what is needed to
// answer it is kept.
var deploymentProtectionRuleEvent = reader{event: "deployment_protection_rule", repository: true, read: func(p payload) (concern, error) {
	name, err := p.repositoryName()
	if err != nil || p.text("action") != "requested" {
		return concern{}, err
	}
	row := store.DeploymentRow{
		Repo: name, Run: p.workflowRun(), Environment: p.text("environment"), Deployment: p.GetInt64("deployment", "id"),
		Ref: p.either([]string{"deployment", "ref"}, []string{"ref"}), SHA: p.either([]string{"deployment", "sha"}, []string{"sha"}),
	}
	if p.isPrivate("repository") {
		row.Ref = "" // a fix's branch may be named after what it fixes; here the commit tells whose fix it is, never the ref
	}
	// Without a moment, or with one that cannot be, it counts from its arrival.
	row.RequestedAt, _ = time.Parse(time.RFC3339, p.text("deployment", "created_at"))
	installation, err := p.installationID()
	if err != nil || installation == 0 || row.Run <= 0 || row.Deployment < 0 || !isName(row.Environment, maxEnvironment) ||
		row.Ref != "" && !isName(row.Ref, maxRef) || row.SHA != "" && !isCommit(row.SHA) {
		return concern{}, errIdentifier
	}
	return concern{deployment: &row}, nil
}}

// workflowRun is the id of the run that asks, 0 when the payload tells none.
func (p payload) workflowRun() int64 {
	callback, err := url.Parse(p.text("deployment_callback_url"))
	if err == nil {
		if id, err := strconv.ParseInt(path.Base(path.Dir(callback.Path)), 10, 64); err == nil {
			return id
		}
	}
	return p.GetInt64("workflow_run", "id")
}

// either is the first string that is there.
func (p payload) either(paths ...[]string) string {
	for _, path := range paths {
		if text := p.text(path...); text != "" {
			return text
		}
	}
	return ""
}

// isName tells whether text is a name that people chose, of at most longest bytes.
func isName(text string, longest int) bool {
	return text != "" && len(text) <= longest && utf8.ValidString(text)
}

// isCommit tells whether text is the SHA of a commit.
func isCommit(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(text) == 40 || len(text) == 64
}

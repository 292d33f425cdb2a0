package ghsa

import (
	"net/http"
	"testing"
)

func TestReviewDeployment(t *testing.T) {
	for want, review := range map[string]DeploymentReview{
		`{"environment_name":"release","comment":"Wait."}`:                      {Environment: "release", Comment: "Wait."},
		`{"environment_name":"a/b c","state":"approved","comment":""}`:          {Environment: "a/b c", State: DeploymentApproved},
		`{"environment_name":"release","state":"rejected","comment":"Closed."}`: {Environment: "release", State: DeploymentRejected, Comment: "Closed."},
	} {
		var got string
		f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
			got = bodyOf(t, r)
			w.WriteHeader(http.StatusNoContent)
		})
		if err := gh.ReviewDeployment(t.Context(), "octo-org", "octo-repo", 42, review); err != nil || got != want {
			t.Errorf("sent %s, want %s, %v", got, want, err)
		}
		if asked := f.requests()[0]; asked != "POST /repos/octo-org/octo-repo/actions/runs/42/deployment_protection_rule" {
			t.Error(asked)
		}
	}
	f, gh := client(t, answers(422, `{"message":"SECRET"}`))
	if err := gh.ReviewDeployment(t.Context(), "octo-org", "octo-repo", 42, DeploymentReview{}); !IsInvalid(err) || Ambiguous(err) {
		t.Error(err)
	}
	f.handle = answers(502, ``)
	if err := gh.ReviewDeployment(t.Context(), "octo-org", "octo-repo", 42, DeploymentReview{}); !Ambiguous(err) {
		t.Error(err)
	}
}

func TestDeploymentPending(t *testing.T) {
	f, gh := client(t, answers(200, `[{"environment":{"name":"Release"}},{"environment":{"name":"docs"}}]`))
	for environment, want := range map[string]bool{"release": true, "docs": true, "rel": false} {
		if got, err := gh.DeploymentPending(t.Context(), "octo-org", "octo-repo", 42, environment); got != want || err != nil {
			t.Errorf("%s: %t, %v, want %t", environment, got, err, want)
		}
	}
	f.handle = answers(404, ``)
	if _, err := gh.DeploymentPending(t.Context(), "octo-org", "octo-repo", 43, "release"); !IsNotFound(err) {
		t.Error(err)
	}
}

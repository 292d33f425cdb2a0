package ghsa

import (
	"context"
	"net/http"
	"strconv"
	"strings"
)

// The states that a review gives a waiting deployment.
const (
	DeploymentApproved = "approved"
	DeploymentRejected = "rejected"
)

// MaxStatusReports is how many reviews without a state GitHub takes for one deployment.
const MaxStatusReports = 10

// DeploymentReview is what a deployment protection rule tells a workflow run that waits for an environment. What it
// says stands in the run's log: where the repository is public, everybody reads it.
type DeploymentReview struct {
	Environment string `json:"environment_name"`
	// State is DeploymentApproved or DeploymentRejected; without one the review only reports how it stands.
	State   string `json:"state,omitempty"`
	Comment string `json:"comment"` // GitHub takes 1,024 characters
}

// ReviewDeployment answers a deployment that waits, or reports to it. It needs actions: read and deployments: write.
// GitHub describes no answer but success: to a deployment that waits no longer it may say anything.
func (c *Client) ReviewDeployment(ctx context.Context, owner, repo string, run int64, review DeploymentReview) error {
	id := strconv.FormatInt(run, 10)
	_, err := c.conn.do(ctx, write(http.MethodPost, "review-deployment", owner+"/"+repo+" run "+id, review,
		"repos", owner, repo, "actions", "runs", id, "deployment_protection_rule"))
	return err
}

// DeploymentPending tells whether a workflow run still waits for an environment. It needs actions: read.
func (c *Client) DeploymentPending(ctx context.Context, owner, repo string, run int64, environment string) (bool, error) {
	id := strconv.FormatInt(run, 10)
	r := get("get-pending-deployments", owner+"/"+repo+" run "+id, "repos", owner, repo, "actions", "runs", id, "pending_deployments")
	pending, err := fetch[[]struct {
		Environment struct {
			Name string `json:"name"`
		} `json:"environment"`
	}](ctx, c.conn, r)
	for _, p := range pending {
		// GitHub knows no case in the names of environments.
		if strings.EqualFold(p.Environment.Name, environment) {
			return true, nil
		}
	}
	return false, err
}

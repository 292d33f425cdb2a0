package ghsa

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// CheckRun is one run of a check on a commit.
type CheckRun struct {
	ID         int64       `json:"id"`
	Name       string      `json:"name"`
	HeadSHA    string      `json:"head_sha"`
	ExternalID string      `json:"external_id"`
	HTMLURL    string      `json:"html_url"`
	Status     string      `json:"status"`     // queued, in_progress or completed
	Conclusion string      `json:"conclusion"` // "" until completed
	Output     CheckOutput `json:"output"`
	App        struct {
		ID   int64  `json:"id"`
		Slug string `json:"slug"`
	} `json:"app"`
}

// CheckOutput is what people read: a title, and Markdown of at most 65,535 characters.
type CheckOutput struct {
	Title   string `json:"title"`
	Summary string `json:"summary"`
}

// CheckResult is what a check run is to say.
type CheckResult struct {
	Name string `json:"name"`
	// ExternalID is ours to choose; it tells one result from another.
	ExternalID string `json:"external_id,omitempty"`
	DetailsURL string `json:"details_url,omitempty"`
	// Conclusion completes the run: success, failure, neutral, cancelled, action_required. Without one it goes on.
	Conclusion string      `json:"conclusion,omitempty"`
	Output     CheckOutput `json:"output"`
}

// sentCheck is a result as GitHub takes it.
type sentCheck struct {
	CheckResult
	HeadSHA     string `json:"head_sha,omitempty"`
	Status      string `json:"status"`
	CompletedAt string `json:"completed_at,omitempty"` // RFC 3339
}

// The states of a check run that are written.
const (
	checkRunning   = "in_progress"
	checkCompleted = "completed"
)

func (c *Client) sentCheck(head string, result CheckResult) sentCheck {
	sent := sentCheck{CheckResult: result, HeadSHA: head, Status: checkRunning}
	if result.Conclusion != "" {
		sent.Status, sent.CompletedAt = checkCompleted, c.conn.now().UTC().Format(time.RFC3339)
	}
	return sent
}

// CheckRuns lists the latest runs of a check on a commit, by whichever app. It needs checks: read.
func (c *Client) CheckRuns(ctx context.Context, owner, repo, sha, name string) ([]CheckRun, error) {
	r := list("list-check-runs", owner+"/"+repo+"@"+sha, "repos", owner, repo, "commits", sha, "check-runs")
	r.query.Set("check_name", name)
	var all []CheckRun
	err := c.conn.pages(ctx, r, func(a answer) (bool, error) {
		page, err := decode[struct {
			CheckRuns []CheckRun `json:"check_runs"`
		}](r, a)
		all = append(all, page.CheckRuns...)
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// CreateCheckRun sets a check on a commit. It needs checks: write.
func (c *Client) CreateCheckRun(ctx context.Context, owner, repo, sha string, result CheckResult) (CheckRun, error) {
	r := write(http.MethodPost, "create-check-run", owner+"/"+repo+"@"+sha, c.sentCheck(sha, result),
		"repos", owner, repo, "check-runs")
	return fetch[CheckRun](ctx, c.conn, r)
}

// UpdateCheckRun changes what a check run of the app says. It needs checks: write.
func (c *Client) UpdateCheckRun(ctx context.Context, owner, repo string, id int64, result CheckResult) (CheckRun, error) {
	text := strconv.FormatInt(id, 10)
	r := write(http.MethodPatch, "update-check-run", owner+"/"+repo+" check run "+text, c.sentCheck("", result),
		"repos", owner, repo, "check-runs", text)
	return fetch[CheckRun](ctx, c.conn, r)
}

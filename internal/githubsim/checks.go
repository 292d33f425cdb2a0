package githubsim

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// checkRun is one run of a check on a commit.
type checkRun struct {
	id                 int64
	app                *app
	repo               *repo
	sha                string
	form               checkForm
	started, completed time.Time
	updates            int
}

// checkForm is what an app fills in. A field that a change leaves out stays.
type checkForm struct {
	Name       string `json:"name"`
	HeadSHA    string `json:"head_sha"`
	DetailsURL string `json:"details_url"`
	ExternalID string `json:"external_id"`
	Status     string `json:"status"`
	Conclusion string `json:"conclusion"`
	Output     struct {
		Title   string `json:"title"`
		Summary string `json:"summary"`
		Text    string `json:"text"`
	} `json:"output"`
}

// Check is a snapshot of a check run, for assertions and for showing it.
type Check struct {
	Name, App          string
	SHA                string
	Status, Conclusion string
	Title, Summary     string
	Updates            int // changes after it was created
}

// Checks are the check runs on a commit of a repository ("owner/name"), oldest first.
func (s *Sim) Checks(repo, sha string) ([]Check, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(repo)
	if err != nil {
		return nil, err
	}
	var all []Check
	for _, run := range r.checks {
		if run.sha == sha {
			all = append(all, Check{
				Name: run.form.Name, App: run.app.slug, SHA: sha, Status: run.form.Status, Conclusion: run.form.Conclusion,
				Title: run.form.Output.Title, Summary: run.form.Output.Summary, Updates: run.updates,
			})
		}
	}
	return all, nil
}

// PullHead is the newest commit of a pull request.
func (s *Sim) PullHead(repo string, number int) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(repo)
	if err != nil {
		return "", err
	}
	pr := r.pull(number)
	if pr == nil {
		return "", refuse("%s has no pull request %d", r.fullName(), number)
	}
	return pr.head, nil
}

var (
	checkStatuses    = []string{"queued", "in_progress", "completed"}
	checkConclusions = []string{"success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required"}
)

// fill reads a request's fields over what the run says already, and settles status
// and times as GitHub does.
func (run *checkRun) fill(c *call) *reply {
	no := func(r reply) *reply { return &r }
	fields, refused := c.decode()
	if refused != nil {
		return refused
	}
	if err := json.Unmarshal(c.body, &run.form); err != nil {
		return no(problem(http.StatusBadRequest, "Problems parsing JSON"))
	}
	if fields["conclusion"] != nil {
		run.form.Status = "completed"
	}
	switch {
	case run.form.Status == "":
		run.form.Status = "queued"
	case !slices.Contains(checkStatuses, run.form.Status):
		return no(invalidRequest("status is not a valid status"))
	}
	if run.form.Status != "completed" {
		run.form.Conclusion, run.completed = "", time.Time{}
		return nil
	}
	if !slices.Contains(checkConclusions, run.form.Conclusion) {
		return no(invalidRequest("a completed check run needs a conclusion"))
	}
	run.completed = c.now
	return nil
}

// createCheckRun answers POST /repos/{owner}/{repo}/check-runs.
func createCheckRun(c *call) reply {
	run := &checkRun{app: c.caller.inst.app, repo: c.repo, started: c.now}
	if refused := run.fill(c); refused != nil {
		return *refused
	}
	switch {
	case run.form.Name == "" || run.form.HeadSHA == "":
		return invalidRequest("name and head_sha weren't supplied.")
	case c.repo.history.commits[run.form.HeadSHA] == nil:
		return problem(http.StatusUnprocessableEntity, "No commit found for SHA: "+run.form.HeadSHA)
	}
	run.id, run.sha = c.sim.nextID("check run"), run.form.HeadSHA
	c.repo.checks = append(c.repo.checks, run)
	return reply{status: http.StatusCreated, body: c.sim.checkJSON(run)}
}

// checkRun finds the run that the path names.
func (c *call) checkRun() *checkRun {
	id, err := strconv.ParseInt(c.param("check_run_id"), 10, 64)
	i := slices.IndexFunc(c.repo.checks, func(run *checkRun) bool { return run.id == id })
	if err != nil || i < 0 {
		return nil
	}
	return c.repo.checks[i]
}

// getCheckRun answers GET /repos/{owner}/{repo}/check-runs/{check_run_id}.
func getCheckRun(c *call) reply {
	run := c.checkRun()
	if run == nil {
		return notFound()
	}
	return reply{status: http.StatusOK, body: c.sim.checkJSON(run)}
}

// updateCheckRun answers PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}.
func updateCheckRun(c *call) reply {
	run := c.checkRun()
	switch {
	case run == nil:
		return notFound()
	case run.app != c.caller.inst.app:
		return problem(http.StatusForbidden, "Invalid app_id - check run can only be modified by the GitHub App that created it.")
	}
	changed := *run
	if refused := changed.fill(c); refused != nil {
		return *refused
	}
	changed.updates++
	*run = changed
	return reply{status: http.StatusOK, body: c.sim.checkJSON(run)}
}

// listCheckRuns answers GET /repos/{owner}/{repo}/commits/{ref}/check-runs with the
// newest run of each check, the newest first.
func listCheckRuns(c *call) reply {
	sha, name := c.sim.resolveRef(c.repo, c.param("ref")), c.query("check_name")
	if sha == "" {
		return problem(http.StatusUnprocessableEntity, "No commit found for SHA: "+c.param("ref"))
	}
	type check struct {
		app  *app
		name string
	}
	seen := map[check]bool{}
	var latest []*checkRun
	for _, run := range slices.Backward(c.repo.checks) {
		which := check{run.app, run.form.Name}
		if run.sha == sha && (name == "" || name == run.form.Name) && (!seen[which] || c.query("filter") == "all") {
			seen[which] = true
			latest = append(latest, run)
		}
	}
	list := []object{}
	for _, run := range page(c, latest) {
		list = append(list, c.sim.checkJSON(run))
	}
	return reply{status: http.StatusOK, body: object{"total_count": len(latest), "check_runs": list}}
}

// checkJSON is GitHub's check-run form.
func (s *Sim) checkJSON(run *checkRun) object {
	u := s.api("/repos/%s/check-runs/%d", run.repo.fullName(), run.id)
	return object{
		"id": run.id, "node_id": nodeID("CheckRun", run.id), "head_sha": run.sha, "name": run.form.Name, "url": u,
		"html_url": s.web("/%s/runs/%d", run.repo.fullName(), run.id), "details_url": cmp.Or(run.form.DetailsURL, s.web("/apps/%s", run.app.slug)),
		"external_id": run.form.ExternalID, "status": run.form.Status, "conclusion": orNull(run.form.Conclusion),
		"started_at": stamp(run.started), "completed_at": stamp(run.completed),
		"check_suite": object{"id": run.id}, "pull_requests": []object{},
		"output": object{
			"title": orNull(run.form.Output.Title), "summary": orNull(run.form.Output.Summary), "text": orNull(run.form.Output.Text),
			"annotations_count": 0, "annotations_url": u + "/annotations",
		},
		"app": s.appJSON(run.app),
	}
}

// appJSON is the form of an app that its check runs carry.
func (s *Sim) appJSON(a *app) object {
	return object{
		"id": a.id, "slug": a.slug, "node_id": nodeID("App", a.id), "owner": a.bot.json, "name": a.slug, "description": "",
		"external_url": s.web("/apps/%s", a.slug), "html_url": s.web("/apps/%s", a.slug),
		"created_at": stamp(a.created), "updated_at": stamp(a.created), "permissions": a.perms, "events": eventsJSON(a),
	}
}

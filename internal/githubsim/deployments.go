package githubsim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// States of a deployment that a custom protection rule holds.
const (
	DeploymentWaiting  = "waiting"
	DeploymentApproved = "approved"
	DeploymentRejected = "rejected"
	DeploymentExpired  = "expired" // nobody decided within 30 days: the run has failed
)

// Limits of deployment protection rules.
const (
	deploymentLife   = 30 * 24 * time.Hour
	maxStatusReports = 10   // for each deployment
	maxGateComment   = 1024 // characters

)

// Deployment is what inspection shows of a workflow run whose job waits for an
// environment.
type Deployment struct {
	RunID                int64
	Repo                 string // "owner/name"
	Environment          string
	Ref, SHA             string
	State                string // one of the Deployment constants
	Reports              []GateWord
	Decisions            []GateWord // the first one counts; others came too late
	StartedAt, ExpiresAt time.Time
}

// GateWord is what somebody told the deployment.
type GateWord struct {
	By      string // the login of an app's bot, or of an admin who let it pass
	State   string // approved, rejected, or empty for a status report
	Comment string
	At      time.Time
}

// deployment is one run's job that waits for one environment.
type deployment struct {
	run, id, environmentID int64
	repo                   *repo
	creator                *account
	environment, ref, sha  string
	started                time.Time
	reports, decisions     []GateWord
}

func (d *deployment) state(now time.Time) string {
	switch {
	case len(d.decisions) > 0:
		return d.decisions[0].State
	case !now.Before(d.started.Add(deploymentLife)):
		return DeploymentExpired
	}
	return DeploymentWaiting
}

// StartDeployment runs a workflow whose job deploys to a protected environment of
// a repository ("owner/name"), and returns the run's id. Every app that subscribed
// to deployment_protection_rule protects every environment: it is asked by a
// webhook. Ref is a branch or tag; an empty sha is looked up by it.
func (s *Sim) StartDeployment(login, repo, environment, ref, sha string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.personAndRepo(login, repo)
	if err != nil {
		return 0, err
	}
	if r.forkOf != nil {
		return 0, refuse("no workflow runs in %s: it is a temporary private fork", r.fullName())
	}
	if sha == "" {
		sha = s.resolveRef(r, ref)
	}
	if sha == "" {
		return 0, refuse("%s has no branch, tag or commit %s", r.fullName(), ref)
	}
	d := &deployment{
		run: s.nextID("run"), id: s.nextID("deployment"), environmentID: s.nextID("environment"), repo: r, creator: p,
		environment: environment, ref: ref, sha: sha, started: s.now(),
	}
	r.deployments = append(r.deployments, d)
	s.emit(event{name: "deployment_protection_rule", action: "requested", owner: r.owner, repo: r, sender: p, fields: s.gateRequest(d)})
	return d.run, nil
}

// BypassDeployment lets a waiting deployment pass without asking the apps, which
// GitHub allows an admin of the repository. No webhook tells of it.
func (s *Sim) BypassDeployment(login string, runID int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.deployment(runID)
	if d == nil {
		return refuse("no workflow run %d", runID)
	}
	p, err := s.person(login)
	switch {
	case err != nil:
		return err
	case !s.administers(p, d.repo):
		return mayNot(login, "bypass the protection of "+d.environment)
	case d.state(s.now()) != DeploymentWaiting:
		return refuse("workflow run %d is %s", runID, d.state(s.now()))
	}
	d.decisions = append(d.decisions, GateWord{By: p.login, State: DeploymentApproved, At: s.now()})
	return nil
}

// Deployment is a snapshot of the run's deployment.
func (s *Sim) Deployment(runID int64) (Deployment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.deployment(runID)
	if d == nil {
		return Deployment{}, refuse("no workflow run %d", runID)
	}
	return Deployment{
		RunID: d.run, Repo: d.repo.fullName(), Environment: d.environment, Ref: d.ref, SHA: d.sha, State: d.state(s.now()),
		Reports: slices.Clone(d.reports), Decisions: slices.Clone(d.decisions),
		StartedAt: d.started, ExpiresAt: d.started.Add(deploymentLife),
	}, nil
}

func (s *Sim) deployment(runID int64) *deployment {
	for _, r := range s.repos {
		if d := r.deployment(runID); d != nil {
			return d
		}
	}
	return nil
}

func (r *repo) deployment(runID int64) *deployment {
	for _, d := range r.deployments {
		if d.run == runID {
			return d
		}
	}
	return nil
}

// gateRequest is the payload that asks an app. Beside what GitHub describes it
// has sha, ref and workflow_run, as the deliveries that were published have.
func (s *Sim) gateRequest(d *deployment) object {
	name := d.repo.fullName()
	u := s.api("/repos/%s/deployments/%d", name, d.id)
	return object{
		"environment": d.environment, "event": "workflow_dispatch", "pull_requests": []object{}, "ref": d.ref, "sha": d.sha,
		"deployment_callback_url": s.api("/repos/%s/actions/runs/%d/deployment_protection_rule", name, d.run),
		"workflow_run":            object{"id": d.run},
		"deployment": object{
			"id": d.id, "node_id": nodeID("Deployment", d.id), "url": u, "statuses_url": u + "/statuses", "task": "deploy",
			"repository_url": s.api("/repos/%s", name), "environment": d.environment, "original_environment": d.environment,
			"payload": object{}, "description": nil, "creator": d.creator.json, "ref": d.ref, "sha": d.sha,
			"transient_environment": false, "production_environment": false,
			"created_at": stamp(d.started), "updated_at": stamp(d.started),
		},
	}
}

// gateAnswer is what an app posts to a waiting deployment.
type gateAnswer struct {
	Environment string  `json:"environment_name"`
	State       *string `json:"state"`
	Comment     string  `json:"comment"`
}

// wrong names the first field that cannot be taken, and why; empty when all can.
func (a gateAnswer) wrong(d *deployment) (field, code string) {
	switch {
	case a.Environment != d.environment:
		return "environment_name", "invalid"
	case utf8.RuneCountInString(a.Comment) > maxGateComment:
		return "comment", "too_long"
	case a.State == nil && a.Comment == "":
		return "comment", "missing_field"
	case a.State == nil && len(d.reports) == maxStatusReports:
		return "comment", "too_many"
	case a.State != nil && *a.State != DeploymentApproved && *a.State != DeploymentRejected:
		return "state", "invalid"
	}
	return "", ""
}

// reviewGate answers POST …/actions/runs/{run_id}/deployment_protection_rule:
// with a state it decides, without one it only reports.
func reviewGate(c *call) reply {
	d := c.waiting()
	if d == nil {
		return notFound()
	}
	var a gateAnswer
	if json.Unmarshal(c.body, &a) != nil {
		return problem(http.StatusBadRequest, "Problems parsing JSON")
	}
	if field, code := a.wrong(d); field != "" {
		return invalid("DeploymentProtectionRule", field, code)
	}
	if c.sim.opts.RefuseLateDecisions && d.state(c.now) != DeploymentWaiting {
		return invalid("DeploymentProtectionRule", "state", "unprocessable")
	}
	word := GateWord{By: c.caller.app.bot.login, Comment: a.Comment, At: c.now}
	switch {
	case a.State == nil:
		d.reports = append(d.reports, word)
	case d.state(c.now) != DeploymentExpired:
		word.State = *a.State
		d.decisions = append(d.decisions, word)
	}
	return reply{status: http.StatusNoContent}
}

// waiting finds the deployment of the run the path names.
func (c *call) waiting() *deployment {
	id, err := strconv.ParseInt(c.param("run_id"), 10, 64)
	if err != nil {
		return nil
	}
	return c.repo.deployment(id)
}

// listPendingDeployments answers GET …/actions/runs/{run_id}/pending_deployments.
func listPendingDeployments(c *call) reply {
	d := c.waiting()
	if d == nil {
		return notFound()
	}
	list := []object{}
	if d.state(c.now) == DeploymentWaiting {
		list = append(list, object{
			"environment": object{
				"id": d.environmentID, "node_id": nodeID("Environment", d.environmentID), "name": d.environment,
				"url":      c.sim.api("/repos/%s/environments/%s", c.repo.fullName(), d.environment),
				"html_url": c.sim.web("/%s/deployments/activity_log?environments_filter=%s", c.repo.fullName(), d.environment),
			},
			"wait_timer": 0, "wait_timer_started_at": nil, "current_user_can_approve": false, "reviewers": []object{},
		})
	}
	return reply{status: http.StatusOK, body: list}
}

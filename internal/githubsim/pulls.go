package githubsim

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// PullRequest is what somebody fills in to open a pull request.
type PullRequest struct {
	Title, Body string
	Branch      string // head, in the same repository
	Base        string // empty means the default branch
	Draft       bool
}

type pull struct {
	id               int64
	number           int
	repo             *repo
	author           *account
	form             PullRequest
	head, base       string // commits
	commits          []string
	created, updated time.Time
	closed, merged   time.Time
	mergedBy         *account
	mergeSHA         string
	reviews          []*review
}

func (pr *pull) state() string {
	if pr.closed.IsZero() {
		return "open"
	}
	return "closed"
}

// review is somebody's word on a pull request at one commit.
type review struct {
	id     int64
	author *account
	state  string
	body   string
	sha    string
	at     time.Time
}

// OpenPullRequest opens a pull request in a repository ("owner/name", also a
// temporary private fork) and returns its number.
func (s *Sim) OpenPullRequest(login, repo string, form PullRequest) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	p, r, err := s.codeAccess(login, repo)
	if err != nil {
		return 0, err
	}
	if form.Base == "" {
		form.Base = r.branch
	}
	pr := &pull{
		id: s.nextID("pull"), number: r.nextNumber(), repo: r, author: p, form: form,
		base: s.head(r, form.Base), created: s.now(), updated: s.now(),
	}
	pr.head = s.push(r, p, Commit{Branch: form.Branch, Message: form.Title}).sha
	pr.commits = []string{pr.head}
	r.pulls = append(r.pulls, pr)
	s.pullChanged("opened", pr, p, nil)
	return pr.number, nil
}

// PushToPullRequest adds a commit to an open pull request and returns its SHA.
func (s *Sim) PushToPullRequest(login, repo string, number int) (string, error) {
	var sha string
	err := s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if !pr.closed.IsZero() {
			return refuse("pull request %d is closed", number)
		}
		sha = s.push(pr.repo, p, Commit{Branch: pr.form.Branch, Message: "Work on " + pr.form.Title}).sha
		s.advancePull(pr, p, sha)
		return nil
	})
	return sha, err
}

// Review leaves a review on the pull request's newest commit: APPROVED,
// CHANGES_REQUESTED or COMMENTED.
func (s *Sim) Review(login, repo string, number int, state, body string) error {
	return s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if !slices.Contains([]string{"APPROVED", "CHANGES_REQUESTED", "COMMENTED"}, state) {
			return refuse("%q is no state of a review", state)
		}
		if p == pr.author && state != "COMMENTED" {
			return refuse("%s cannot review their own pull request", login)
		}
		rv := &review{id: s.nextID("review"), author: p, state: state, body: body, sha: pr.head, at: s.now()}
		pr.reviews = append(pr.reviews, rv)
		pr.updated = s.now()
		s.reviewChanged("submitted", pr, rv, p)
		return nil
	})
}

// MergePullRequest merges an open pull request and returns the merge commit's SHA.
func (s *Sim) MergePullRequest(login, repo string, number int) (string, error) {
	var sha string
	err := s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if !pr.closed.IsZero() {
			return refuse("pull request %d is closed", number)
		}
		sha = s.merge(pr, p)
		return nil
	})
	return sha, err
}

func (s *Sim) onPull(login, name string, number int, act func(*pull, *account) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	p, r, err := s.codeAccess(login, name)
	if err != nil {
		return err
	}
	pr := r.pull(number)
	if pr == nil {
		return refuse("%s has no pull request %d", r.fullName(), number)
	}
	return act(pr, p)
}

// nextNumber is the number of the next issue or pull request.
func (r *repo) nextNumber() int { return len(r.pulls) + len(r.issues) + 1 }

func (r *repo) pull(number int) *pull {
	i, found := slices.BinarySearchFunc(r.pulls, number, func(pr *pull, n int) int { return pr.number - n })
	if !found {
		return nil
	}
	return r.pulls[i]
}

// codeAccess is personAndRepo for code: a temporary private fork is only for those
// who see its advisory.
func (s *Sim) codeAccess(login, name string) (*account, *repo, error) {
	p, r, err := s.personAndRepo(login, name)
	if err == nil && r.forkOf != nil && !s.sees(p, r.forkOf) {
		err = mayNot(login, "work in "+r.fullName())
	}
	return p, r, err
}

// commit makes up the SHA of a new commit.
func (s *Sim) commit() string { return gitHash(fmt.Sprintf("commit %d", s.nextID("commit"))) }

func (c *call) pull() *pull {
	n, err := strconv.Atoi(c.param("pull_number"))
	if err != nil {
		return nil
	}
	return c.repo.pull(n)
}

// listPulls answers GET /repos/{owner}/{repo}/pulls.
func listPulls(c *call) reply {
	state := c.query("state")
	if state == "" {
		state = "open"
	}
	if !slices.Contains([]string{"open", "closed", "all"}, state) {
		return invalid("PullRequest", "state", "invalid")
	}
	head, base := c.query("head"), c.query("base")
	all := slices.DeleteFunc(slices.Clone(c.repo.pulls), func(pr *pull) bool {
		return (state != "all" && state != pr.state()) || (base != "" && base != pr.form.Base) ||
			(head != "" && head != c.repo.owner.login+":"+pr.form.Branch)
	})
	if c.query("sort") == "updated" {
		slices.SortStableFunc(all, func(a, b *pull) int { return a.updated.Compare(b.updated) })
	}
	if d := c.query("direction"); d == "desc" || d == "" {
		slices.Reverse(all)
	}
	list := []object{}
	for _, pr := range page(c, all) {
		list = append(list, c.sim.pullJSON(pr))
	}
	return reply{status: http.StatusOK, body: list}
}

// getPull answers GET /repos/{owner}/{repo}/pulls/{pull_number}.
func getPull(c *call) reply {
	pr := c.pull()
	if pr == nil {
		return notFound()
	}
	return reply{status: http.StatusOK, body: c.sim.fullPullJSON(pr)}
}

// fullPullJSON is GitHub's pull-request form.
func (s *Sim) fullPullJSON(pr *pull) object {
	o := s.pullJSON(pr)
	open := pr.closed.IsZero()
	maps.Copy(o, object{
		"merged": !pr.merged.IsZero(), "mergeable": open, "rebaseable": open, "mergeable_state": "clean",
		"merged_by": userJSON(pr.mergedBy), "comments": 0, "review_comments": 0, "maintainer_can_modify": false,
		"commits": len(pr.commits), "additions": 1, "deletions": 1, "changed_files": 1,
	})
	return o
}

// listReviews answers GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews.
func listReviews(c *call) reply {
	pr := c.pull()
	if pr == nil {
		return notFound()
	}
	list := []object{}
	for _, r := range page(c, pr.reviews) {
		list = append(list, c.sim.reviewJSON(pr, r))
	}
	return reply{status: http.StatusOK, body: list}
}

func (s *Sim) reviewJSON(pr *pull, r *review) object {
	u := s.api("/repos/%s/pulls/%d", pr.repo.fullName(), pr.number)
	page := s.web("/%s/pull/%d#pullrequestreview-%d", pr.repo.fullName(), pr.number, r.id)
	return object{
		"id": r.id, "node_id": nodeID("PullRequestReview", r.id), "user": r.author.json, "body": r.body,
		"state": r.state, "html_url": page, "pull_request_url": u, "commit_id": r.sha,
		"submitted_at": stamp(r.at), "author_association": s.association(pr.repo, r.author),
		"_links": object{"html": object{"href": page}, "pull_request": object{"href": u}},
	}
}

// pullJSON is GitHub's pull-request-simple form.
func (s *Sim) pullJSON(pr *pull) object {
	r := pr.repo
	u := s.api("/repos/%s/pulls/%d", r.fullName(), pr.number)
	issue := s.api("/repos/%s/issues/%d", r.fullName(), pr.number)
	statuses := s.api("/repos/%s/statuses/%s", r.fullName(), pr.head)
	page := s.web("/%s/pull/%d", r.fullName(), pr.number)
	link := func(href string) object { return object{"href": href} }
	side := func(branch, sha string) object {
		return object{
			"label": r.owner.login + ":" + branch, "ref": branch, "sha": sha, "user": r.owner.json, "repo": s.repoJSON(r),
		}
	}
	return object{
		"id": pr.id, "node_id": nodeID("PullRequest", pr.id), "number": pr.number, "state": pr.state(), "locked": false,
		"title": pr.form.Title, "body": orNull(pr.form.Body), "draft": pr.form.Draft, "user": pr.author.json,
		"url": u, "html_url": page, "diff_url": page + ".diff", "patch_url": page + ".patch", "issue_url": issue,
		"commits_url": u + "/commits", "review_comments_url": u + "/comments",
		"review_comment_url": s.api("/repos/%s/pulls/comments{/number}", r.fullName()),
		"comments_url":       issue + "/comments", "statuses_url": statuses,
		"created_at": stamp(pr.created), "updated_at": stamp(pr.updated), "closed_at": stamp(pr.closed),
		"merged_at": stamp(pr.merged), "merge_commit_sha": orNull(pr.mergeSHA),
		"assignee": nil, "assignees": []object{}, "requested_reviewers": []object{}, "requested_teams": []object{},
		"labels": []object{}, "milestone": nil, "auto_merge": nil, "active_lock_reason": nil,
		"author_association": s.association(r, pr.author),
		"head":               side(pr.form.Branch, pr.head), "base": side(pr.form.Base, pr.base),
		"_links": object{
			"self": link(u), "html": link(page), "issue": link(issue), "comments": link(issue + "/comments"),
			"review_comments": link(u + "/comments"), "commits": link(u + "/commits"), "statuses": link(statuses),
			"review_comment": link(s.api("/repos/%s/pulls/comments{/number}", r.fullName())),
		},
	}
}

package githubsim

import (
	"maps"
	"slices"
	"strings"
)

// PullEdit changes a pull request's form; nil leaves a field as it is.
type PullEdit struct{ Title, Body *string }

// EditPullRequest changes title or body of a pull request and tells the apps.
func (s *Sim) EditPullRequest(login, repo string, number int, edit PullEdit) error {
	return s.onPull(login, repo, number, func(pr *pull, p *account) error {
		changes := object{}
		set := func(name string, field, to *string) {
			if to != nil && *field != *to {
				changes[name], *field = object{"from": *field}, *to
			}
		}
		set("title", &pr.form.Title, edit.Title)
		set("body", &pr.form.Body, edit.Body)
		pr.updated = s.now()
		s.pullChanged("edited", pr, p, object{"changes": changes})
		return nil
	})
}

// ClosePullRequest closes an open pull request without merging it.
func (s *Sim) ClosePullRequest(login, repo string, number int) error {
	return s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if !pr.closed.IsZero() {
			return refuse("pull request %d is closed", number)
		}
		pr.closed, pr.updated = s.now(), s.now()
		s.pullChanged("closed", pr, p, nil)
		return nil
	})
}

// ReopenPullRequest opens a pull request again that was closed without merging.
func (s *Sim) ReopenPullRequest(login, repo string, number int) error {
	return s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if pr.closed.IsZero() || !pr.merged.IsZero() {
			return refuse("pull request %d is open or merged", number)
		}
		pr.closed, pr.updated = zeroTime, s.now()
		s.pullChanged("reopened", pr, p, nil)
		return nil
	})
}

// DismissReview dismisses the newest approval or request for changes that the
// reviewer gave, as somebody who administers the repository.
func (s *Sim) DismissReview(login, repo string, number int, reviewer string) error {
	return s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if !s.administers(p, pr.repo) {
			return mayNot(login, "dismiss reviews in "+pr.repo.fullName())
		}
		for _, rv := range slices.Backward(pr.reviews) {
			if key(rv.author.login) == key(reviewer) && (rv.state == "APPROVED" || rv.state == "CHANGES_REQUESTED") {
				rv.state, pr.updated = "DISMISSED", s.now()
				s.reviewChanged("dismissed", pr, rv, p)
				return nil
			}
		}
		return refuse("%s has no review to dismiss by %s", repo, reviewer)
	})
}

// advancePull makes a commit of its branch the pull request's head.
func (s *Sim) advancePull(pr *pull, p *account, sha string) {
	before := pr.head
	pr.head, pr.updated = sha, s.now()
	pr.commits = append(pr.commits, sha)
	s.pullChanged("synchronize", pr, p, object{"before": before, "after": sha})
}

// merge merges an open pull request by a merge commit and returns its SHA.
func (s *Sim) merge(pr *pull, p *account) string {
	r, base := pr.repo, pr.form.Base
	before := s.head(r, base)
	c := s.addCommit(r, p, "Merge "+pr.form.Title, r.mergeTree(pr), before, pr.head)
	r.history.heads[base] = c.sha
	pr.mergeSHA, pr.mergedBy = c.sha, p
	pr.merged, pr.closed, pr.updated = s.now(), s.now(), s.now()
	s.pushed(r, p, "refs/heads/"+base, before, c)
	s.pullChanged("closed", pr, p, nil)
	return c.sha
}

// pullChanged tells the apps about a pull request; more are fields beside it.
func (s *Sim) pullChanged(action string, pr *pull, sender *account, more object) {
	fields := object{"number": pr.number, "pull_request": s.fullPullJSON(pr)}
	maps.Copy(fields, more)
	s.emit(event{name: "pull_request", action: action, owner: pr.repo.owner, repo: pr.repo, sender: sender, fields: fields})
}

// reviewChanged tells the apps about a review, whose state webhooks write small.
func (s *Sim) reviewChanged(action string, pr *pull, rv *review, sender *account) {
	o := s.reviewJSON(pr, rv)
	o["state"] = strings.ToLower(rv.state)
	s.emit(event{
		name: "pull_request_review", action: action, owner: pr.repo.owner, repo: pr.repo, sender: sender,
		fields: object{"review": o, "pull_request": s.pullJSON(pr)},
	})
}

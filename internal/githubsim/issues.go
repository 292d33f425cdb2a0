package githubsim

import "time"

// Issue is what somebody fills in to open an issue.
type Issue struct{ Title, Body string }

type issue struct {
	id      int64
	number  int
	author  *account
	form    Issue
	created time.Time
	replies int
}

// OpenIssue opens an issue in a repository ("owner/name"), returns its number and
// tells the apps by a webhook.
func (s *Sim) OpenIssue(login, repo string, form Issue) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.codeAccess(login, repo)
	switch {
	case err != nil:
		return 0, err
	case r.forkOf != nil:
		return 0, refuse("%s is a temporary private fork, which has no issues", r.fullName())
	}
	i := &issue{id: s.nextID("issue"), number: r.nextNumber(), author: p, form: form, created: s.now()}
	r.issues = append(r.issues, i)
	s.emit(event{
		name: "issues", action: "opened", owner: r.owner, repo: r, sender: p, fields: object{"issue": s.issueJSON(r, i)},
	})
	return i.number, nil
}

// CommentIssue comments on an issue or a pull request and tells the apps.
func (s *Sim) CommentIssue(login, repo string, number int, body string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.codeAccess(login, repo)
	switch {
	case err != nil:
		return err
	case r.forkOf != nil:
		return refuse("nobody comments on pull requests of %s: it is a temporary private fork", r.fullName())
	}
	on := r.issue(number)
	if on == nil {
		return refuse("%s has no issue or pull request %d", r.fullName(), number)
	}
	on.replies++
	target := s.issueJSON(r, on)
	if pr := r.pull(number); pr != nil {
		u := s.api("/repos/%s/pulls/%d", r.fullName(), number)
		page := s.web("/%s/pull/%d", r.fullName(), number)
		target["state"], target["html_url"], target["draft"] = pr.state(), page, pr.form.Draft
		target["pull_request"] = object{
			"url": u, "html_url": page, "diff_url": page + ".diff", "patch_url": page + ".patch", "merged_at": stamp(pr.merged),
		}
	}
	id := s.nextID("issue comment")
	u := s.api("/repos/%s/issues/comments/%d", r.fullName(), id)
	s.emit(event{name: "issue_comment", action: "created", owner: r.owner, repo: r, sender: p, fields: object{
		"issue": target,
		"comment": object{
			"id": id, "node_id": nodeID("IssueComment", id), "url": u, "issue_url": target["url"], "body": body, "user": p.json,
			"html_url":   s.web("/%s/issues/%d#issuecomment-%d", r.fullName(), number, id),
			"created_at": stamp(s.now()), "updated_at": stamp(s.now()), "author_association": s.association(r, p),
			"performed_via_github_app": nil, "reactions": noReactions(u),
		},
	}})
	return nil
}

// issue finds an issue, or what a pull request looks like as one.
func (r *repo) issue(number int) *issue {
	for _, i := range r.issues {
		if i.number == number {
			return i
		}
	}
	if pr := r.pull(number); pr != nil {
		return &issue{id: pr.id, number: number, author: pr.author, form: Issue{pr.form.Title, pr.form.Body}, created: pr.created}
	}
	return nil
}

// issueJSON is GitHub's issue form.
func (s *Sim) issueJSON(r *repo, i *issue) object {
	u := s.api("/repos/%s/issues/%d", r.fullName(), i.number)
	return object{
		"id": i.id, "node_id": nodeID("Issue", i.id), "number": i.number, "title": i.form.Title, "body": orNull(i.form.Body),
		"state": "open", "state_reason": nil, "locked": false, "active_lock_reason": nil, "user": i.author.json,
		"author_association": s.association(r, i.author), "labels": []object{}, "assignee": nil, "assignees": []object{},
		"milestone": nil, "comments": i.replies, "created_at": stamp(i.created), "updated_at": stamp(s.now()), "closed_at": nil,
		"url": u, "repository_url": s.api("/repos/%s", r.fullName()), "labels_url": u + "/labels{/name}",
		"comments_url": u + "/comments", "events_url": u + "/events", "timeline_url": u + "/timeline",
		"html_url":  s.web("/%s/issues/%d", r.fullName(), i.number),
		"reactions": noReactions(u), "performed_via_github_app": nil,
	}
}

// noReactions is the form of reactions nobody had.
func noReactions(u string) object {
	o := object{"url": u + "/reactions", "total_count": 0}
	for _, name := range []string{"+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"} {
		o[name] = 0
	}
	return o
}

// CommentCommit comments on a commit and tells the apps.
func (s *Sim) CommentCommit(login, repo, sha, body string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.codeAccess(login, repo)
	if err != nil {
		return err
	}
	id := s.nextID("commit comment")
	u := s.api("/repos/%s/comments/%d", r.fullName(), id)
	s.emit(event{name: "commit_comment", action: "created", owner: r.owner, repo: r, sender: p, fields: object{
		"comment": object{
			"id": id, "node_id": nodeID("CommitComment", id), "url": u, "body": body, "user": p.json, "commit_id": sha,
			"html_url": s.web("/%s/commit/%s#commitcomment-%d", r.fullName(), sha, id), "path": nil, "line": nil, "position": nil,
			"created_at": stamp(s.now()), "updated_at": stamp(s.now()), "author_association": s.association(r, p),
			"reactions": noReactions(u),
		},
	}})
	return nil
}

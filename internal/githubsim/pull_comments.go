package githubsim

// CommentPullRequest comments on the first line of a file of a pull request and tells the apps. Nobody can in a temporary
// private fork.
func (s *Sim) CommentPullRequest(login, repo string, number int, path, body string) error {
	return s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if pr.repo.forkOf != nil {
			return refuse("nobody comments on pull requests of %s: it is a temporary private fork", repo)
		}
		pr.updated = s.now()
		s.emit(event{
			name: "pull_request_review_comment", action: "created", owner: pr.repo.owner, repo: pr.repo, sender: p,
			fields: object{"comment": s.reviewCommentJSON(pr, p, path, body), "pull_request": s.pullJSON(pr)},
		})
		return nil
	})
}

// reviewCommentJSON is GitHub's pull-request-review-comment form, of a new comment.
func (s *Sim) reviewCommentJSON(pr *pull, p *account, path, body string) object {
	id := s.nextID("review comment")
	own := s.api("/repos/%s/pulls/comments/%d", pr.repo.fullName(), id)
	on := s.api("/repos/%s/pulls/%d", pr.repo.fullName(), pr.number)
	page := s.web("/%s/pull/%d#discussion_r%d", pr.repo.fullName(), pr.number, id)
	return object{
		"id": id, "node_id": nodeID("PullRequestReviewComment", id), "pull_request_review_id": s.nextID("review"), "url": own,
		"html_url": page, "pull_request_url": on, "body": body, "user": p.json, "path": path, "diff_hunk": "@@ -0,0 +1 @@",
		"commit_id": pr.head, "original_commit_id": pr.head, "position": 1, "original_position": 1, "line": 1,
		"original_line": 1, "start_line": nil, "original_start_line": nil, "side": "RIGHT", "start_side": nil,
		"subject_type": "line", "created_at": stamp(s.now()), "updated_at": stamp(s.now()),
		"author_association": s.association(pr.repo, p), "reactions": noReactions(own),
		"_links": object{"self": object{"href": own}, "html": object{"href": page}, "pull_request": object{"href": on}},
	}
}

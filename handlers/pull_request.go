package handlers

// pullRequestEvent: a pull request changed; it may fix an advisory.
var pullRequestEvent = reader{event: "pull_request", repository: true, read: readPullRequest}

// readPullRequest finds the advisories that a pull request may belong to: those of its own repository, and those
// that its branch, title or body names, as the ones in a private fix repository do.
func readPullRequest(p payload) (concern, error) {
	name, err := p.repositoryName()
	if err != nil {
		return concern{}, err
	}
	branch, title, body := p.text("pull_request", "head", "ref"), p.text("pull_request", "title"), p.text("pull_request", "body")
	return concern{repo: name, named: mentions(branch, title, body)}, nil
}

package handlers

import (
	"strconv"

	"github.com/embargo-app/embargo/policy"
)

// pullRequestEvent: a pull request changed; it may fix an advisory.
var pullRequestEvent = reader{event: "pull_request", repository: true, read: readPullRequest, passages: func(p payload) []passage {
	return one(policy.LeakPull, p.GetInt("pull_request", "number"), 0, p.GetStringBytes("pull_request", "title"),
		p.GetStringBytes("pull_request", "body"), p.GetStringBytes("pull_request", "head", "ref"))
}}

// readPullRequest finds the advisories that a pull request may belong to: the one that named it by /fix-ready, those
// of its own repository, and those that its branch, title or body names, as in a private fix repository.
func readPullRequest(p payload) (concern, error) {
	name, err := p.repositoryName()
	if err != nil {
		return concern{}, err
	}
	branch, title, body := p.text("pull_request", "head", "ref"), p.text("pull_request", "title"), p.text("pull_request", "body")
	return concern{repo: name, pull: name + "#" + strconv.Itoa(p.GetInt("pull_request", "number")), named: mentions(branch, title, body), roster: p.rosterProposal(name)}, nil
}

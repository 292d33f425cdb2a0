package handlers

import "github.com/embargo-app/embargo/policy"

// repositoryEvent: a repository was made, renamed or opened to the public. One that is named after an advisory is
// seen to where all events of such repositories are.
var repositoryEvent = reader{event: "repository", repository: true, read: func(p payload) (concern, error) {
	name, err := p.repositoryName()
	if err != nil || p.text("action") != "publicized" {
		return concern{}, err
	}
	return concern{sights: []sight{{place: policy.LeakPlace{Kind: policy.LeakFixPublicity, Repo: name, Fix: name}}}}, nil
}}

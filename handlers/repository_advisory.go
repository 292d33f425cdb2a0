package handlers

import "github.com/embargo-app/embargo/internal/leak"

// repositoryAdvisoryEvent: an advisory was reported or published. Real payloads leave most fields null, and none
// is believed anyway: the advisory is looked at.
var repositoryAdvisoryEvent = reader{event: "repository_advisory", repository: true, read: func(p payload) (concern, error) {
	name, err := p.repositoryName()
	if err != nil {
		return concern{}, err
	}
	ghsa, ok := leak.AdvisoryID(p.text("repository_advisory", "ghsa_id"))
	if !ok {
		return concern{}, errIdentifier
	}
	return concern{advisory: name + "/" + ghsa}, nil
}}

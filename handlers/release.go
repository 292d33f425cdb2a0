package handlers

// releaseEvent: a release appeared, changed or went away; it may be the fixed one of an advisory.
var releaseEvent = reader{event: "release", repository: true, read: func(p payload) (concern, error) {
	name, err := p.repositoryName()
	return concern{repo: name, released: true}, err
}}

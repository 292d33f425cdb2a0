package handlers

import "github.com/embargo-app/embargo/policy"

// releaseEvent: a release appeared, changed or went away; it may be the fixed one of an advisory.
var releaseEvent = reader{event: "release", repository: true, read: func(p payload) (concern, error) {
	name, err := p.repositoryName()
	return concern{repo: name, released: true}, err
}, passages: func(p payload) []passage {
	if p.GetBool("release", "draft") {
		return nil
	}
	passages := one(policy.LeakRelease, 0, p.GetInt("release", "id"), p.GetStringBytes("release", "name"),
		p.GetStringBytes("release", "body"), p.GetStringBytes("release", "tag_name"))
	passages[0].tag = p.text("release", "tag_name")
	return passages
}}

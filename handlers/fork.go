package handlers

import "github.com/embargo-app/embargo/policy"

// forkEvent: a repository was forked. A private fork with an advisory's name belongs to the advisory; everything else
// that carries such a name, or is a copy of where fixes are worked on, has got out.
var forkEvent = reader{event: "fork", repository: true, ofForks: true, read: func(p payload) (concern, error) {
	name, err := p.repositoryName()
	fork := p.text("forkee", "full_name")
	if err != nil || !isRepository(fork) {
		return concern{}, errIdentifier
	}
	var c concern
	ghsa, named := forkAdvisory(fork)
	if named {
		c.named = []string{ghsa}
	}
	of, copied := forkAdvisory(name)
	switch {
	case copied:
		c.sights = []sight{{place: policy.LeakPlace{Kind: policy.LeakFork, Repo: fork}, ghsa: of}}
	case named && p.isPublic("forkee"):
		c.sights = []sight{{place: policy.LeakPlace{Kind: policy.LeakFork, Repo: fork}, ghsa: ghsa}}
	case p.isPrivate("repository"):
		c.sights = []sight{{place: policy.LeakPlace{Kind: policy.LeakFixFork, Repo: fork, Fix: name}}}
	}
	return c, nil
}}

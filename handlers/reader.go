package handlers

import (
	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/policy"
)

// reader translates the payloads of one event.
type reader struct {
	event string
	read  func(payload) (concern, error)
	// repository is set for events of a repository: read gets no payload without a sane one, and none from a
	// temporary private fork.
	repository bool
	// ofForks has read get payloads of temporary private forks as well.
	ofForks bool
	// passages gives what an event of a public repository says to everybody; nil for nothing.
	passages func(payload) []passage
	// leaks scans it; nil for not at all.
	leaks *leak.Guard
}

// readers are all the events that are handled; all others are answered with success and forgotten.
var readers = []reader{
	checkRunEvent,
	checkSuiteEvent,
	deploymentProtectionRuleEvent,
	forkEvent,
	installationEvent,
	installationRepositoriesEvent,
	issueCommentEvent,
	commitCommentEvent,
	issuesEvent,
	membershipEvent,
	organizationEvent,
	pingEvent,
	pullRequestEvent,
	pullRequestReviewCommentEvent,
	pullRequestReviewEvent,
	pushEvent,
	releaseEvent,
	repositoryAdvisoryEvent,
	repositoryEvent,
	teamEvent,
}

// read finds out what a payload concerns.
func read(r reader, p payload) (concern, error) {
	installation, err := p.installationID()
	if err != nil {
		return concern{}, err
	}
	var c concern
	if r.repository {
		if c, err = readRepository(r, p); err != nil {
			return concern{}, err
		}
	} else if c, err = r.read(p); err != nil {
		return concern{}, err
	}
	c.installation = installation
	return c, nil
}

// readRepository keeps events of temporary private forks from everybody: they concern their advisory.
func readRepository(r reader, p payload) (concern, error) {
	name, err := p.repositoryName()
	if err != nil {
		return concern{}, err
	}
	ghsa, fork := forkAdvisory(name)
	if !fork {
		c, err := r.read(p)
		c.sights = append(c.sights, r.sights(p)...)
		return c, err
	}
	var c concern
	if r.ofForks {
		if c, err = r.read(p); err != nil {
			return concern{}, err
		}
	}
	c.named = append(c.named, ghsa)
	if p.isPublic("repository") {
		c.sights = append(c.sights, sight{place: policy.LeakPlace{Kind: policy.LeakRepository, Repo: name}, ghsa: ghsa})
	}
	return c, nil
}

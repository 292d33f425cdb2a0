package handlers

// reader translates the payloads of one event.
type reader struct {
	event string
	read  func(payload) (concern, error)
	// repository is set for events of a repository: read gets no payload without a sane one, and none from a
	// temporary private fork.
	repository bool
}

// readers are all the events that are handled; all others are answered with success and forgotten.
var readers = []reader{
	installationEvent,
	installationRepositoriesEvent,
	membershipEvent,
	organizationEvent,
	pingEvent,
	pullRequestEvent,
	pullRequestReviewEvent,
	pushEvent,
	releaseEvent,
	repositoryAdvisoryEvent,
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
	if ghsa, ok := ForkAdvisory(name); ok {
		return concern{named: []string{ghsa}}, nil
	}
	return r.read(p)
}

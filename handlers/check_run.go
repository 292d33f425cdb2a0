package handlers

// checkRunEvent: somebody pressed "Re-run" on a check of ours.
var checkRunEvent = reader{event: "check_run", repository: true, read: readRerun}

// readRerun has everything looked at that a check may be about. Which pull requests a check belongs to is told
// only in part, and the button is pressed rarely: all open advisories of the installation are looked at.
func readRerun(p payload) (concern, error) {
	if p.text("action") != "rerequested" {
		return concern{}, nil
	}
	name, err := p.repositoryName()
	if err != nil {
		return concern{}, err
	}
	c := concern{all: true, repo: name, released: true}
	for _, field := range []string{"check_run", "check_suite"} {
		if sha := p.text(field, "head_sha"); consists(sha, maxSHA, "") {
			c.rerun = name + "/" + sha
			break
		}
	}
	if owner, ok := processRepository(name); ok {
		c.roster = owner // which goes through the open proposals
	}
	return c, nil
}

package githubsim

import (
	"slices"
)

// Report is what the form for reporting a vulnerability asks for.
type Report struct {
	Summary         string
	Description     string
	Severity        string // low, medium, high, critical; overridden by CVSS
	CVSS            string // a vector; empty for none
	Vulnerabilities []Vulnerability
}

// Report files a private vulnerability report on a public repository
// ("owner/name"): an advisory in triage on which the reporter collaborates and is
// credited. Apps are told by a repository_advisory webhook.
func (s *Sim) Report(login, repo string, rep Report) (Ref, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.personAndRepo(login, repo)
	if err != nil {
		return Ref{}, err
	}
	if r.private {
		return Ref{}, refuse("%s is private: private reports work on public repositories", r.fullName())
	}
	if r.unreported {
		return Ref{}, refuse("%s takes no private reports: see SetPrivateReporting", r.fullName())
	}
	a, err := s.addAdvisory(r, p, StateTriage, rep)
	if err != nil {
		return Ref{}, err
	}
	a.users = []*account{p}
	a.credits = []Credit{{Login: p.login, Type: "finder"}}
	s.advisoryChanged("reported", a, p)
	return a.ref(), nil
}

// Draft opens a draft advisory, as somebody who administers the repository. No
// webhook tells of it.
func (s *Sim) Draft(login, repo string, rep Report) (Ref, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.personAndRepo(login, repo)
	if err != nil {
		return Ref{}, err
	}
	if !s.administers(p, r) {
		return Ref{}, mayNot(login, "open an advisory in "+r.fullName())
	}
	a, err := s.addAdvisory(r, p, StateDraft, rep)
	if err != nil {
		return Ref{}, err
	}
	return a.ref(), nil
}

// Accept turns a report into a draft.
func (s *Sim) Accept(login string, ref Ref) error {
	return s.administer(login, ref, "accept the report", func(a *advisory, _ *account) error {
		if a.state != StateTriage {
			return refuse("%s is in state %s, not in triage", ref, a.state)
		}
		s.change(a, true, func() { a.state, a.accepted = StateDraft, true })
		return nil
	})
}

// Close rejects a report or gives up a draft.
func (s *Sim) Close(login string, ref Ref) error {
	return s.administer(login, ref, "close the advisory", func(a *advisory, _ *account) error {
		if a.state != StateTriage && a.state != StateDraft {
			return refuse("%s is in state %s", ref, a.state)
		}
		s.change(a, true, func() { a.state, a.closed = StateClosed, s.now() })
		return nil
	})
}

// Publish makes the advisory public for ever: its thread closes, its private fork
// is deleted, and apps are told by a webhook.
func (s *Sim) Publish(login string, ref Ref) error {
	return s.administer(login, ref, "publish the advisory", func(a *advisory, p *account) error {
		if a.state != StateDraft {
			return refuse("%s is in state %s; only a draft can be published", ref, a.state)
		}
		s.publish(a, p)
		return nil
	})
}

// AddCollaborator adds a person (login) or a team ("org/slug") to the advisory.
func (s *Sim) AddCollaborator(login string, ref Ref, who string) error {
	return s.administer(login, ref, "change collaborators", func(a *advisory, _ *account) error {
		if t := s.teams[key(who)]; t != nil {
			if !slices.Contains(a.teams, t) {
				s.change(a, true, func() { a.teams = append(a.teams, t) })
			}
			return nil
		}
		p, err := s.person(who)
		if err != nil {
			return err
		}
		if !slices.Contains(a.users, p) {
			s.change(a, true, func() { a.users = append(a.users, p) })
		}
		return nil
	})
}

// RemoveCollaborator takes a person (login) or a team ("org/slug") off the
// advisory; removing who is not there changes nothing.
func (s *Sim) RemoveCollaborator(login string, ref Ref, who string) error {
	return s.administer(login, ref, "change collaborators", func(a *advisory, _ *account) error {
		s.change(a, true, func() {
			a.users = slices.DeleteFunc(slices.Clone(a.users), func(u *account) bool { return key(u.login) == key(who) })
			a.teams = slices.DeleteFunc(slices.Clone(a.teams), func(t *team) bool { return key(t.org.login, t.slug) == key(who) })
		})
		return nil
	})
}

// Details are the fields of an advisory's form; nil leaves one as it is.
type Details struct {
	Summary, Description *string
	Vulnerabilities      []Vulnerability
	CWEs                 []string
	Credits              []Credit
}

// SetDetails fills in the advisory's form.
func (s *Sim) SetDetails(login string, ref Ref, d Details) error {
	return s.collaborate(login, ref, "edit the advisory", func(a *advisory, _ *account) error {
		for _, c := range d.Credits {
			if s.accounts[key(c.Login)] == nil {
				return refuse("no user %s to credit", c.Login)
			}
		}
		s.change(a, true, func() {
			if d.Summary != nil {
				a.summary = *d.Summary
			}
			if d.Description != nil {
				a.description = *d.Description
			}
			if d.Vulnerabilities != nil {
				a.vulns = slices.Clone(d.Vulnerabilities)
			}
			if d.CWEs != nil {
				a.cwes = slices.Clone(d.CWEs)
			}
			if d.Credits != nil {
				a.credits = slices.Clone(d.Credits)
			}
		})
		return nil
	})
}

// SetCVSS records a CVSS vector; score and severity follow from it.
func (s *Sim) SetCVSS(login string, ref Ref, vector string) error {
	return s.collaborate(login, ref, "edit the advisory", func(a *advisory, _ *account) error {
		if _, err := scoreOf(vector); err != nil {
			return refuse("CVSS vector: %w", err)
		}
		var err error
		s.change(a, true, func() { err = a.setVector(vector) })
		return err
	})
}

// RequestCVE asks GitHub for a CVE; AssignCVE is the answer.
func (s *Sim) RequestCVE(login string, ref Ref) error {
	return s.administer(login, ref, "request a CVE", func(a *advisory, _ *account) error {
		a.cveRequested = s.now()
		return nil
	})
}

// AssignCVE is GitHub (or another numbering authority) assigning the CVE.
func (s *Sim) AssignCVE(ref Ref, cve string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.advisory(ref)
	if err != nil {
		return err
	}
	if !cvePattern.MatchString(cve) {
		return refuse("%q is no CVE id", cve)
	}
	s.change(a, true, func() { a.cve = cve })
	return nil
}

// CreateFork asks for the temporary private fork; the advisory shows it once
// Options.ForkDelay is over.
func (s *Sim) CreateFork(login string, ref Ref) error {
	return s.administer(login, ref, "create the fork", func(a *advisory, _ *account) error {
		if a.state == StatePublished || a.state == StateClosed {
			return refuse("%s is in state %s", ref, a.state)
		}
		s.askFork(a)
		return nil
	})
}

// administer runs an act that needs an admin of the repository, an owner or a
// security manager of the organisation.
func (s *Sim) administer(login string, ref Ref, what string, act func(*advisory, *account) error) error {
	return s.act(login, ref, what, func(p *account, a *advisory) bool { return s.administers(p, a.repo) }, act)
}

// collaborate runs an act that everybody who sees the advisory may do.
func (s *Sim) collaborate(login string, ref Ref, what string, act func(*advisory, *account) error) error {
	return s.act(login, ref, what, s.sees, act)
}

func (s *Sim) act(login string, ref Ref, what string, may func(*account, *advisory) bool, act func(*advisory, *account) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.advisory(ref)
	if err != nil {
		return err
	}
	p, err := s.person(login)
	if err != nil {
		return err
	}
	if !may(p, a) {
		return mayNot(login, what+" "+ref.String())
	}
	return act(a, p)
}

func (s *Sim) personAndRepo(login, name string) (*account, *repo, error) {
	p, err := s.person(login)
	if err != nil {
		return nil, nil, err
	}
	r, err := s.repository(name)
	return p, r, err
}

// mayNot tells how a person gets the right they lack.
func mayNot(login, what string) error {
	return refuse("%s may not %s: see AddCollaborator, SetAdmins, SetOwners, SetSecurityManagers", login, what)
}

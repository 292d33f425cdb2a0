package githubsim

import (
	"maps"
	"strings"
)

// ForkRepo forks a repository ("owner/name") to a new one ("owner/name", whose
// owner exists) and tells the apps of the first. The fork of a private repository
// is private.
func (s *Sim) ForkRepo(login, repo, to string, private bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, from, err := s.codeAccess(login, repo)
	if err != nil {
		return err
	}
	ownerName, name, _ := strings.Cut(to, "/")
	owner := s.accounts[key(ownerName)]
	switch {
	case owner == nil || name == "":
		return refuse("no account for %s: add it with AddUser or AddOrg first", to)
	case s.repos[key(to)] != nil:
		return refuse("there is a repository %s already", to)
	case from.forkOf != nil:
		return refuse("%s is a temporary private fork, which cannot be forked", from.fullName())
	case from.private && !private:
		return refuse("%s is private, and so are its forks", from.fullName())
	}
	fork := s.addRepo(owner, name, RepoOptions{Private: private, DefaultBranch: from.branch, Description: from.description})
	fork.parent = from
	copyCode(from, fork)
	s.forked(from, fork, p)
	return nil
}

// copyCode gives a fork what the repository has.
func copyCode(from, to *repo) {
	maps.Copy(to.files, from.files)
	to.history = history{maps.Clone(from.history.commits), maps.Clone(from.history.heads), maps.Clone(from.history.tags)}
}

// forked tells the apps of a repository about its fork.
func (s *Sim) forked(from, fork *repo, sender *account) {
	o := s.repoObject(fork)
	o["fork"], o["public"] = true, !fork.private
	s.emit(event{name: "fork", owner: from.owner, repo: from, sender: sender, fields: object{"forkee": o}})
}

// RenameRepo renames a repository ("owner/name") within its owner, as somebody who
// administers it, and tells the apps. The old name leads nowhere: GitHub's
// redirects are not simulated.
func (s *Sim) RenameRepo(login, name, newName string) error {
	return s.onRepo(login, name, "rename", func(p *account, r *repo) error {
		if s.repos[key(r.owner.login, newName)] != nil {
			return refuse("there is a repository %s/%s already", r.owner.login, newName)
		}
		old := r.name
		delete(s.repos, key(r.fullName()))
		r.name = newName
		s.repos[key(r.fullName())] = r
		s.repoChanged("renamed", r, p, object{"changes": object{"repository": object{"name": object{"from": old}}}})
		return nil
	})
}

// SetVisibility makes a repository private or public, as somebody who administers
// it, and tells the apps.
func (s *Sim) SetVisibility(login, name string, private bool) error {
	return s.onRepo(login, name, "change the visibility of", func(p *account, r *repo) error {
		action := "publicized"
		if private {
			action = "privatized"
		}
		r.private = private
		s.repoChanged(action, r, p, object{})
		return nil
	})
}

// SetPrivateReporting switches the form for reporting vulnerabilities privately on
// or off; it is on in a new repository.
func (s *Sim) SetPrivateReporting(login, name string, enabled bool) error {
	return s.onRepo(login, name, "change the security settings of", func(_ *account, r *repo) error {
		r.unreported = !enabled
		return nil
	})
}

// onRepo runs an act that needs somebody who administers an ordinary repository.
func (s *Sim) onRepo(login, name, what string, act func(*account, *repo) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.personAndRepo(login, name)
	switch {
	case err != nil:
		return err
	case r.forkOf != nil:
		return refuse("%s is a temporary private fork, which has no settings", r.fullName())
	case !s.administers(p, r):
		return mayNot(login, what+" "+r.fullName())
	}
	return act(p, r)
}

// repoChanged forgets what was written about the repository and tells the apps.
func (s *Sim) repoChanged(action string, r *repo, sender *account, fields object) {
	r.listed = nil
	for _, a := range r.advisories {
		a.rendered = rendering{}
	}
	s.emit(event{name: "repository", action: action, owner: r.owner, repo: r, sender: sender, fields: fields})
}

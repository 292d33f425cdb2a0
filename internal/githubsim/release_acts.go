package githubsim

import (
	"maps"
	"slices"
)

// ReleaseEdit changes a release's form; nil leaves a field as it is.
type ReleaseEdit struct {
	Name, Body *string
	Prerelease *bool
}

// EditRelease changes a release and tells the apps: edited, and released once a
// pre-release becomes a release.
func (s *Sim) EditRelease(login, repo, tag string, edit ReleaseEdit) error {
	return s.onRelease(login, repo, tag, func(rel *release, p *account) error {
		changes := object{}
		set := func(name string, field, to *string) {
			if to != nil && *field != *to {
				changes[name], *field = object{"from": *field}, *to
			}
		}
		set("name", &rel.form.Name, edit.Name)
		set("body", &rel.form.Body, edit.Body)
		turned := edit.Prerelease != nil && *edit.Prerelease != rel.form.Prerelease
		if turned {
			rel.form.Prerelease = *edit.Prerelease
		}
		s.releaseChanged("edited", rel, p, object{"changes": changes})
		if turned && !rel.form.Draft {
			s.releaseChanged(rel.stage(), rel, p, nil)
		}
		return nil
	})
}

// UnpublishRelease turns a release into a draft again and tells the apps.
func (s *Sim) UnpublishRelease(login, repo, tag string) error {
	return s.onRelease(login, repo, tag, func(rel *release, p *account) error {
		switch {
		case rel.form.Immutable:
			return refuse("release %s is immutable", tag)
		case rel.form.Draft:
			return refuse("release %s is a draft", tag)
		}
		rel.form.Draft, rel.published = true, zeroTime
		s.releaseChanged("unpublished", rel, p, nil)
		return nil
	})
}

// DeleteRelease deletes a release, not its tag, and tells the apps.
func (s *Sim) DeleteRelease(login, repo, tag string) error {
	return s.onRelease(login, repo, tag, func(rel *release, p *account) error {
		rel.repo.releases = slices.DeleteFunc(rel.repo.releases, func(other *release) bool { return other == rel })
		s.releaseChanged("deleted", rel, p, nil)
		return nil
	})
}

// SetAsset attaches a file to a release, or replaces the one of that name. No
// webhook tells of it.
func (s *Sim) SetAsset(login, repo, tag, name, content string) error {
	return s.onAssets(login, repo, tag, func(rel *release, p *account) { s.putAsset(rel, p, name, content) })
}

// RemoveAsset takes a file off a release; removing what is not there changes
// nothing. No webhook tells of it.
func (s *Sim) RemoveAsset(login, repo, tag, name string) error {
	return s.onAssets(login, repo, tag, func(rel *release, _ *account) { rel.dropAsset(name) })
}

// onAssets runs an act on the files of a release that may change.
func (s *Sim) onAssets(login, repo, tag string, act func(*release, *account)) error {
	return s.onRelease(login, repo, tag, func(rel *release, p *account) error {
		if rel.form.Immutable && !rel.form.Draft {
			return refuse("release %s is immutable", tag)
		}
		act(rel, p)
		return nil
	})
}

func (s *Sim) onRelease(login, repo, tag string, act func(*release, *account) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.personAndRepo(login, repo)
	if err != nil {
		return err
	}
	rel := r.release(tag)
	if rel == nil {
		return refuse("%s has no release %s", r.fullName(), tag)
	}
	rel.updated = s.now()
	return act(rel, p)
}

// releaseChanged tells the apps about a release; more are fields beside it.
func (s *Sim) releaseChanged(action string, rel *release, sender *account, more object) {
	fields := object{"release": s.releaseJSON(rel)}
	maps.Copy(fields, more)
	s.emit(event{name: "release", action: action, owner: rel.repo.owner, repo: rel.repo, sender: sender, fields: fields})
}

package githubsim

import (
	"maps"
	"slices"
	"strings"
)

// SetAdmins gives these people (logins) and teams ("org/slug"), and nobody
// else, the admin role on a repository ("owner/name"), and tells the apps which
// teams came and went.
func (s *Sim) SetAdmins(repo string, who ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(repo)
	if err != nil {
		return err
	}
	before := r.admins
	r.admins = nil
	for _, w := range who {
		r.admins = append(r.admins, key(w))
	}
	for _, w := range before {
		if t := s.teams[w]; t != nil && !slices.Contains(r.admins, w) {
			s.teamChanged("removed_from_repository", t, r, nil)
		}
	}
	for _, w := range r.admins {
		if t := s.teams[w]; t != nil && !slices.Contains(before, w) {
			s.teamChanged("added_to_repository", t, r, nil)
		}
	}
	return nil
}

// RenameTeam gives a team another name, under which alone it is found from then on. What it may do stays.
func (s *Sim) RenameTeam(org, slug, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, is := key(org, slug), key(org, name)
	t := s.teams[was]
	switch {
	case t == nil:
		return refuse("no team %s: add it with AddTeam first", was)
	case s.teams[is] != nil:
		return refuse("there is a team %s", is)
	}
	delete(s.teams, was)
	s.teams[is] = t
	t.slug, t.updated = strings.ToLower(name), s.now()
	t.json = s.teamSimple(t)
	for _, r := range t.org.repos {
		rename(r.admins, was, is)
	}
	rename(t.org.managers, slug, t.slug)
	s.teamChanged("edited", t, nil, object{"changes": object{"name": object{"from": slug}}})
	return nil
}

func rename(names []string, was, is string) {
	if i := slices.Index(names, was); i >= 0 {
		names[i] = is
	}
}

// RemoveTeam deletes a team, and with it what its members may do by it.
func (s *Sim) RemoveTeam(org, slug string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.teams[key(org, slug)]
	if t == nil {
		return refuse("no team %s: add it with AddTeam first", key(org, slug))
	}
	delete(s.teams, key(org, slug))
	for _, a := range t.org.shelves[shelfName{"", "created"}] {
		a.teams = slices.DeleteFunc(a.teams, func(other *team) bool { return other == t })
	}
	s.teamChanged("deleted", t, nil, nil)
	return nil
}

// teamChanged tells the apps about a team; more are fields beside it, r the repository that it is about, if any.
func (s *Sim) teamChanged(action string, t *team, r *repo, more object) {
	fields := object{"team": t.json}
	maps.Copy(fields, more)
	s.emit(event{name: "team", action: action, owner: t.org, repo: r, sender: t.org, fields: fields})
}

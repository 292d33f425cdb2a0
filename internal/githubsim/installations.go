package githubsim

import (
	"slices"
	"time"
)

// Install installs an app on an account: on the named repositories, or on all
// that it has and will have when none is named. It returns the installation id.
func (s *Sim) Install(appID int64, owner string, repos ...string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.apps[appID]
	if a == nil {
		return 0, refuse("no app %d: add it with AddApp first", appID)
	}
	acc := s.accounts[key(owner)]
	if acc == nil {
		return 0, refuse("no account %s: add it with AddOrg first", owner)
	}
	inst := &installation{id: s.nextID("installation"), app: a, account: acc, created: s.now()}
	if err := s.choose(inst, repos); err != nil {
		return 0, err
	}
	s.installs[inst.id] = inst
	s.installationChanged("created", inst)
	return inst.id, nil
}

// choose has an installation cover the named repositories, or all when none is named.
func (s *Sim) choose(inst *installation, names []string) error {
	chosen := map[*repo]bool{}
	for _, name := range names {
		r, err := s.repository(inst.account.login + "/" + name)
		if err != nil {
			return err
		}
		chosen[r] = true
	}
	if inst.chosen = chosen; len(names) == 0 {
		inst.chosen = nil
	}
	return nil
}

// ChooseRepositories lets an installation cover the named repositories of its account and no others, or all when none
// is named, and tells the app what came and what went.
func (s *Sim) ChooseRepositories(id int64, repos ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	inst := s.installs[id]
	if inst == nil {
		return refuse("no installation %d", id)
	}
	before := slices.Clone(inst.repositories(nil))
	if err := s.choose(inst, repos); err != nil {
		return err
	}
	after := inst.repositories(nil)
	s.repositoriesChanged(inst, "added", without(after, before), nil)
	s.repositoriesChanged(inst, "removed", nil, without(before, after))
	return nil
}

// without are the repositories of one list that are not in another.
func without(repos, others []*repo) []*repo {
	return slices.DeleteFunc(slices.Clone(repos), func(r *repo) bool { return slices.Contains(others, r) })
}

// repositoriesChanged tells the app what its installation covers now or no longer. Nobody subscribes to that.
func (s *Sim) repositoriesChanged(inst *installation, action string, added, removed []*repo) {
	if len(added)+len(removed) == 0 {
		return
	}
	s.queue(inst, event{name: "installation_repositories", action: action, sender: inst.account, fields: object{
		"installation": s.installationJSON(inst), "repository_selection": inst.selection(), "requester": nil,
		"repositories_added": repositoryNames(added), "repositories_removed": repositoryNames(removed),
	}})
}

// repositoryNames is the short form of repositories in events of installations.
func repositoryNames(repos []*repo) []object {
	names := []object{}
	for _, r := range repos {
		names = append(names, object{
			"id": r.id, "node_id": nodeID("Repository", r.id), "name": r.name, "full_name": r.fullName(), "private": r.private,
		})
	}
	return names
}

// Uninstall removes an installation; its tokens stop working.
func (s *Sim) Uninstall(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	inst := s.installs[id]
	if inst == nil {
		return refuse("no installation %d", id)
	}
	s.installationChanged("deleted", inst)
	delete(s.installs, id)
	return nil
}

// Suspend stops an installation, or lets it go on.
func (s *Sim) Suspend(id int64, stop bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	inst := s.installs[id]
	if inst == nil {
		return refuse("no installation %d", id)
	}
	action := "unsuspend"
	inst.suspended = time.Time{}
	if stop {
		action, inst.suspended = "suspend", s.now()
	}
	s.installationChanged(action, inst)
	return nil
}

func (s *Sim) installationChanged(action string, inst *installation) {
	fields := object{"installation": s.installationJSON(inst)}
	if action == "created" || action == "deleted" {
		fields["repositories"] = repositoryNames(inst.repositories(nil))
	}
	s.queue(inst, event{name: "installation", action: action, sender: inst.account, fields: fields})
}

package contract_test

import "testing"

// TestSimulatorMembers: who was put on a team or was added is a member, until they leave the organisation.
func TestSimulatorMembers(t *testing.T) {
	w := newWorld(t)
	w.sim.AddMember("octo", "solo")
	w.sim.AddTeam("octo", "crew", "crewed", "stays")
	w.sim.AddUser("outsider")
	is := func(login string) bool {
		member, _, err := w.gh.Organizations.IsMember(ctx, "octo", login)
		w.must(err)
		return member
	}
	for login, want := range map[string]bool{"solo": true, "crewed": true, "outsider": false, "nobody-at-all": false} {
		if is(login) != want {
			t.Errorf("%s is a member: %t, want %t", login, !want, want)
		}
	}
	w.must(w.sim.SetTeamMembers("octo", "crew", "stays"))
	if !is("crewed") {
		t.Error("who leaves a team has left the organisation")
	}
	for _, login := range []string{"solo", "crewed"} {
		w.must(w.sim.RemoveMember("octo", login))
		if is(login) {
			t.Errorf("%s is still a member", login)
		}
	}
	if !is("stays") {
		t.Error("somebody else lost membership")
	}
	if err := w.sim.RemoveMember("octo", "outsider"); err == nil {
		t.Error("somebody who is no member could leave")
	}
}

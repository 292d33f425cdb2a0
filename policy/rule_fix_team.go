package policy

// findFixTeam: at least one code owner collaborates.
func findFixTeam(v *view) finding {
	if !v.c.Owners.Known {
		return unknown(nextReadOwners, "", Evidence{Text: unreadOwners(v.c.Owners.Why)})
	}
	if team := v.team(); len(team) > 0 {
		return done(v.onPage(fixTeamIs(team)))
	}
	for _, team := range v.c.CollaboratingTeams {
		if !team.Known {
			return unknown(nextReadTeam, "", Evidence{Text: unreadTeam(team.Why)})
		}
	}
	return pending(nextFixTeam, "")
}

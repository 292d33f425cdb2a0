package policy

import "strings"

func done(evidence ...Evidence) finding { return finding{state: StateDone, evidence: evidence} }

func pending(next, command string, evidence ...Evidence) finding {
	return finding{state: StatePending, next: next, command: command, evidence: evidence}
}

func violated(next, command string, evidence ...Evidence) finding {
	return finding{state: StateViolated, next: next, command: command, evidence: evidence}
}

// unknown is for what could not be read; evidence says why.
func unknown(next, command string, evidence ...Evidence) finding {
	return finding{state: StateUnknown, next: next, command: command, evidence: evidence}
}

// said is the evidence that a decision gives: what, by whom, when, and where to read it.
func (v *view) said(what string, d Decision) Evidence {
	return Evidence{Text: saidBy(what, d.Actor, d.WrittenAt), URL: d.URL}
}

// onPage is a fact that anybody can check on the advisory's page.
func (v *view) onPage(text string) Evidence { return Evidence{Text: text, URL: v.c.Advisory.URL} }

// unreadPeople says why it is not known who is on the SRC, who owns the code, or who is in a team on the advisory.
func (v *view) unreadPeople() []Evidence {
	var why []Evidence
	if !v.c.SRC.Known {
		why = append(why, Evidence{Text: unreadSRC(v.c.SRC.Why)})
	}
	if !v.c.Owners.Known {
		why = append(why, Evidence{Text: unreadOwners(v.c.Owners.Why)})
	}
	for _, team := range v.c.CollaboratingTeams {
		if !team.Known {
			why = append(why, Evidence{Text: unreadTeam(team.Why)})
		}
	}
	return why
}

// isFork tells whether a repository is a temporary private fork, into which no app may look.
func (v *view) isFork(owner, repo string) bool {
	return strings.Contains(strings.ToLower(repo), "-ghsa-") ||
		asciiEqual(owner+"/"+repo, v.c.Advisory.PrivateFork)
}

// isFixRepository tells whether a repository is one of the organisation's private repositories for fixes.
func (v *view) isFixRepository(owner, repo string) bool {
	return asciiEqual(owner, v.c.Advisory.Owner) && containsName(v.process.FixRepositories, repo)
}

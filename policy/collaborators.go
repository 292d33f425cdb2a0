package policy

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Collaborators are people and teams of the organisation on an advisory.
type Collaborators struct {
	Users []string // logins
	Teams []string // slugs
}

// None tells whether nobody is meant.
func (c Collaborators) None() bool { return len(c.Users)+len(c.Teams) == 0 }

// Without gives those who are not also in other.
func (c Collaborators) Without(other Collaborators) Collaborators {
	return Collaborators{Users: lacking(c.Users, other.Users), Teams: lacking(c.Teams, other.Teams)}
}

// Both gives those who are also in other.
func (c Collaborators) Both(other Collaborators) Collaborators { return c.Without(c.Without(other)) }

// And gives those of both, each once.
func (c Collaborators) And(other Collaborators) Collaborators {
	more := other.Without(c)
	return Collaborators{Users: slices.Concat(c.Users, more.Users), Teams: slices.Concat(c.Teams, more.Teams)}
}

func lacking(names, others []string) []string {
	var left []string
	for _, name := range names {
		if !containsName(others, name) {
			left = appendName(left, name)
		}
	}
	return left
}

// Strangers finds those among some people and teams who may not collaborate on the advisory. It is unknown as long
// as the code owners or the SRC are. Never among them are accounts that are no person's, such as an app's, and teams
// whose members could not be read: the checklist reports those, and people see to them. A waiver of the item, or a
// process without it, lets everybody stay.
func Strangers(process Process, c Case, ledger Ledger, among Collaborators, now time.Time) Fact[Collaborators] {
	v := &view{people: people{&process, &c, now}, ledger: ledger}
	return v.strangers(among)
}

func (v *view) strangers(among Collaborators) Fact[Collaborators] {
	switch {
	case !v.c.Owners.Known:
		return Unknown[Collaborators](unreadOwners(v.c.Owners.Why))
	case !v.c.SRC.Known:
		return Unknown[Collaborators](unreadSRC(v.c.SRC.Why))
	}
	var found Collaborators
	if v.leftOut(ItemCollaborators) {
		return Know(found)
	}
	for _, login := range among.Users {
		if plainName(login) && !v.mayStay(login) {
			found.Users = appendName(found.Users, login)
		}
	}
	for _, slug := range among.Teams {
		if plainName(slug) && !v.teamMayStay(slug) && !v.teamUnread(slug) {
			found.Teams = appendName(found.Teams, slug)
		}
	}
	return Know(found)
}

func (v *view) teamUnread(slug string) bool {
	return slices.ContainsFunc(v.c.CollaboratingTeams, func(t Fact[Team]) bool {
		return !t.Known && asciiEqual(t.Value.Slug, slug)
	})
}

// plainName tells whether a name is a person's login or a team's slug, which can stand in a key as it is.
func plainName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == ""
}

// Handling is one act of this app about collaborators who may not be there.
type Handling struct {
	Kind   string // ActionTellCollaborators or ActionRemoveCollaborators
	Number int    // counts the acts of the kind on the advisory, from 1
	Collaborators
	Outcome HandlingOutcome
	At      time.Time // when it ended; zero while it is wanted
}

// HandlingOutcome is what became of a Handling.
type HandlingOutcome string

// The outcomes.
const (
	HandlingWanted  HandlingOutcome = "wanted"
	HandlingDone    HandlingOutcome = "done"
	HandlingRefused HandlingOutcome = "refused" // GitHub did not allow it
	HandlingDropped HandlingOutcome = "dropped" // it no longer applied
)

// Key names the act: "remove-collaborators/2/dora/@release-team". It says whom it is about, so that in a new database
// the notes in the thread, which carry it, tell what was done before.
func (h Handling) Key() string {
	parts := append([]string{h.Kind, strconv.Itoa(h.Number)}, h.Users...)
	for _, slug := range h.Teams {
		parts = append(parts, "@"+slug)
	}
	return strings.Join(parts, "/")
}

// ParseHandling reads the key of a Handling; its outcome and time are not part of it.
func ParseHandling(key string) (Handling, bool) {
	parts := strings.Split(key, "/")
	if len(parts) < 3 || parts[0] != ActionTellCollaborators && parts[0] != ActionRemoveCollaborators {
		return Handling{}, false
	}
	number, err := strconv.Atoi(parts[1])
	h := Handling{Kind: parts[0], Number: number}
	for _, name := range parts[2:] {
		if slug, ok := strings.CutPrefix(name, "@"); ok {
			h.Teams = append(h.Teams, slug)
		} else {
			h.Users = append(h.Users, name)
		}
	}
	return h, err == nil && number > 0 && h.Key() == key
}

const (
	// retryRefused is how long the app waits before it asks GitHub once more for what that refused.
	retryRefused = 24 * time.Hour
	// mostHandled bounds how many one act is about; the others have their turn in the next.
	mostHandled = 20
)

// handleCollaborators is what the app does now about those who may not be there: one act about all who need one.
// In advise they are spoken of once. In enforce everybody is removed whenever they turn up; only what GitHub refused
// waits for a day.
func (v *view) handleCollaborators(wake *alarm) (Action, bool) {
	kind := map[Mode]string{ModeAdvise: ActionTellCollaborators, ModeEnforce: ActionRemoveCollaborators}[v.process.Mode]
	strangers := v.strangers(Collaborators{Users: v.c.Advisory.Users, Teams: v.c.Advisory.Teams})
	if kind == "" || !strangers.Known {
		return Action{}, false
	}
	next := Handling{Kind: kind, Number: 1, Collaborators: strangers.Value}
	for _, earlier := range v.c.Handled {
		if earlier.Kind != kind {
			continue
		}
		next.Number = max(next.Number, earlier.Number+1)
		if v.settles(earlier, wake) {
			next.Collaborators = next.Without(earlier.Collaborators)
		}
	}
	next.Users = next.Users[:min(len(next.Users), mostHandled)]
	next.Teams = next.Teams[:min(len(next.Teams), mostHandled-len(next.Users))]
	return Action{Kind: kind, Key: next.Key()}, !next.None()
}

// settles tells whether an earlier act leaves nothing to do about those whom it concerned and who are still there.
func (v *view) settles(earlier Handling, wake *alarm) bool {
	switch {
	case earlier.Outcome == HandlingWanted:
		return true
	case earlier.Kind == ActionTellCollaborators:
		return earlier.Outcome != HandlingDropped
	case earlier.Outcome == HandlingRefused:
		again := earlier.At.Add(retryRefused)
		wake.set(again)
		return v.now.Before(again)
	}
	return false
}

package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

const (
	// noteBudget is how many notes there may be about the removal of one person or team. Whoever is added time
	// and again is removed time and again, but not spoken of any more.
	noteBudget = 3
	// conflictTries is how often a change is begun anew because the advisory changed meanwhile.
	conflictTries = 3
)

// errKept is a GitHub that accepts the change and does not make it.
var errKept = errors.New("github took the change of collaborators and did not make it")

// performTellCollaborators speaks once of those who may not be on the advisory.
func performTellCollaborators(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	if v.Process.Mode != policy.ModeAdvise {
		return dropped("mode"), nil
	}
	strangers, why := v.strangersOf(row)
	here := strangers.Both(policy.Collaborators{Users: v.Case.Advisory.Users, Teams: v.Case.Advisory.Teams})
	switch {
	case why != "":
		return dropped(why), nil
	case here.None():
		return dropped("gone"), nil
	}
	return v.tell(ctx, row.Key, render.StrangersTold(v.about(row.Key, here)))
}

// performRemoveCollaborators takes those off the advisory who may not be there, and says so. Who had gone before the
// first attempt is no affair of the app's; after it, a missing note is what is left to do.
func performRemoveCollaborators(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	if v.Process.Mode != policy.ModeEnforce {
		return dropped("mode"), nil
	}
	strangers, why := v.strangersOf(row)
	if why != "" {
		return dropped(why), nil
	}
	made, err := v.takeOff(ctx, strangers)
	switch {
	case refused(err) || errors.Is(err, errKept):
		return v.tellRefusedRemoval(ctx, row, strangers)
	case err != nil:
		return Result{}, err
	case row.Attempts > 0:
		made.off = strangers.Without(made.after)
	}
	if made.off.None() {
		return dropped("gone"), nil
	}
	result := done("removed")
	result.Before, result.After = listed(made.after.And(made.off)), listed(made.after)
	return result, v.tellRemoval(ctx, row, made)
}

// strangersOf gives those whom an action is about and who still may not be on the advisory, or why it is dropped.
func (v View) strangersOf(row store.ActionRow) (policy.Collaborators, string) {
	handling, ok := policy.ParseHandling(row.Key)
	if !ok {
		return policy.Collaborators{}, "key"
	}
	strangers := policy.Strangers(v.Process, v.Case, v.Report.Ledger, handling.Collaborators, v.Now)
	switch {
	case !strangers.Known:
		return policy.Collaborators{}, "unknown"
	case strangers.Value.None():
		return policy.Collaborators{}, "may-stay"
	}
	return strangers.Value, ""
}

// removal is what became of the lists.
type removal struct {
	off   policy.Collaborators // taken off
	after policy.Collaborators // on the advisory since
}

// takeOff removes some from the live lists. A write replaces a whole list, so the list is read right before it and
// again after it, a list that stays the same is not written at all, and a conflict begins anew.
func (v View) takeOff(ctx context.Context, strangers policy.Collaborators) (removal, error) {
	var err error
	for range conflictTries {
		var live ghsa.Advisory
		if live, err = v.GitHub.Advisory(ctx, v.Ref); err != nil {
			return removal{}, fmt.Errorf("read the collaborators again: %w", err)
		}
		before := on(live)
		off := before.Both(strangers)
		if off.None() || !policy.AdvisoryState(live.State).Open() {
			return removal{after: before}, nil
		}
		var answer ghsa.Advisory
		answer, err = v.GitHub.PatchAdvisory(ctx, v.Ref, lists(off, before.Without(off)))
		if err == nil {
			return v.readBack(ctx, off, before.Without(off), on(answer))
		}
		if !ghsa.IsConflict(err) {
			break
		}
	}
	return removal{}, fmt.Errorf("remove collaborators: %w", err)
}

// readBack looks what a write made of the lists. Who is missing in GitHub's answer to it, though the app wrote them,
// got lost by it and is added again. Who is missing only since then was taken off by a person, and who is back since
// then was added by one: both stand.
func (v View) readBack(ctx context.Context, off, left, answer policy.Collaborators) (removal, error) {
	live, err := v.GitHub.Advisory(ctx, v.Ref)
	if err != nil {
		return removal{}, fmt.Errorf("read the collaborators back: %w", err)
	}
	now := on(live)
	if kept := off.Both(answer).Both(now); !kept.None() {
		return removal{}, errKept
	}
	lost := left.Without(answer).Without(now)
	if len(off.Users) == 0 { // that list was not written
		lost.Users = nil
	}
	if len(off.Teams) == 0 {
		lost.Teams = nil
	}
	if lost.None() || !policy.AdvisoryState(live.State).Open() {
		return removal{off: off, after: now}, nil
	}
	repaired, err := v.GitHub.PatchAdvisory(ctx, v.Ref, lists(lost, now.And(lost)))
	if err != nil {
		return removal{}, fmt.Errorf("add collaborators again who got lost: %w", err)
	}
	return removal{off: off, after: on(repaired)}, nil
}

// lists is the patch that writes those lists which a change concerns.
func lists(changed, whole policy.Collaborators) ghsa.Patch {
	var patch ghsa.Patch
	if len(changed.Users) > 0 {
		patch.CollaboratingUsers = &whole.Users
	}
	if len(changed.Teams) > 0 {
		patch.CollaboratingTeams = &whole.Teams
	}
	return patch
}

// on gives the collaborators of an advisory as GitHub shows it.
func on(a ghsa.Advisory) policy.Collaborators {
	var c policy.Collaborators
	for _, user := range a.CollaboratingUsers {
		c.Users = append(c.Users, user.Login)
	}
	for _, team := range a.CollaboratingTeams {
		c.Teams = append(c.Teams, team.Slug)
	}
	return c
}

// listed writes collaborators for the record.
func listed(c policy.Collaborators) map[string]string {
	return map[string]string{"users": strings.Join(c.Users, " "), "teams": strings.Join(c.Teams, " ")}
}

// tellRemoval says who was removed, as far as the budget of notes goes.
func (v View) tellRemoval(ctx context.Context, row store.ActionRow, made removal) error {
	note := v.about(row.Key, made.off)
	note.Left = made.after
	spent := v.toldOf("", noteBudget)
	if _, told := v.note(row.Key); told || note.Who.Without(spent).None() {
		return nil
	}
	note.Who = note.Who.Without(spent)
	note.Last = note.Who.Both(v.toldOf("", noteBudget-1))
	_, err := v.say(ctx, row.Key, render.StrangersRemoved(note))
	return err
}

// tellRefusedRemoval makes a refusal an instruction to a person, once for everybody it concerns.
func (v View) tellRefusedRemoval(ctx context.Context, row store.ActionRow, strangers policy.Collaborators) (Result, error) {
	due := strangers.Without(v.toldOf(RefusedPrefix, 1))
	if due.None() {
		return dropped(resultRefused), nil
	}
	id, err := v.say(ctx, RefusedPrefix+row.Key, render.StrangersKept(v.about(RefusedPrefix+row.Key, due)))
	if err != nil {
		return Result{}, err
	}
	return dropped(resultRefused + ", told in " + id), nil
}

// toldOf finds those about whom at least so many notes on removals stand, whose key begins with prefix.
func (v View) toldOf(prefix string, least int) policy.Collaborators {
	var told policy.Collaborators
	seen := map[string]int{}
	for _, comment := range v.Own {
		key, _ := render.NoteKey(comment.Body)
		action, found := strings.CutPrefix(key, prefix)
		handling, ok := policy.ParseHandling(action)
		if !ok || !found || handling.Kind != policy.ActionRemoveCollaborators {
			continue
		}
		for _, login := range handling.Users {
			if seen[strings.ToLower(login)]++; seen[strings.ToLower(login)] == least {
				told.Users = append(told.Users, login)
			}
		}
		for _, slug := range handling.Teams {
			if seen["@"+strings.ToLower(slug)]++; seen["@"+strings.ToLower(slug)] == least {
				told.Teams = append(told.Teams, slug)
			}
		}
	}
	return told
}

// about begins a note about collaborators.
func (v View) about(key string, who policy.Collaborators) render.StrangersNote {
	note := render.StrangersNote{Key: key, Org: v.Ref.Owner, Who: who, To: v.srcTeam()}
	for _, item := range v.Report.Items {
		if item.ID == policy.ItemCollaborators && item.Owner != policy.OwnerSRC {
			note.To = item.Owner
		}
	}
	return note
}

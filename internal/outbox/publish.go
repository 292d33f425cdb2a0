package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// performPublish publishes the advisory on the word of two members of the SRC. That cannot be undone, so everything
// is looked at once more right before, and whatever speaks against it by then prevents it: the two have to say so again.
func performPublish(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	if v.Case.Advisory.State == policy.AdvisoryPublished {
		return published(done(noteStanding), row, ""), nil
	}
	last, err := v.Again(ctx)
	if err != nil {
		return Result{}, err
	}
	switch {
	case last.Case.Advisory.State == policy.AdvisoryPublished:
		return published(done(noteStanding), row, ""), nil
	case last.Process.Mode == policy.ModeObserve:
		return dropped("observe"), nil
	}
	if codes := policy.CheckPublish(last.Process, last.Case, last.Report, row.Comment, last.Now); len(codes) > 0 {
		note := render.UnpublishedNote{
			Key: row.Key, To: last.asker(row.Comment), Codes: codes, Missing: last.Report.Missing(), Slot: last.Report.Slot,
		}
		if _, err := last.say(ctx, row.Key, render.Unpublished(note)); err != nil {
			return Result{}, err
		}
		return dropped(joined(codes)), nil
	}
	if err := last.unchanged(ctx); err != nil {
		return Result{}, err
	}
	result, err := last.change(ctx, isPublished, func() error {
		state := string(policy.AdvisoryPublished)
		return last.patch(ctx, ghsa.Patch{State: &state})
	})
	return published(result, row, last.Case.Advisory.State), err
}

// published puts the publication on the record, unless a person was faster. The process may have died between the effect
// and the record of it: then it is there already.
func published(result Result, row store.ActionRow, was policy.AdvisoryState) Result {
	return result.changing(row, "state", string(was), string(policy.AdvisoryPublished))
}

// errMoved is an advisory that changed while everything around it was read.
var errMoved = errors.New("the advisory changed during the last look before its publication")

// unchanged fails when the advisory is not as it was when the look at it began. Then another look has to judge it.
func (v View) unchanged(ctx context.Context) error {
	live, err := v.GitHub.Advisory(ctx, v.Ref)
	if err != nil {
		return fmt.Errorf("read the advisory again: %w", err)
	}
	seen, now := v.Case.Advisory, on(live)
	same := live.UpdatedAt.Equal(seen.UpdatedAt) && live.Comments == v.Comments &&
		slices.Equal(now.Users, seen.Users) && slices.Equal(now.Teams, seen.Teams)
	if !same && !isPublished(live) {
		return errMoved
	}
	return nil
}

func isPublished(a ghsa.Advisory) bool { return a.State == string(policy.AdvisoryPublished) }

func joined(codes []policy.PublishCode) string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = string(code)
	}
	return strings.Join(words, ", ")
}

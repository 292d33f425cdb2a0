package outbox

import (
	"context"
	"fmt"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// Checklist makes the thread hold exactly the given checklist: it adopts the app's own checklist comment by its
// marker, edits it when its text differs, and posts it when there is none. known is the id of the comment
// remembered from before, or 0; it bridges the moment in which GitHub's list does not show a new comment yet.
// It returns the comment, whose ID is 0 where nothing may be written and none stands.
func Checklist(ctx context.Context, v View, known int64, body string) (ghsa.Comment, error) {
	standing, err := standingChecklist(ctx, v, known)
	if err != nil {
		return ghsa.Comment{}, err
	}
	unchanged := standing.ID != 0 && standing.Body == body
	if unchanged || !v.Case.Advisory.ThreadOpen || v.Process.Mode == policy.ModeObserve {
		return standing, nil
	}
	if standing.ID != 0 {
		edited, err := v.GitHub.EditComment(ctx, v.Ref, standing.ID, body)
		if err != nil {
			return standing, fmt.Errorf("edit checklist: %w", err)
		}
		return edited, nil
	}
	posted, err := v.GitHub.CreateComment(ctx, v.Ref, body)
	if err != nil {
		return ghsa.Comment{}, fmt.Errorf("post checklist: %w", err)
	}
	return posted, nil
}

// standingChecklist finds the checklist comment: the oldest of ours in the thread, else the remembered one.
func standingChecklist(ctx context.Context, v View, known int64) (ghsa.Comment, error) {
	for _, comment := range v.Own {
		if render.IsChecklist(comment.Body) {
			return comment, nil
		}
	}
	if known == 0 || !v.Case.Advisory.ThreadOpen {
		return ghsa.Comment{}, nil
	}
	comment, err := v.GitHub.Comment(ctx, v.Ref, known)
	if ghsa.IsNotFound(err) {
		return ghsa.Comment{}, nil
	}
	if err != nil {
		return ghsa.Comment{}, fmt.Errorf("read checklist comment %d: %w", known, err)
	}
	return comment, nil
}

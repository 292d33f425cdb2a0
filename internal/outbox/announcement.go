package outbox

import (
	"context"
	"fmt"
	"strconv"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
)

// keyAnnouncement is the key of the one note that shows the announcement.
const keyAnnouncement = "announcement"

// performPreviewAnnouncement shows the announcement in the thread: the first time in a note, and after that in the same
// one, since a comment can never be taken away.
func performPreviewAnnouncement(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	if row.Comment != v.Report.Ledger.Announcement.Preview.Comment {
		return dropped("superseded"), nil // another one was asked for since, and shows the same
	}
	if !v.Case.Advisory.ThreadOpen {
		return dropped("thread-closed"), nil
	}
	note := v.Announcement()
	note.Key = keyAnnouncement
	body := render.Announcement(note)
	standing, shown := v.note(keyAnnouncement)
	if !shown {
		return v.tell(ctx, keyAnnouncement, body)
	}
	if standing.Body != body {
		if _, err := v.GitHub.EditComment(ctx, v.Ref, standing.ID, body); err != nil {
			return Result{}, fmt.Errorf("edit the note %s: %w", keyAnnouncement, err)
		}
	}
	return done(strconv.FormatInt(standing.ID, 10)), nil
}

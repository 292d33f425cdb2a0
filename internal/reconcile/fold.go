package reconcile

import (
	"time"

	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// memory is what the store knows of an advisory's thread.
type memory struct {
	row       store.AdvisoryRow
	folded    map[int64]time.Time
	decisions []policy.Decision
}

// recall reads what is stored about an advisory. Arguments that are never stored are read again from their
// comments, as long as those stand as they were when they were folded.
func recall(tx *store.Tx, o *observation) (memory, error) {
	var m memory
	var err error
	if m.row, _, err = tx.Advisory(o.ref.String()); err != nil {
		return m, err
	}
	if m.folded, err = tx.Folded(o.ref.String()); err != nil {
		return m, err
	}
	rows, err := tx.Decisions(o.ref.String())
	if err != nil {
		return m, err
	}
	for _, row := range rows {
		m.decisions = append(m.decisions, decisionFact(row))
	}
	if len(m.folded) == 0 {
		m.folded = o.adoptFolded()
	}
	o.folded = m.folded
	o.restoreSecrets(m.decisions)
	return m, nil
}

// adoptFolded serves a new database that meets a thread the app has worked on before. An edited comment counts
// as folded already, since its text may have been changed after its commands were read and is nobody's command
// then; the checklist names those that were edited before. Whoever edited while the database was lost has to
// write the command once more: that is the safe side.
func (o *observation) adoptFolded() map[int64]time.Time {
	folded := map[int64]time.Time{}
	for _, own := range o.own() {
		if !render.IsChecklist(own.Body) {
			continue
		}
		before := render.ParseFolded(own.Body)
		for _, comment := range o.comments {
			edited := !comment.CreatedAt.IsZero() && comment.UpdatedAt.After(comment.CreatedAt)
			if edited && !o.isOwn(comment) && !before[comment.ID].Equal(comment.UpdatedAt) {
				folded[comment.ID] = time0
			}
		}
	}
	return folded
}

// editedFirst lists the comments with commands that had been edited before they were folded.
func (o *observation) editedFirst() map[int64]time.Time {
	edited := map[int64]time.Time{}
	for _, d := range o.facts.Decisions {
		at, known := o.folded[d.Comment]
		if known && !d.WrittenAt.IsZero() && at.After(d.WrittenAt) {
			edited[d.Comment] = at
		}
	}
	return edited
}

// restoreSecrets completes decisions with the arguments that are kept out of the database. Where the comment was
// edited meanwhile they stay away, and what the command asked for does not happen.
func (o *observation) restoreSecrets(decisions []policy.Decision) {
	byID := make(map[int64]ghsa.Comment, len(o.comments))
	for _, comment := range o.comments {
		byID[comment.ID] = comment
	}
	for i, d := range decisions {
		if comment, found := byID[d.Comment]; found && !o.wasEdited(comment) {
			decisions[i], _ = command.Restore(o.process, o.facts, d, commandComment(comment))
		}
	}
}

// folding is what a look adds to the record.
type folding struct {
	comments  []ghsa.Comment    // folded now, for good
	decisions []policy.Decision // made now, in order
	replies   []store.ActionRow // wanted because of them
}

// fold turns the commands of comments not seen before into decisions, each authorised by the facts of this
// moment and by the decisions before it. The app's own comments are never read as commands. A comment is folded
// once, whether it holds commands or not: what is edited into it later is nobody's command.
func (o *observation) fold(m memory, now time.Time) folding {
	var f folding
	facts := o.facts
	facts.Decisions = m.decisions
	folder := command.NewFolder(o.process, facts, now)
	for _, comment := range o.comments {
		if _, seen := m.folded[comment.ID]; seen || o.isOwn(comment) {
			continue
		}
		made := folder.Fold(commandComment(comment))
		f.comments = append(f.comments, comment)
		f.decisions = append(f.decisions, made...)
		if needsReply(made) {
			f.replies = append(f.replies, store.ActionRow{
				Ref: o.ref.String(), Key: outbox.ReplyKey(comment.ID), Kind: "reply", Comment: comment.ID,
				State: outbox.StateWanted, CreatedAt: now,
			})
		}
	}
	return f
}

// needsReply is false when all commands of a comment were accepted: the checklist shows what they changed,
// and a comment of our own would only call people to read what they already know. An accepted command with a
// detail, such as the first of two, says something the checklist does not.
func needsReply(decisions []policy.Decision) bool {
	for _, d := range decisions {
		if d.Verdict != policy.VerdictAccepted || d.Detail != "" {
			return true
		}
	}
	return false
}

func commandComment(c ghsa.Comment) command.Comment {
	folded := command.Comment{ID: c.ID, URL: c.HTMLURL, Body: c.Body, CreatedAt: c.CreatedAt}
	if c.User != nil {
		folded.Author = c.User.Login
	}
	return folded
}

// record writes what a look found and wants, in one transaction that fails when the advisory was taken over.
func (f folding) record(tx *store.Tx, o *observation, report policy.Report, now time.Time) error {
	ref := o.ref.String()
	for _, comment := range f.comments {
		if err := tx.AddFolded(ref, comment.ID, comment.UpdatedAt); err != nil {
			return err
		}
	}
	for _, d := range f.decisions {
		if err := tx.AddDecision(decisionRow(o.ref, command.Redact(d))); err != nil {
			return err
		}
	}
	wanted := f.replies
	for _, action := range report.Actions {
		wanted = append(wanted, store.ActionRow{
			Ref: ref, Key: action.Key, Kind: action.Kind, Comment: action.Comment, Args: action.Args,
			State: outbox.StateWanted, CreatedAt: now,
		})
	}
	for _, row := range wanted {
		if _, err := tx.WantAction(row); err != nil {
			return err
		}
	}
	return nil
}

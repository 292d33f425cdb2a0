package reconcile

import (
	"time"

	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// recall reads what is stored about an advisory. Arguments that are never stored are read again from their
// comments, as long as those stand as they were when they were folded.
func (o *observation) recall(tx *store.Tx) error {
	row, _, err := tx.Advisory(o.ref.String())
	if err != nil {
		return err
	}
	o.checklistID = row.Checklist
	if o.folded, err = tx.Folded(o.ref.String()); err != nil {
		return err
	}
	actions, err := tx.AllActions(o.ref.String())
	if err != nil {
		return err
	}
	o.recallHandled(actions)
	o.recallTold(actions)
	for _, part := range []func(*store.Tx) error{
		o.recallWaiting, o.recallArtifacts, o.recallSent, o.recallSettled, o.recallCalendar,
	} {
		if err := part(tx); err != nil {
			return err
		}
	}
	decisions, err := decisionsOf(tx, o.ref)
	if err != nil {
		return err
	}
	o.restoreSecrets(decisions)
	o.facts.Decisions = decisions
	return nil
}

// unheardOf tells whether the database knows nothing of the advisory.
func (o *observation) unheardOf() bool { return len(o.folded) == 0 && o.checklistID == 0 }

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
	seen      []seen            // folded now, for good
	again     string            // how, when they were folded before, in a database that is no more
	decisions []policy.Decision // made now, in order
	replies   []store.ActionRow // wanted because of them
}

// seen is a comment that is folded, with its time of change at that moment; the zero time for one whose text was
// changed since and is nobody's command.
type seen struct {
	comment int64
	at      time.Time
}

// fold turns the commands of comments not seen before into decisions, each authorised by the facts of this
// moment and by the decisions before it. The app's own comments are never read as commands. A comment is folded
// once, whether it holds commands or not: what is edited into it later is nobody's command.
func (o *observation) fold(now time.Time) folding {
	var f folding
	folder := command.NewFolder(o.process, o.facts, now)
	before := o.precedents()
	// What was wanted for the time after the publication may have been done already, by a database that is no more.
	late := o.unheardOf() && o.facts.Advisory.State == policy.AdvisoryPublished
	for _, comment := range o.comments {
		if _, known := o.folded[comment.ID]; known || o.isOwn(comment) {
			continue
		}
		if late || before.spoilt(comment, o.unheardOf()) {
			f.seen = append(f.seen, seen{comment: comment.ID})
			continue
		}
		f.seen = append(f.seen, seen{comment: comment.ID, at: comment.UpdatedAt})
		made, again := before.fold(folder, comment)
		if again {
			f.again = asBefore
		}
		f.decisions = append(f.decisions, made...)
		if needsReply(made) {
			f.replies = append(f.replies, store.ActionRow{
				Ref: o.ref.String(), Key: outbox.ReplyKey(comment.ID), Kind: outbox.KindReply, Comment: comment.ID,
				State: store.ActionWanted, CreatedAt: now,
			})
		}
	}
	if len(f.decisions) > 0 && f.again == "" && before.stands && o.unheardOf() {
		f.again = presentRights
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
	for _, seen := range f.seen {
		if err := tx.AddFolded(ref, seen.comment, seen.at); err != nil {
			return err
		}
	}
	if err := f.recordDecisions(tx, o, now); err != nil {
		return err
	}
	if err := o.recordPulls(tx, report); err != nil {
		return err
	}
	wanted := f.replies
	for _, action := range report.Actions {
		wanted = append(wanted, store.ActionRow{
			Ref: ref, Key: action.Key, Kind: action.Kind, Comment: action.Comment, Args: action.Args,
			State: store.ActionWanted, CreatedAt: now,
		})
	}
	for _, row := range wanted {
		if _, err := tx.WantAction(row); err != nil {
			return err
		}
	}
	return nil
}

// recordDecisions writes what was decided, and what each decision changed.
func (f folding) recordDecisions(tx *store.Tx, o *observation, now time.Time) error {
	if f.again != "" {
		if err := tx.AddDecision(f.foldAgainRow(o, now)); err != nil {
			return err
		}
	}
	if len(f.decisions) == 0 {
		return nil
	}
	changes := command.NewChanges(o.facts.Decisions[:len(o.facts.Decisions)-len(f.decisions)])
	for _, d := range f.decisions {
		row := decisionRow(o.ref, command.Redact(d))
		row.Before, row.After = changes.Next(d)
		if err := tx.AddDecision(row); err != nil {
			return err
		}
	}
	return nil
}

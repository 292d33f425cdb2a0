package reconcile

import (
	"time"

	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// memory is what the store knows of an advisory's thread.
type memory struct {
	row       store.AdvisoryRow
	folded    map[int64]time.Time
	decisions []policy.Decision
}

// empty tells whether the database knows nothing of the advisory.
func (m memory) empty() bool { return len(m.folded) == 0 && m.row.Checklist == 0 }

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
	if err := recallHandled(tx, o); err != nil {
		return m, err
	}
	if err := recallWaiting(tx, o); err != nil {
		return m, err
	}
	if err := recallArtifacts(tx, o); err != nil {
		return m, err
	}
	if err := recallTold(tx, o); err != nil {
		return m, err
	}
	if err := recallSent(tx, o); err != nil {
		return m, err
	}
	if err := recallSettled(tx, o); err != nil {
		return m, err
	}
	if err := recallCalendar(tx, o); err != nil {
		return m, err
	}
	o.folded = m.folded
	o.restoreSecrets(m.decisions)
	return m, nil
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
func (o *observation) fold(m memory, now time.Time) folding {
	var f folding
	facts := o.facts
	facts.Decisions = m.decisions
	folder := command.NewFolder(o.process, facts, now)
	before := o.precedents()
	// What was wanted for the time after the publication may have been done already, by a database that is no more.
	late := m.empty() && o.facts.Advisory.State == policy.AdvisoryPublished
	for _, comment := range o.comments {
		if _, known := m.folded[comment.ID]; known || o.isOwn(comment) {
			continue
		}
		if late || before.spoilt(comment, m.empty()) {
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
	if len(f.decisions) > 0 && f.again == "" && before.stands && m.empty() {
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

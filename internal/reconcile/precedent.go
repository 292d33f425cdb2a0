package reconcile

import (
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// precedents is what the thread tells of comments that were folded before, in a database that has been lost or is
// older than the thread. The checklist's hidden line tells what was accepted; a reply, that its comment was decided.
// docs/decisions/0002-rebuilding-decisions.md weighs how far each is to be trusted.
type precedents struct {
	stands   bool // there is a checklist, so the app has been here
	vouched  bool // its hidden line is the app's own
	edited   map[int64]time.Time
	accepted map[int64]map[int]command.Precedent
	answered map[int64]bool
}

// precedents reads them from the app's own comments.
func (o *observation) precedents() precedents {
	p := precedents{accepted: map[int64]map[int]command.Precedent{}, answered: map[int64]bool{}}
	for _, own := range o.own() {
		if comment, ok := repliedTo(own); ok {
			p.answered[comment] = true
		}
		if p.stands || !render.IsChecklist(own.Body) {
			continue
		}
		p.stands = true
		var before render.Folded
		before, p.vouched = render.ParseFolded(own.Body, o.seal)
		p.edited = before.Edited
		for _, c := range before.Accepted {
			if p.accepted[c.Comment] == nil {
				p.accepted[c.Comment] = map[int]command.Precedent{}
			}
			p.accepted[c.Comment][c.Index] = command.Precedent{Right: c.Right, At: c.At}
		}
	}
	return p
}

// repliedTo gives the comment that one of the app's own answers.
func repliedTo(own ghsa.Comment) (int64, bool) {
	key, _ := render.NoteKey(own.Body)
	id, isReply := strings.CutPrefix(key, outbox.ReplyPrefix)
	comment, err := strconv.ParseInt(id, 10, 64)
	return comment, isReply && err == nil
}

// decided tells whether a comment was folded before, and which of its commands were accepted then. Without the app's
// own word on that nobody knows, and the comment is folded like a new one.
func (p *precedents) decided(comment int64) (accepted map[int]command.Precedent, ok bool) {
	return p.accepted[comment], p.vouched && (p.accepted[comment] != nil || p.answered[comment])
}

// fold decides the commands of a comment: again as they were decided before, where that is known.
func (p *precedents) fold(folder *command.Folder, comment ghsa.Comment) (made []policy.Decision, again bool) {
	accepted, decided := p.decided(comment.ID)
	if !decided {
		return folder.Fold(commandComment(comment)), false
	}
	made = folder.Refold(commandComment(comment), accepted)
	return made, len(made) > 0
}

// spoilt tells whether the text of a comment is nobody's command, since it may have been changed after it was folded.
// Where that is unknown, because the database is empty, every edited comment counts as such: whoever edited has to
// write the command once more, which is the safe side.
func (p *precedents) spoilt(comment ghsa.Comment, emptyDatabase bool) bool {
	edited := !comment.CreatedAt.IsZero() && comment.UpdatedAt.After(comment.CreatedAt)
	if !edited || p.edited[comment.ID].Equal(comment.UpdatedAt) {
		return false
	}
	return p.stands && emptyDatabase || p.answered[comment.ID] || p.accepted[comment.ID] != nil
}

// remembered is what the checklist has to tell a new database.
func (o *observation) remembered() render.Folded {
	f := render.Folded{Edited: map[int64]time.Time{}}
	for _, d := range o.facts.Decisions {
		if at, known := o.folded[d.Comment]; known && !d.WrittenAt.IsZero() && at.After(d.WrittenAt) {
			f.Edited[d.Comment] = at
		}
		if d.Verdict == policy.VerdictAccepted {
			f.Accepted = append(f.Accepted, render.FoldedCommand{Comment: d.Comment, Index: d.Index, Right: d.Right, At: d.FoldedAt})
		}
	}
	return f
}

// checklist writes the checklist comment.
func (o *observation) checklist(report policy.Report, now time.Time) string {
	body := render.Checklist(o.facts, report, now) + render.StaleProcess(o.stale)
	if (lettering{o, report, now}).outOfReach() {
		body += render.OutOfReach()
	}
	if len(o.facts.Decisions) == 0 {
		return body
	}
	return body + o.remembered().Line(render.Limit-len(body), o.seal)
}

// The kind of act by which decisions that were lost come back, and the codes of how.
const (
	actFoldAgain  = "fold-again"
	asBefore      = "as-before"      // as the checklist's hidden line tells
	presentRights = "present-rights" // as if they were new
)

// foldAgainRow records that what follows on the record was decided before, in a database that is no more.
func (f folding) foldAgainRow(o *observation, now time.Time) store.DecisionRow {
	return store.DecisionRow{
		Ref: o.ref.String(), Act: actFoldAgain + "/" + strconv.FormatInt(f.decisions[0].Comment, 10), Command: actFoldAgain,
		Actor: o.bot, Right: store.RightApp, After: map[string]string{"decisions": strconv.Itoa(len(f.decisions))},
		Verdict: store.ActionDone, Detail: f.again, WrittenAt: now, FoldedAt: now,
	}
}

// sealOf binds the app's seal to one advisory: what is sealed for it is good for no other.
func (r *Reconciler) sealOf(ref ghsa.Ref) func(text string) string {
	return func(text string) string { return r.Seal("checklist of " + ref.GHSA + "\n" + text) }
}

package command

import (
	"slices"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// Fold decides every command of a comment, in order: with the rights its author has now, and each command seeing
// the decisions before it, those of the same comment included. c.Decisions are the earlier ones, oldest first.
// The caller leaves out the app's own comments. Nothing is changed by it; the decisions returned are for the record.
func Fold(p policy.Process, c policy.Case, comment Comment, now time.Time) []policy.Decision {
	return NewFolder(p, c, now).Fold(comment)
}

// Folder folds the comments of one thread one after the other and keeps the standing between them,
// so that a long thread is not added up again for every command.
type Folder struct {
	process policy.Process
	c       policy.Case
	now     time.Time

	accepted []policy.Decision // those of the decisions that count
	ledger   policy.Ledger
	fresh    bool // the ledger holds every decision
	rights   bool // it holds every decision that rights depend on

	precedent *Precedent // of the command that is decided again; nil when it is decided for the first time
}

// NewFolder begins with the decisions that c already has. It does not change them.
func NewFolder(p policy.Process, c policy.Case, now time.Time) *Folder {
	c.Decisions = slices.Clip(c.Decisions)
	f := &Folder{process: p, c: c, now: now.UTC()}
	for _, d := range c.Decisions {
		if d.Verdict == policy.VerdictAccepted {
			f.accepted = append(f.accepted, d)
		}
	}
	return f
}

// Fold decides the commands of the next comment; see the function of that name.
func (f *Folder) Fold(comment Comment) []policy.Decision { return f.fold(comment, f.decide) }

// fold decides the commands of a comment one after the other.
func (f *Folder) fold(comment Comment, decide func(Comment, Line) policy.Decision) []policy.Decision {
	lines := Parse(comment.Body)
	if len(lines) == 0 {
		return nil
	}
	from := len(f.c.Decisions)
	for _, line := range lines {
		d := decide(comment, line)
		f.c.Decisions = append(f.c.Decisions, d)
		if d.Verdict == policy.VerdictAccepted {
			f.accepted = append(f.accepted, d)
			f.fresh = false
			f.rights = f.rights && !changesRights[d.Command]
		}
	}
	return slices.Clone(f.c.Decisions[from:])
}

// decide gives the decision on one line.
func (f *Folder) decide(comment Comment, line Line) policy.Decision {
	d := policy.Decision{
		Comment:   comment.ID,
		Index:     line.Index,
		URL:       comment.URL,
		Actor:     comment.Author,
		WrittenAt: comment.CreatedAt.UTC(),
		FoldedAt:  f.now,
	}
	spec, known := lookup(line.Name)
	d.Command = spec.Name // never a word of the comment's own
	switch {
	case line.Index >= MaxLines:
		d.Verdict, d.Detail = policy.VerdictRefused, detailTooMany
		return d
	case !known:
		d.Verdict = policy.VerdictUnrecognised
		return d
	}
	right := f.right(comment.Author)
	if !spec.allows(right) {
		d.Verdict = policy.VerdictForbidden
		return d
	}
	r := f.reader(comment, line)
	readArgs(spec, r)
	if len(r.args) > 0 {
		d.Args = r.args
	}
	if r.fault != "" {
		d.Verdict, d.Detail = policy.VerdictMalformed, r.fault
		return d
	}
	q := &request{
		process: f.process, c: f.c, ledger: f.settle, right: right, author: comment.Author, command: spec.Name,
		written: r.written, now: f.now, args: r.args, reasoned: r.reasoned, verdict: policy.VerdictAccepted,
		again: f.precedent != nil,
	}
	q.apply(spec)
	d.Verdict, d.Detail = q.verdict, q.detail
	if d.Verdict == policy.VerdictAccepted || d.Verdict == policy.VerdictAnswered {
		d.Right = right
	}
	return d
}

// reader prepares the reading of a line's arguments.
func (f *Folder) reader(comment Comment, line Line) *reader {
	written := comment.CreatedAt.UTC()
	if comment.CreatedAt.IsZero() {
		written = f.now
	}
	return &reader{process: f.process, advisory: f.c.Advisory, written: written, rest: line.Args}
}

// right tells in which capacity the author acts now.
func (f *Folder) right(author string) policy.Right {
	if author == "" {
		return policy.RightNone
	}
	if f.precedent != nil {
		return f.precedent.Right
	}
	if !f.rights {
		f.settle()
	}
	return policy.RightOf(f.process, f.c, f.ledger, author, f.now)
}

// changesRights names the commands on which the rights of people depend. All other decisions leave rights as they
// are, so the ledger need not be settled again to know them.
var changesRights = map[string]bool{policy.CommandReporter: true}

// settle adds up all decisions so far, unless that was done already.
func (f *Folder) settle() policy.Ledger {
	if !f.fresh {
		f.ledger, f.fresh, f.rights = policy.Settle(f.accepted), true, true
	}
	return f.ledger
}

// request is a well-formed command by somebody who may use it, to be judged by the rules.
type request struct {
	process  policy.Process
	c        policy.Case          // with every decision so far
	ledger   func() policy.Ledger // what they add up to
	right    policy.Right
	author   string
	command  string
	written  time.Time
	now      time.Time
	args     map[string]string // judge may add to it
	reasoned bool
	again    bool // it was accepted before, in a record that has been lost

	verdict policy.Verdict
	detail  string
}

// apply judges the request by the advisory's state and the command's own rules.
func (q *request) apply(spec Spec) {
	if spec.asks {
		q.verdict = policy.VerdictAnswered
	}
	switch state := q.c.Advisory.State; {
	case spec.asks:
	case state == policy.AdvisoryClosed || state == policy.AdvisoryWithdrawn:
		q.refuse(detailClosed)
	case state == policy.AdvisoryPublished && !spec.Late:
		q.refuse(detailPublished)
	}
	if q.verdict != policy.VerdictRefused && spec.judge != nil {
		spec.judge(q)
	}
}

// time returns an argument that was read as a moment.
func (q *request) time(key string) time.Time {
	moment, err := time.Parse(time.RFC3339, q.args[key])
	if err != nil {
		panic("command: argument " + key + " was not read as a moment")
	}
	return moment
}

// refuse turns the request down by a rule.
func (q *request) refuse(detail string) { q.verdict, q.detail = policy.VerdictRefused, detail }

// forbid turns the request down for want of the right.
func (q *request) forbid(detail string) { q.verdict, q.detail = policy.VerdictForbidden, detail }

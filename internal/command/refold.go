package command

import (
	"time"

	"github.com/embargo-app/embargo/policy"
)

// Precedent is what is known of a command that was accepted before, in a record that has been lost.
type Precedent struct {
	Right policy.Right // under which it was accepted
	At    time.Time    // when
}

// Refold decides the commands of a comment again that were decided before, in a record that has been lost. accepted
// has those which were accepted, by their place in the comment; the caller vouches for it. They are accepted once
// more, with the right and at the time of then, whoever their author is by now. All others were not accepted then
// and are not accepted now, though rights or rules have changed.
func (f *Folder) Refold(comment Comment, accepted map[int]Precedent) []policy.Decision {
	return f.fold(comment, func(comment Comment, line Line) policy.Decision {
		if precedent, ok := accepted[line.Index]; ok {
			return f.acceptAgain(comment, line, precedent)
		}
		return f.refuseAgain(comment, line)
	})
}

// acceptAgain accepts a command as far as it can still be read. What the rules say against it by now was not so then.
func (f *Folder) acceptAgain(comment Comment, line Line, precedent Precedent) policy.Decision {
	present := f.now
	f.now, f.precedent = precedent.At.UTC(), &precedent
	d := f.decide(comment, line)
	f.now, f.precedent = present, nil
	if d.Verdict == policy.VerdictRefused && d.Detail != detailTooMany {
		d.Verdict, d.Detail, d.Right = policy.VerdictAccepted, "", precedent.Right
	}
	return d
}

// refuseAgain judges a command as of the time when it was written, and never accepts it.
func (f *Folder) refuseAgain(comment Comment, line Line) policy.Decision {
	present := f.now
	if !comment.CreatedAt.IsZero() {
		f.now = comment.CreatedAt.UTC()
	}
	d := f.decide(comment, line)
	f.now, d.FoldedAt = present, present
	if d.Verdict == policy.VerdictAccepted {
		d.Verdict, d.Detail, d.Right = policy.VerdictRefused, detailNotThen, policy.RightNone
	}
	return d
}

package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// letterActed tells the SRC of an act that the closed thread does not show, with the words it was given in: its reason
// stands nowhere else. Only the process that took the command has the words, so it sends this letter itself, and once.
const letterActed policy.SentKind = "acted"

// letterUntold tells the SRC that the words of an act may not have got to it, and whom to ask.
const letterUntold policy.SentKind = "untold"

// actLetter addresses what is told of an act.
func (o *observation) actLetter(d policy.Decision, line string) letter {
	subject, text := render.ActNotice(o.facts.Advisory, d.Actor, strings.TrimSpace(line))
	one := letter{kind: letterActed, occasion: strconv.FormatInt(d.Comment, 10), subject: subject, text: text}
	return lettering{observation: o}.toSRC(one)
}

// markActTold marks the letters of an act as being sent, in the transaction that records it. Whoever finds them so
// later knows that the words were lost.
func (r *Reconciler) markActTold(tx *store.Tx, o *observation, d policy.Decision) error {
	if r.Teller == nil || d.Verdict != policy.VerdictAccepted || o.process.Mode == policy.ModeObserve {
		return nil
	}
	for _, row := range o.rowsOf(o.actLetter(d, "")) {
		row.State, row.At = store.LetterSending, r.Now()
		if err := tx.PutLetter(row); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf are the letter's rows, one for each recipient.
func (o *observation) rowsOf(one letter) []store.LetterRow {
	var rows []store.LetterRow
	for _, address := range one.mail {
		rows = append(rows, o.letterRow(one, store.ByMail, address))
	}
	for _, channel := range one.chat {
		rows = append(rows, o.letterRow(one, store.ByChat, channel))
	}
	return rows
}

// ErrOnlyRecorded tells whoever gave a command in observe mode what becomes of it.
var ErrOnlyRecorded = errors.New("the command is recorded, but in the mode observe nothing is sent: tell the SRC of it yourself")

// tellOfAct sends the letters of an act that decideOutside has marked. In observe mode it has marked none, and whoever
// acted is told to pass their words on.
func (r *Reconciler) tellOfAct(ctx context.Context, o *observation, d policy.Decision, line string) error {
	if r.Teller == nil {
		return nil
	}
	var failed error
	one := o.actLetter(d, line)
	rows := o.rowsOf(one)
	if o.process.Mode == policy.ModeObserve && (len(rows) > 0 || ordersSending(d)) {
		return ErrOnlyRecorded
	}
	for _, row := range rows {
		send := r.posting(row.Channel, one.subject+"\n"+one.text)
		if row.Way == store.ByMail {
			key := letterKey(o.ref, one, row.Way, row.Channel)
			send = r.mailing(Mail{Installation: o.installation, Key: key, To: row.Channel, Subject: one.subject, Text: one.text})
		}
		failed = errors.Join(failed, r.tellMarked(ctx, row, send))
	}
	if failed != nil {
		return fmt.Errorf("the command is recorded, but not every channel of the SRC could be told of it: tell them yourself: %w", failed)
	}
	return nil
}

// ordersSending tells whether an act has something sent.
func ordersSending(d policy.Decision) bool {
	act := d.Args[policy.ArgAct]
	return d.Command == policy.CommandRetro && act == policy.RetroSend || d.Command == policy.CommandAnnounce && act == policy.AnnounceSend
}

// tellMarked sends one letter that is marked, and records how that ended. There is no second attempt: nobody would have
// the words.
func (r *Reconciler) tellMarked(
	ctx context.Context, row store.LetterRow, send func(context.Context, func(context.Context) error) error,
) error {
	row.State = store.LetterSent
	err := send(ctx, func(context.Context) error { return nil })
	switch {
	case err != nil && r.Teller.Refused(err):
		row.State = store.LetterRefused
	case err != nil:
		row.State = store.LetterUnsure
	}
	row.At = r.Now()
	ctx = context.WithoutCancel(ctx) // also when the program is being stopped
	if failed := r.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.PutLetter(row) }); failed != nil {
		return errors.Join(err, failed)
	}
	r.tellLetter(ctx, row)
	return err
}

// untold tells the SRC, once for each act outside the thread, of channels that may not have been told of it.
func untold(l lettering) []letter {
	missed := map[string][]string{}
	for _, row := range l.letters {
		if policy.SentKind(row.Kind) == letterActed && l.lost(row) {
			missed[row.Occasion] = append(missed[row.Occasion], row.Channel)
		}
	}
	var all []letter
	for _, d := range l.facts.Decisions {
		occasion := strconv.FormatInt(d.Comment, 10)
		if channels := missed[occasion]; len(channels) > 0 {
			slices.Sort(channels)
			subject, text := render.ActUntold(l.facts.Advisory, d.Actor, channels)
			all = append(all, l.toSRC(letter{kind: letterUntold, occasion: occasion, subject: subject, text: text}))
		}
	}
	return all
}

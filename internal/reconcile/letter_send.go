package reconcile

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

// sendLetter tells every recipient who has not been told.
func (r *Reconciler) sendLetter(ctx context.Context, o *observation, one letter) error {
	var failed error
	for _, address := range one.mail {
		_, err := r.sendOnce(ctx, o, one, o.letterRow(one, store.ByMail, address), r.mailing(o.mail(one, address)))
		failed = errors.Join(failed, err)
	}
	for _, channel := range one.chat {
		text := one.chatText
		if text == "" {
			text = one.subject + "\n" + one.text
		}
		_, err := r.sendOnce(ctx, o, one, o.letterRow(one, store.ByChat, channel), r.posting(channel, text))
		failed = errors.Join(failed, err)
	}
	return failed
}

// mail is the letter to one address.
func (o *observation) mail(one letter, address string) Mail {
	return Mail{
		Installation: o.installation, Key: letterKey(o.ref, one, store.ByMail, address), From: one.from, To: address,
		Subject: one.subject, Text: one.text, Attachments: one.files, Ordered: !one.orderedAt.IsZero(),
	}
}

// sendOnce tells one recipient, and puts it on the record: state is what that says in the end. Somebody else may be about
// the same letter, a person with a text of their own and no lease: only who marks it first sends it.
func (r *Reconciler) sendOnce(
	ctx context.Context, o *observation, one letter, row store.LetterRow,
	send func(context.Context, func(context.Context) error) error,
) (state store.LetterState, err error) {
	mark := row.At
	put := func(ctx context.Context, next store.LetterState) error {
		before := mark
		row.State, row.At = next, r.Now()
		if row.At.Before(one.orderedAt) { // the clock of whoever took the order is ahead, and no answer comes before it
			row.At = one.orderedAt
		}
		if next == store.LetterSending {
			mark = row.At
		}
		err := r.Agenda.Update(ctx, func(tx *store.Tx) error { return o.putLetter(tx, row, mark) })
		if errors.Is(err, errOvertaken) {
			mark = before // what stands there is not ours, whatever its time
		}
		if err != nil {
			return err
		}
		state = next
		if isOver(next) {
			r.tellLetter(ctx, row)
		}
		return nil
	}
	state = row.State
	err = r.once(ctx, sending{state: state, put: put, send: send}, func(err error) {
		r.Logger.Error().Str("advisory", row.Ref).Str("letter", row.Kind).Str("way", row.Way).Strs("causes", causes(ctx)).Err(err).
			Msg("a letter may not have arrived and is not repeated")
	})
	if err != nil {
		return state, fmt.Errorf("send the %s of %s by %s: %w", row.Kind, row.Ref, row.Way, err)
	}
	return state, nil
}

// putLetter writes down how far a letter has come, and its end on the record. mark is when whoever writes marked it as
// being sent, or found it so: it fails with errOvertaken when somebody else has marked it, or sent it.
func (o *observation) putLetter(tx *store.Tx, row store.LetterRow, mark time.Time) error {
	found, err := foundLetter(tx, row)
	if err != nil {
		return err
	}
	row.Channel = found.Channel
	ours := found.State == store.LetterSending && store.Micros(found.At) == store.Micros(mark)
	unmarked := found.State == "" || found.State == store.LetterRefused
	// Who called it unsure could not know; who was sending it does.
	givenUp := found.State == store.LetterUnsure && !mark.IsZero()
	switch {
	case row.State == store.LetterSending && !unmarked || !unmarked && !ours && !givenUp:
		return errOvertaken
	case row.State == "" && unmarked:
		return nil // a refusal stays on the record until the letter comes further
	case row.State == "":
		return tx.DropLetter(row)
	}
	if err := tx.PutLetter(row); err != nil || row.State == store.LetterSending {
		return err
	}
	return addLetterAct(tx, o.letterAct(row))
}

// addLetterAct puts the end of a letter on the record. One that was ordered anew ends once more.
func addLetterAct(tx *store.Tx, act store.DecisionRow) error {
	for {
		err := tx.AddDecision(act)
		if !errors.Is(err, store.ErrRecorded) {
			return err
		}
		act.Index++
	}
}

// foundLetter is a letter as the database has it now, with the spelling of its channel there; without a state where it
// has none.
func foundLetter(tx *store.Tx, wanted store.LetterRow) (store.LetterRow, error) {
	rows, err := tx.Letters(wanted.Ref)
	for _, row := range rows {
		if row.Kind == wanted.Kind && row.Occasion == wanted.Occasion && row.Way == wanted.Way &&
			strings.EqualFold(row.Channel, wanted.Channel) { // whose spelling somebody may have changed meanwhile
			return row, err
		}
	}
	return store.LetterRow{Channel: wanted.Channel}, err
}

// tellLetter tells the log of a letter that is over.
func (r *Reconciler) tellLetter(ctx context.Context, row store.LetterRow) {
	r.Logger.Info().Str("advisory", row.Ref).Str("letter", row.Kind).Str("way", row.Way).Str("state", string(row.State)).
		Strs("causes", causes(ctx)).Msg("letter finished")
}

// letterAct is a letter as it stands on the record: who was told what kind of thing, when, and what came of it.
func (o *observation) letterAct(row store.LetterRow) store.DecisionRow {
	return store.DecisionRow{
		Ref: row.Ref, Act: strings.Join([]string{"letter", row.Kind, row.Occasion, row.Way, row.Channel}, "/"),
		Command: row.Kind, Actor: o.bot, Right: store.RightApp, Args: map[string]string{"by": row.Way, "to": row.Channel},
		Verdict: store.ActionDone, Detail: string(row.State), WrittenAt: row.At, FoldedAt: row.At,
	}
}

// letterKey names a letter to a recipient without naming either.
func letterKey(ref ghsa.Ref, one letter, way, channel string) string {
	return toldKey(ref.String(), string(one.kind), one.occasion, way, channel)
}

package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// letter is something to be told outside GitHub about one advisory. Its words are written anew at every look, from
// what is so then, and never stored: kind and occasion alone tell whether it was sent.
type letter struct {
	kind     policy.SentKind
	occasion string // identifiers only; tells one letter of a kind from the next, "" where there is only one

	mail, chat []string // recipients, each told once
	from       string   // of mails, "" for the server's sender
	subject    string
	text       string
	chatText   string // "" for subject and text
	files      []Attachment
	ordered    bool // people ordered it, so it is no automatic message
}

// lettering is what the kinds of letter are worked out from: nothing in it asks anybody anything.
type lettering struct {
	*observation
	report policy.Report
	now    time.Time
}

// letterKinds is the registry: one line and one file for each kind. A kind gives the letters that ought to have been
// sent by now, whether they were or not: what was sent already is left out afterwards. What becomes due by the clock
// alone must be in the report's Wake.
var letterKinds = []func(lettering) []letter{
	leakAlarms,
	unreleasedAdvisories,
	slotLetters,
	nagLetters,
	templateMistakes,
	announcements,
	prenotices,
	wantingPrenotices,
	retroDrafts,
	retrospectives,
	undelivered,
	untold,
}

// due lists the letters that ought to have been sent by now. In observe mode the app keeps silent.
func (l lettering) due() []letter {
	if l.process.Mode == policy.ModeObserve {
		return nil
	}
	var all []letter
	for _, kind := range letterKinds {
		all = append(all, kind(l)...)
	}
	return all
}

// toSRC addresses a letter to the SRC's private channel.
func (l lettering) toSRC(one letter) letter {
	one.mail, one.chat = l.process.SRC.Notify.Mail, l.process.SRC.Notify.Chat
	return one
}

// row names one letter to one recipient, and tells how far it has come.
func (o *observation) letterRow(one letter, way, channel string) store.LetterRow {
	wanted := store.LetterRow{Ref: o.ref.String(), Kind: string(one.kind), Occasion: one.occasion, Way: way, Channel: channel}
	for _, row := range o.letters {
		same := row
		same.State, same.At = "", time.Time{}
		if same == wanted {
			return row
		}
	}
	return wanted
}

// unsent tells whether a recipient of the letter is still to be told, or to be given up.
func (o *observation) unsent(one letter) bool {
	open := func(row store.LetterRow) bool { return row.State == "" || row.State == store.LetterSending }
	for _, address := range one.mail {
		if open(o.letterRow(one, store.ByMail, address)) {
			return true
		}
	}
	for _, channel := range one.chat {
		if open(o.letterRow(one, store.ByChat, channel)) {
			return true
		}
	}
	return false
}

// wantLetters puts the sending of letters on the agenda when some are due.
func (r *Reconciler) wantLetters(tx *store.Tx, o *observation, report policy.Report, now time.Time) error {
	if r.Teller == nil {
		return nil
	}
	if !slices.ContainsFunc((lettering{o, report, now}).due(), o.unsent) {
		return nil
	}
	return r.Agenda.MarkTx(tx, agenda.Key(agenda.KindLetters, o.ref.String()), now)
}

// sendLetters looks at an advisory again and sends the letters that are due then.
func (r *Reconciler) sendLetters(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	ref, err := ghsa.ParseRef(lease.What())
	if err != nil {
		return agenda.Stop("no-advisory-in-key"), nil //nolint:nilerr // the stop says it
	}
	if r.Teller == nil {
		return agenda.Done(), nil
	}
	o, report, err := r.examineByName(ctx, ref)
	if ghsa.IsNotFound(err) || ghsa.IsGone(err) {
		return agenda.Done(), nil
	}
	if err != nil {
		return agenda.Outcome{}, err
	}
	var failed error // one channel that fails must not keep the others from theirs
	for _, one := range (lettering{o, report, r.Now()}).due() {
		failed = errors.Join(failed, r.sendLetter(ctx, o, one))
	}
	// The checklist's items follow from what was sent: the next look shows it, and finds what is to be sent after it.
	if failed == nil {
		failed = r.Agenda.Mark(ctx, agenda.Key(agenda.KindLook, ref.String()), r.Now())
	}
	return agenda.Done(), failed
}

// sendLetter tells every recipient who has not been told.
func (r *Reconciler) sendLetter(ctx context.Context, o *observation, one letter) error {
	var failed error
	for _, address := range one.mail {
		mail := Mail{
			Installation: o.installation, Key: letterKey(o.ref, one, store.ByMail, address), From: one.from, To: address,
			Subject: one.subject, Text: one.text, Attachments: one.files, Ordered: one.ordered,
		}
		failed = errors.Join(failed, r.sendOnce(ctx, underLease, o, o.letterRow(one, store.ByMail, address), r.mailing(mail)))
	}
	for _, channel := range one.chat {
		text := one.chatText
		if text == "" {
			text = one.subject + "\n" + one.text
		}
		failed = errors.Join(failed, r.sendOnce(ctx, underLease, o, o.letterRow(one, store.ByChat, channel), r.posting(channel, text)))
	}
	return failed
}

// underLease is for letters that only the holder of a lease sends, which is checked anyway.
func underLease(*store.Tx) error { return nil }

// sendOnce tells one recipient, and puts it on the record. Whoever may not send it any more fails check.
func (r *Reconciler) sendOnce(
	ctx context.Context, check func(*store.Tx) error, o *observation, row store.LetterRow,
	send func(context.Context, func(context.Context) error) error,
) error {
	put := func(ctx context.Context, state store.LetterState) error {
		row.State, row.At = state, r.Now()
		err := r.Agenda.Update(ctx, func(tx *store.Tx) error {
			if err := check(tx); err != nil {
				return err
			}
			if state == "" {
				return tx.DropLetter(row)
			}
			if err := tx.PutLetter(row); err != nil || state == store.LetterSending {
				return err
			}
			return tx.AddDecision(o.letterAct(row))
		})
		if err == nil && isOver(state) {
			r.tellLetter(ctx, row)
		}
		return err
	}
	err := r.once(ctx, sending{state: row.State, put: put, send: send}, func(err error) {
		r.Logger.Error().Str("advisory", row.Ref).Str("letter", row.Kind).Str("way", row.Way).Strs("causes", causes(ctx)).Err(err).
			Msg("a letter may not have arrived and is not repeated")
	})
	if err != nil {
		return fmt.Errorf("send the %s of %s by %s: %w", row.Kind, row.Ref, row.Way, err)
	}
	return nil
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

// recallSent reads what was told outside GitHub.
func (o *observation) recallSent(tx *store.Tx) (err error) {
	if o.letters, err = tx.Letters(o.ref.String()); err != nil {
		return err
	}
	o.facts.Sent, o.facts.Unsure = nil, nil
	for _, row := range o.letters {
		sent := policy.Sent{
			Kind: policy.SentKind(row.Kind), Occasion: row.Occasion, Channel: row.Channel, Mail: row.Way == store.ByMail, At: row.At,
		}
		switch row.State {
		case store.LetterSent:
			o.facts.Sent = append(o.facts.Sent, sent)
		case store.LetterUnsure, store.LetterSending:
			o.facts.Unsure = append(o.facts.Unsure, sent)
		}
	}
	return nil
}

package reconcile

import (
	"context"
	"errors"
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
	// orderedAt is when people ordered it, zero for an automatic message. Whoever refused it before that is tried again.
	orderedAt time.Time
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
	unheard,
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

// letterRow names one letter to one recipient, and tells how far it has come: nowhere yet, where people have ordered it
// anew since it was refused.
func (o *observation) letterRow(one letter, way, channel string) store.LetterRow {
	wanted := store.LetterRow{Ref: o.ref.String(), Kind: string(one.kind), Occasion: one.occasion, Way: way, Channel: channel}
	for _, row := range o.letters {
		same := row
		same.State, same.At = "", time.Time{}
		if strings.EqualFold(row.Channel, channel) { // whose spelling somebody has changed in the process file
			same.Channel = channel
		}
		if same == wanted && (row.State != store.LetterRefused || !row.At.Before(one.orderedAt)) {
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

// recallSent reads what was told outside GitHub.
func (o *observation) recallSent(tx *store.Tx) (err error) {
	if o.letters, err = tx.Letters(o.ref.String()); err != nil {
		return err
	}
	o.facts.Sent, o.facts.Unsure, o.facts.Refused = nil, nil, nil
	for _, row := range o.letters {
		sent := policy.Sent{
			Kind: policy.SentKind(row.Kind), Occasion: row.Occasion, Channel: row.Channel, Mail: row.Way == store.ByMail, At: row.At,
		}
		switch row.State {
		case store.LetterSent:
			o.facts.Sent = append(o.facts.Sent, sent)
		case store.LetterUnsure, store.LetterSending:
			o.facts.Unsure = append(o.facts.Unsure, sent)
		case store.LetterRefused:
			o.facts.Refused = append(o.facts.Refused, sent)
		}
	}
	return nil
}

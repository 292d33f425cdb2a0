package reconcile

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// The command that SendRetrospective gives for whoever calls it.
const lineSendEdited = "/" + policy.CommandRetro + " " + policy.RetroSend + " edited"

// ErrNoMail is why nothing can be mailed.
var ErrNoMail = errors.New("no mail server is configured: set EMBARGO_SMTP_URL and EMBARGO_SMTP_FROM")

// ErrObserves is why nothing may be mailed.
var ErrObserves = errors.New("in the mode observe nothing is mailed, so nothing was recorded: choose advise or enforce first")

// SendRetrospective mails the retrospective of a published advisory to its list in somebody's own words, on the word of
// login, an SRC member, which is folded and recorded like any command. The text is mailed and never stored. An empty
// subject stands for the usual one. Recipients who were told, or may have been, are left out; when it fails for some,
// doing it again tells those.
func (r *Reconciler) SendRetrospective(ctx context.Context, ref ghsa.Ref, login, subject, text string) (render.Answer, error) {
	switch {
	case r.Teller == nil:
		return render.Answer{}, ErrNoMail
	case strings.TrimSpace(text) == "":
		return render.Answer{}, errors.New("the text is empty: nothing was sent")
	}
	standing, err := r.Standing(ctx, ref)
	if err != nil {
		return render.Answer{}, err
	}
	if standing.Process.Mode == policy.ModeObserve {
		return render.Answer{}, ErrObserves
	}
	answer, untold := r.Act(ctx, ref, login, lineSendEdited)
	if answer.Verdict != policy.VerdictAccepted {
		return answer, untold
	}
	o, report, err := r.examineByName(ctx, ref)
	if err != nil {
		return answer, fmt.Errorf("the command is recorded, but nothing was sent; do it again: %w", err)
	}
	l := lettering{o, report, r.Now()}
	if subject == "" {
		subject, _ = render.Retrospective(l.retroView())
	}
	failed := errors.Join(untold, r.mailByHand(ctx, o, l.retrospective(subject, text)))
	if err := r.Agenda.Mark(ctx, agenda.Key(agenda.KindLook, ref.String()), r.Now()); err != nil {
		failed = errors.Join(failed, err)
	}
	return answer, failed
}

// mailByHand mails a letter from a process that holds no lease: the record of each letter itself tells whether another
// process has begun to send it.
func (r *Reconciler) mailByHand(ctx context.Context, o *observation, one letter) error {
	var failed error
	for _, address := range one.mail {
		row := o.letterRow(one, store.ByMail, address)
		if row.State != "" {
			continue
		}
		expected := store.LetterState("")
		send := r.mailing(Mail{
			Installation: o.installation, Key: letterKey(o.ref, one, store.ByMail, address), From: one.from, To: address,
			Subject: one.subject, Text: one.text, Ordered: one.ordered,
		})
		marked := func(ctx context.Context, mark func(context.Context) error) error {
			return send(ctx, func(ctx context.Context) error {
				err := mark(ctx)
				if err == nil {
					expected = store.LetterSending
				}
				return err
			})
		}
		check := func(tx *store.Tx) error {
			state, err := letterState(tx, row)
			if err == nil && state != expected {
				err = errOvertaken
			}
			return err
		}
		failed = errors.Join(failed, r.sendOnce(ctx, check, o, row, marked))
	}
	return failed
}

// letterState is how far a letter has come.
func letterState(tx *store.Tx, wanted store.LetterRow) (store.LetterState, error) {
	rows, err := tx.Letters(wanted.Ref)
	for _, row := range rows {
		if row.Kind == wanted.Kind && row.Occasion == wanted.Occasion && row.Way == wanted.Way && row.Channel == wanted.Channel {
			return row.State, err
		}
	}
	return "", err
}

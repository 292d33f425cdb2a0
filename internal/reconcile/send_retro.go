package reconcile

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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

// Delivery is what became of a mail to one recipient.
type Delivery struct {
	To string
	// State is what the record says of it now; "" when nothing was sent.
	State store.LetterState
	// Before tells that the record said so before, and nothing was sent now.
	Before bool
	// Err is why it did not arrive, or may not have, as far as that was seen now. It quotes nothing.
	Err error
}

// SendRetrospective mails the retrospective of a published advisory to its list in somebody's own words, on the word of
// login, an SRC member, which is folded and recorded like any command. The text is mailed and never stored. An empty
// subject stands for the usual one. Recipients who were told, or may have been, are left out; doing it again tells the
// others, those that refused it among them. A failure to reach some of them stands in their delivery alone.
func (r *Reconciler) SendRetrospective(ctx context.Context, ref ghsa.Ref, login, subject, text string) (render.Answer, []Delivery, error) {
	switch {
	case r.Teller == nil:
		return render.Answer{}, nil, ErrNoMail
	case strings.TrimSpace(text) == "":
		return render.Answer{}, nil, errors.New("the text is empty: nothing was sent")
	}
	standing, err := r.Standing(ctx, ref)
	if err != nil {
		return render.Answer{}, nil, err
	}
	if standing.Process.Mode == policy.ModeObserve {
		return render.Answer{}, nil, ErrObserves
	}
	answer, untold := r.Act(ctx, ref, login, lineSendEdited)
	if answer.Verdict != policy.VerdictAccepted {
		return answer, nil, untold
	}
	o, report, err := r.examineByName(ctx, ref)
	if err != nil {
		return answer, nil, errors.Join(untold, fmt.Errorf("the command is recorded, but nothing was sent; do it again: %w", err))
	}
	l := lettering{o, report, r.Now()}
	if subject == "" {
		subject, _ = render.Retrospective(l.retroView())
	}
	deliveries := r.mailByHand(ctx, o, l.retrospective(subject, text, report.Ledger.RetroSend().FoldedAt))
	err = r.Agenda.Mark(context.WithoutCancel(ctx), agenda.Key(agenda.KindLook, ref.String()), r.Now())
	return answer, deliveries, errors.Join(untold, err)
}

// mailByHand mails a letter from a process that holds no lease, and whose words nobody else has: there is no second
// attempt. What it ends for each recipient is for the person who waits for it to be told.
func (r *Reconciler) mailByHand(ctx context.Context, o *observation, one letter) []Delivery {
	deliveries := make([]Delivery, 0, len(one.mail))
	for _, address := range one.mail {
		row := o.letterRow(one, store.ByMail, address)
		if row.State == store.LetterRefused { // whatever the clocks say: this order is newer
			row.State, row.At = "", time.Time{}
		}
		d := Delivery{To: address, State: row.State, Before: row.State != ""}
		if !d.Before {
			send := r.mailing(o.mail(one, address))
			var unrecorded error
			d.State, unrecorded = r.sendOnce(ctx, o, one, row, func(ctx context.Context, mark func(context.Context) error) error {
				d.Err = send(ctx, mark)
				return d.Err
			})
			if d.Err == nil {
				d.Err = unrecorded
			}
		}
		deliveries = append(deliveries, d)
	}
	return deliveries
}

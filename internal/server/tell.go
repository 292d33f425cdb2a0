package server

import (
	"context"

	"github.com/embargo-app/embargo/internal/notify"
)

// teller adapts the channels to what the reconciler asks for.
type teller struct{ *notify.Notifier }

func (t teller) Mail(ctx context.Context, installation int64, key, to, subject, text string, mark func(context.Context) error) error {
	_, err := t.Notifier.Mail(ctx, notify.Message{
		Installation: installation, Key: key, To: []string{to}, Subject: subject, Text: text, Automatic: true, Mark: mark,
	})
	return err
}

// Settled implements reconcile.Teller.
func (t teller) Settled(err error) bool { return notify.Permanent(err) || notify.Ambiguous(err) }

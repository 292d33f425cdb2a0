package server

import (
	"context"

	"github.com/embargo-app/embargo/internal/notify"
	"github.com/embargo-app/embargo/internal/reconcile"
)

// teller adapts the channels to what the reconciler asks for.
type teller struct{ *notify.Notifier }

func (t teller) Mail(ctx context.Context, m reconcile.Mail, mark func(context.Context) error) error {
	message := notify.Message{
		Installation: m.Installation, Key: m.Key, From: m.From, ReplyTo: m.ReplyTo, To: []string{m.To},
		Subject: m.Subject, Text: m.Text, Automatic: true, Mark: mark,
	}
	for _, a := range m.Attachments {
		message.Attachments = append(message.Attachments, notify.Attachment(a))
	}
	_, err := t.Notifier.Mail(ctx, message)
	return err
}

// Settled implements reconcile.Teller.
func (t teller) Settled(err error) bool { return notify.Permanent(err) || notify.Ambiguous(err) }

// Refused implements reconcile.Teller.
func (t teller) Refused(err error) bool { return notify.Permanent(err) }

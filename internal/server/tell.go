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
		Installation: m.Installation, Key: m.Key, From: m.From, To: []string{m.To},
		Subject: m.Subject, Text: m.Text, Automatic: !m.Ordered, Mark: mark,
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

// countedTeller counts what becomes of messages.
type countedTeller struct {
	reconcile.Teller

	metrics *Metrics
}

// Mail implements reconcile.Teller.
func (t countedTeller) Mail(ctx context.Context, m reconcile.Mail, mark func(context.Context) error) error {
	err := t.Teller.Mail(ctx, m, mark)
	t.count("mail", err)
	return err
}

// Chat implements reconcile.Teller.
func (t countedTeller) Chat(ctx context.Context, channel, text string) error {
	err := t.Teller.Chat(ctx, channel, text)
	t.count("chat", err)
	return err
}

func (t countedTeller) count(way string, err error) {
	outcome := messageFailed
	switch {
	case err == nil:
		outcome = messageSent
	case t.Refused(err):
		outcome = messageRefused
	case t.Settled(err):
		outcome = messageUnsure
	}
	t.metrics.message(way, outcome)
}

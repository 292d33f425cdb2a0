package reconcile

import (
	"context"
	"fmt"

	"github.com/embargo-app/embargo/internal/store"
)

// Teller carries words out of GitHub.
type Teller interface {
	// Mail sends one mail. mark is called when the next step is the point of no return; when it fails, nothing is sent.
	Mail(ctx context.Context, m Mail, mark func(context.Context) error) error
	// Chat posts to a channel by its name.
	Chat(ctx context.Context, channel, text string) error
	// Settled tells of an error that trying again cannot or must not mend: it was refused for good, or nobody knows
	// whether it arrived.
	Settled(err error) bool
	// Refused tells of an error after which it is certain that nothing arrived, and that nothing will.
	Refused(err error) bool
}

// Mail is one mail to one recipient.
type Mail struct {
	Installation int64
	Key          string // with the installation, what its Message-ID comes from
	From         string // "" for the server's sender
	To           string
	Subject      string
	Text         string
	Attachments  []Attachment
	Ordered      bool // people ordered it; else it says of itself that it is automatic
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	Name, ContentType string
	Data              []byte
}

// sending is one message on its way over one channel, with the memory of how far that has come.
type sending struct {
	// state is what is remembered of it; "" while it is still to be sent.
	state store.LetterState
	// put remembers a state, or forgets the message where it is "".
	put func(ctx context.Context, state store.LetterState) error
	// send hands it over, and calls mark right before the point of no return.
	send func(ctx context.Context, mark func(context.Context) error) error
}

// once sends unless it was sent, or may have been: what cannot be read back is rather missed, and called unsure, than
// sent twice. lost is what to do about a message of which that is so.
func (r *Reconciler) once(ctx context.Context, s sending, lost func(err error)) error {
	if s.state == store.LetterSending {
		lost(nil)
		return s.put(ctx, store.LetterUnsure)
	}
	if s.state != "" {
		return nil
	}
	err := s.send(ctx, func(ctx context.Context) error { return s.put(ctx, store.LetterSending) })
	ctx = context.WithoutCancel(ctx) // what became of it is remembered although the program is being stopped
	switch {
	case err == nil:
		return s.put(ctx, store.LetterSent)
	case r.Teller.Refused(err):
		lost(err)
		return s.put(ctx, store.LetterRefused)
	case r.Teller.Settled(err):
		lost(err)
		return s.put(ctx, store.LetterUnsure)
	}
	if failed := s.put(ctx, ""); failed != nil { // nothing was sent, so the mark goes and the next attempt sends
		return fmt.Errorf("%w; and its mark stays: %w", err, failed)
	}
	return err
}

// isOver tells whether nothing more is done about a message in this state.
func isOver(state store.LetterState) bool { return state != "" && state != store.LetterSending }

// mailing hands a mail over.
func (r *Reconciler) mailing(m Mail) func(context.Context, func(context.Context) error) error {
	return func(ctx context.Context, mark func(context.Context) error) error { return r.Teller.Mail(ctx, m, mark) }
}

// posting hands a chat post over. Chat has no second phase: it is marked before it is tried.
func (r *Reconciler) posting(channel, text string) func(context.Context, func(context.Context) error) error {
	return func(ctx context.Context, mark func(context.Context) error) error {
		if err := mark(ctx); err != nil {
			return err
		}
		return r.Teller.Chat(ctx, channel, text)
	}
}

package scenario

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/reconcile"
)

// mailbox stands for the channels outside GitHub: it keeps what is sent, and fails as it is told to.
type mailbox struct {
	sent  []string         // "TO: SUBJECT\nTEXT"
	mails []reconcile.Mail // those of them that are mails
	asked int              // how many of them a story has asked about
	fail  error            // what the next message meets with, before anything is sent
	lost  bool             // the next message arrives, and nobody learns that it did

	refuses string // who does not take their next message
}

var (
	errUnsure  = errors.New("no word of it")
	errDown    = errors.New("nobody answers")
	errRefused = errors.New("it is not taken")
)

func (m *mailbox) Mail(ctx context.Context, mail reconcile.Mail, mark func(context.Context) error) error {
	if err := m.failure(mail.To); err != nil {
		return err
	}
	if err := mark(ctx); err != nil {
		return err
	}
	m.mails = append(m.mails, mail)
	return m.Chat(ctx, mail.To, mail.Subject+"\n"+mail.Text)
}

// failure is what a message to somebody meets with before it is sent.
func (m *mailbox) failure(to string) error {
	if m.refuses == to {
		m.refuses = ""
		return errRefused
	}
	err := m.fail
	m.fail = nil
	return err
}

func (m *mailbox) Chat(_ context.Context, channel, text string) error {
	if err := m.failure(channel); err != nil {
		return err
	}
	m.sent = append(m.sent, channel+": "+text)
	if m.lost {
		m.lost = false
		return errUnsure
	}
	return nil
}

func (m *mailbox) Settled(err error) bool { return errors.Is(err, errUnsure) || m.Refused(err) }

func (m *mailbox) Refused(err error) bool { return errors.Is(err, errRefused) }

// by gives a command outside the thread.
func by(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	ref := ghsa.Ref(w.advisory)
	answer, err := w.app.Act(context.Background(), ref, args[0], strings.Join(args[1:], " "))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(ts.Stdout(), answer.Command, answer.Verdict, answer.Detail)
	return err
}

// letters checks what was told outside GitHub since this was last asked.
func letters(w *world, _ *testscript.TestScript, args []string) error {
	fresh := w.box.sent[w.box.asked:]
	w.box.asked = len(w.box.sent)
	if len(fresh) != len(args) {
		return fmt.Errorf("%d messages were sent, not %d:\n%s", len(fresh), len(args), strings.Join(fresh, "\n\n"))
	}
	for i, pattern := range args {
		matches, err := regexp.MatchString(pattern, fresh[i])
		if err != nil || !matches {
			return fmt.Errorf("message %d does not match %s (%w):\n%s", i+1, pattern, err, fresh[i])
		}
	}
	return nil
}

// newestLetter prints the newest message.
func newestLetter(w *world, ts *testscript.TestScript, _ []string) error {
	if len(w.box.sent) == 0 {
		return errors.New("nothing was sent")
	}
	_, err := fmt.Fprintln(ts.Stdout(), strings.TrimSuffix(w.box.sent[len(w.box.sent)-1], "\n"))
	return err
}

// breakLetter makes the next message fail, or its answer.
func breakLetter(w *world, _ *testscript.TestScript, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "fails":
		w.box.fail = errDown
	case len(args) == 2 && args[0] == "refused":
		w.box.refuses = args[1]
	case len(args) == 1 && args[0] == "lost":
		w.box.lost = true
	default:
		return errors.New("fails, lost or refused TO")
	}
	return nil
}

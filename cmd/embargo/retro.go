package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/notify"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/server"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

type retroCommand struct {
	Show  retroShowCommand  `cmd:"" help:"Print the retrospective of a published advisory as it would be sent now."`
	Draft retroDraftCommand `cmd:"" help:"Have the draft mailed to the SRC's private channel once more."`
	Send  retroSendCommand  `cmd:"" help:"Send it to the list; it takes a member of the SRC."`
}

type retroShowCommand struct{ advisoryArgs }

// Run prints what would be sent now.
func (c *retroShowCommand) Run(ctx context.Context, s streams) error {
	_, standing, err := c.standing(ctx, s)
	if err != nil {
		return err
	}
	if standing.Case.Advisory.State != policy.AdvisoryPublished {
		return errors.New("the advisory is not published: /retro in its thread shows what there is so far")
	}
	subject, text := render.Retrospective(render.RetroView{
		Process: standing.Process, Case: standing.Case, Report: standing.Report, Now: time.Now(),
	})
	_, err = fmt.Fprint(s.Out, mailText(subject, text))
	return err
}

type retroDraftCommand struct{ advisoryArgs }

// Run gives the command.
func (c *retroDraftCommand) Run(ctx context.Context, s streams) error {
	return c.act(ctx, s, policy.CommandRetro)
}

type retroSendCommand struct {
	advisoryArgs
	File string `type:"path" help:"Send this text instead, as you have edited it; - is the standard input. It is mailed and never stored." placeholder:"TEXT"`
}

// Run gives the command; a text of one's own is mailed from here.
func (c *retroSendCommand) Run(ctx context.Context, s streams) error {
	if c.File == "" {
		return c.actAndWatch(ctx, s, policy.CommandRetro, policy.RetroSend)
	}
	subject, text, err := readEdited(c.File, os.Stdin)
	if err != nil {
		return err
	}
	var deliveries []reconcile.Delivery
	err = c.asPerson(ctx, s, func(app *server.Server, ref ghsa.Ref, login string) (answer render.Answer, err error) {
		answer, deliveries, err = app.SendRetrospective(ctx, ref, login, subject, text)
		return answer, err
	})
	return errors.Join(err, printDeliveries(s.Out, deliveries))
}

// printDeliveries prints what became of the mail to each list, and fails when one of them does not have it.
func printDeliveries(out io.Writer, deliveries []reconcile.Delivery) error {
	missing := 0
	for _, d := range deliveries {
		words, has := deliveryWords(d)
		if !has {
			missing++
		}
		if d.Err != nil {
			words = fmt.Sprintf("%s (%v)", words, d.Err)
		}
		if _, err := fmt.Fprintf(out, "%s: %s\n", printable(d.To), words); err != nil {
			return err
		}
	}
	if missing > 0 {
		return fmt.Errorf("%d of %d lists do not have it, or may not: what to do stands above", missing, len(deliveries))
	}
	return nil
}

// deliveryWords say what became of one mail, what to do, and whether the list has it for certain.
func deliveryWords(d reconcile.Delivery) (words string, has bool) {
	switch d.State {
	case store.LetterSent:
		if d.Before {
			return "has it already, so nothing was sent now", true
		}
		return "mailed", true
	case store.LetterRefused:
		return "refused, so it did not arrive; have the list take it, or correct its address in the process file, then give this " +
			"command again", false
	case "":
		return "not sent; give this command again", false
	}
	if d.Before {
		return "may have it already, so nothing was sent now; look there, and send it by hand if it is missing", false
	}
	return "may have it, nobody knows; look there, and send it by hand if it is missing: this command does not send it again", false
}

// longestEdited bounds a text that somebody has written.
const longestEdited = 1 << 20

// readEdited reads a text to be sent, with the subject of its first line where it begins with one.
func readEdited(name string, stdin io.Reader) (subject, text string, err error) {
	in := stdin
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // whoever runs this names their own file
		if err != nil {
			return "", "", err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, longestEdited+1))
	switch {
	case err != nil:
		return "", "", fmt.Errorf("read %s: %w", name, err)
	case len(data) > longestEdited:
		return "", "", fmt.Errorf("%s is longer than %d bytes: send less", name, longestEdited)
	case !utf8.Valid(data):
		return "", "", fmt.Errorf("%s is no text in UTF-8", name)
	}
	text = strings.ReplaceAll(string(data), "\r\n", "\n")
	if rest, ok := strings.CutPrefix(text, subjectLine); ok {
		subject, text, _ = strings.Cut(rest, "\n")
	}
	if subject = strings.TrimSpace(subject); subject != "" {
		if err := notify.CheckSubject(subject); err != nil { // before anything is recorded
			return "", "", fmt.Errorf("%s cannot be sent: %w", name, err)
		}
	}
	text = strings.Trim(text, "\n")
	if strings.TrimSpace(text) == "" {
		return "", "", fmt.Errorf("%s holds no text: nothing was sent", name)
	}
	return subject, text + "\n", nil
}

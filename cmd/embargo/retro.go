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
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/server"
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
		return c.act(ctx, s, policy.CommandRetro, policy.RetroSend)
	}
	subject, text, err := readEdited(c.File, os.Stdin)
	if err != nil {
		return err
	}
	return c.asPerson(ctx, s, func(app *server.Server, ref ghsa.Ref, login string) (render.Answer, error) {
		return app.SendRetrospective(ctx, ref, login, subject, text)
	})
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
	text = strings.Trim(text, "\n")
	if strings.TrimSpace(text) == "" {
		return "", "", fmt.Errorf("%s holds no text: nothing was sent", name)
	}
	return strings.TrimSpace(subject), text + "\n", nil
}

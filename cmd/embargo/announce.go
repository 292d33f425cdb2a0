package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

type announceCommand struct {
	Preview announcePreviewCommand `cmd:"" help:"Print the announcement of a published advisory, and what it still misses."`
	Send    announceSendCommand    `cmd:"" help:"Ask for the announcement of a published advisory to be sent; it takes two members of the SRC."`
	Hold    announceHoldCommand    `cmd:"" help:"Hold the announcement of a published advisory back."`
}

type announcePreviewCommand struct{ advisoryArgs }

// errUnderEmbargo is why a text is not printed.
var errUnderEmbargo = errors.New("the advisory is not published: in its thread /announce preview shows the announcement, " +
	"and here embargo export --embargoed")

// Run prints what would be sent now.
func (c *announcePreviewCommand) Run(ctx context.Context, s streams) (err error) {
	d, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.app.Close()) }()
	standing, err := d.app.Standing(ctx, d.ref)
	if err != nil {
		return err
	}
	if standing.Case.Advisory.State != policy.AdvisoryPublished {
		return errUnderEmbargo
	}
	text := standing.Announcement
	if _, err := fmt.Fprintf(s.Out, "Subject: %s\n\n%s", text.Subject, text.Plain); err != nil {
		return err
	}
	if gaps := policy.AnnouncementGaps(standing.Process, standing.Case, standing.Report.Ledger); len(gaps) > 0 {
		words := make([]string, len(gaps))
		for i, gap := range gaps {
			words[i] = gap.Word()
		}
		_, err = fmt.Fprintln(s.Err, "still missing:", strings.Join(words, ", "))
	}
	return err
}

type announceSendCommand struct{ advisoryArgs }

// Run gives the command.
func (c *announceSendCommand) Run(ctx context.Context, s streams) error {
	return c.act(ctx, s, "/"+policy.CommandAnnounce+" "+policy.AnnounceSend)
}

type announceHoldCommand struct{ advisoryArgs }

// Run gives the command.
func (c *announceHoldCommand) Run(ctx context.Context, s streams) error {
	return c.act(ctx, s, "/"+policy.CommandAnnounce+" "+policy.AnnounceHold)
}

type waiveCommand struct {
	advisoryArgs
	Item   string   `arg:"" help:"The checklist's item, such as artifacts."`
	Reason []string `arg:"" help:"Why, in words; the SRC is told."`
}

// Run gives the command.
func (c *waiveCommand) Run(ctx context.Context, s streams) error {
	return c.act(ctx, s, strings.Join(append([]string{"/" + policy.CommandWaive, c.Item}, c.Reason...), " "))
}

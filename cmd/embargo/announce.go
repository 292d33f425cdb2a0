package main

import (
	"context"
	"errors"
	"fmt"

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
func (c *announcePreviewCommand) Run(ctx context.Context, s streams) error {
	_, standing, err := c.standing(ctx, s)
	if err != nil {
		return err
	}
	if standing.Case.Advisory.State != policy.AdvisoryPublished {
		return errUnderEmbargo
	}
	text := standing.Announcement
	if _, err := fmt.Fprint(s.Out, mailText(text.Subject, text.Plain)); err != nil {
		return err
	}
	if gaps := policy.AnnouncementGaps(standing.Process, standing.Case, standing.Report.Ledger); len(gaps) > 0 {
		_, err = fmt.Fprintln(s.Err, "still missing:", policy.GapWords(gaps))
	}
	return err
}

type announceSendCommand struct{ advisoryArgs }

// Run gives the command.
func (c *announceSendCommand) Run(ctx context.Context, s streams) error {
	return c.actAndWatch(ctx, s, policy.CommandAnnounce, policy.AnnounceSend)
}

type announceHoldCommand struct{ advisoryArgs }

// Run gives the command.
func (c *announceHoldCommand) Run(ctx context.Context, s streams) error {
	return c.act(ctx, s, policy.CommandAnnounce, policy.AnnounceHold)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/embargo-app/embargo/internal/export"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/policy"
)

type exportCommand struct {
	advisoryArgs
	Format    string `required:"" enum:"markdown,text,osv,csaf,openvex" help:"markdown and text are the announcement; osv (1.x), csaf (2.0) and openvex are for machines." placeholder:"FORMAT"`
	Output    string `short:"o" type:"path" help:"Write to this file, readable by you alone, which must not exist yet." placeholder:"FILE"`
	Embargoed bool   `help:"Export although the advisory is not published."`
}

// Run writes the advisory in the format.
func (c *exportCommand) Run(ctx context.Context, s streams) error {
	_, standing, err := c.standing(ctx, s)
	if err != nil {
		return err
	}
	switch standing.Case.Advisory.State {
	case policy.AdvisoryPublished, policy.AdvisoryWithdrawn:
	default:
		if !c.Embargoed {
			return errors.New("the advisory is not published, and what would be written is under embargo: --embargoed writes it all the same")
		}
		if _, err := fmt.Fprintln(s.Err, "warning: this text is under embargo; it belongs to nobody but the advisory's own collaborators"); err != nil {
			return err
		}
	}
	data, err := exported(c.Format, standing)
	if err != nil {
		return err
	}
	if c.Output == "" {
		_, err = s.Out.Write(data)
		return err
	}
	return writeNew(c.Output, data)
}

// exported writes an advisory in one of the formats.
func exported(format string, standing reconcile.Standing) ([]byte, error) {
	document := export.Document{
		Process: standing.Process, Case: standing.Case, Ledger: standing.Report.Ledger, Generator: version(),
	}
	switch format {
	case "markdown":
		return []byte(standing.Announcement.Markdown), nil
	case "text":
		return []byte(mailText(standing.Announcement.Subject, standing.Announcement.Plain)), nil
	case "osv":
		return export.OSV(document)
	case "csaf":
		return export.CSAF(document)
	}
	return export.OpenVEX(document)
}

// writeNew writes a file that did not exist, for its owner alone.
func writeNew(path string, data []byte) error {
	const ownerOnly = 0o600
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly) //nolint:gosec // where the person wants it
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

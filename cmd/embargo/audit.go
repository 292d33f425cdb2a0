package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/embargo-app/embargo/internal/audit"
	"github.com/embargo-app/embargo/internal/store"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Check that the record of decisions is whole and as it was written."`
	Show   auditShowCommand   `cmd:"" help:"Print what is on record about an advisory, oldest first."`
}

type auditVerifyCommand struct {
	Head string `help:"The head that an earlier check printed; the record must still have it." placeholder:"HASH"`
	JSON bool   `help:"Print JSON."`
	settingsFile
}

// exitBroken is the exit code for a record that is not what was written; 1 is for one that can't be checked.
const exitBroken = 3

// brokenError says what is wrong with the record.
type brokenError struct{ chain audit.Chain }

// Error implements error.
func (e brokenError) Error() string {
	if e.chain.Broken == 0 {
		return "the record is not the one it was: " + e.chain.Why
	}
	return fmt.Sprintf("the record is broken at row %d: %s", e.chain.Broken, e.chain.Why)
}

// ExitCode implements kong.ExitCoder.
func (brokenError) ExitCode() int { return exitBroken }

// Run checks the chain and prints how long it is and its head, which is worth keeping elsewhere.
func (c *auditVerifyCommand) Run(ctx context.Context, s streams) error {
	if hash, err := hex.DecodeString(c.Head); err != nil || len(hash) != 0 && len(hash) != 32 {
		return errors.New("--head must be the 64 hexadecimal digits that an earlier check printed")
	}
	return c.look(ctx, func(tx *store.Tx) error {
		chain, err := audit.Check(tx, strings.ToLower(c.Head))
		if err != nil {
			return err
		}
		if c.JSON {
			err = printJSON(s.Out, chain)
		} else {
			err = printChain(s.Out, chain)
		}
		return errors.Join(err, broken(chain))
	})
}

func broken(chain audit.Chain) error {
	if chain.Unbroken {
		return nil
	}
	return brokenError{chain}
}

func printChain(out io.Writer, chain audit.Chain) error {
	if !chain.Unbroken {
		return nil // the error says it all
	}
	text := fmt.Sprintf("%d rows, unbroken\n", chain.Rows)
	if chain.Head != "" {
		text += "head " + chain.Head + "\n"
	}
	if chain.Known != "" {
		text += fmt.Sprintf("the head that was kept is row %d\n", chain.Row)
	}
	_, err := io.WriteString(out, text)
	return err
}

type auditShowCommand struct {
	advisoryArgs
	JSON bool `help:"Print JSON."`
}

// story is what show prints as JSON.
type story struct {
	Advisory string        `json:"advisory"`
	Entries  []audit.Entry `json:"entries"`
	Chain    audit.Chain   `json:"chain"`
}

// Run prints the story of an advisory, and fails when the record that it comes from is broken.
func (c *auditShowCommand) Run(ctx context.Context, s streams) error {
	ref, err := c.ref()
	if err != nil {
		return err
	}
	return c.look(ctx, func(tx *store.Tx) error {
		entries, err := audit.Story(tx, ref.String())
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return fmt.Errorf("nothing is on record about %s; capitals matter in the names", ref)
		}
		chain, err := audit.Check(tx, "")
		if err != nil {
			return err
		}
		if c.JSON {
			err = printJSON(s.Out, story{Advisory: ref.String(), Entries: entries, Chain: chain})
		} else {
			err = audit.Write(s.Out, entries)
		}
		return errors.Join(err, broken(chain))
	})
}

package main

import (
	"context"
	"fmt"

	"github.com/embargo-app/embargo/internal/store"
)

type backupCommand struct {
	File string `arg:"" help:"The file to copy the database into; it must not exist."`
	settingsFile
}

// Run copies an SQLite database, which a server may be using.
func (c *backupCommand) Run(ctx context.Context, s streams) error {
	address, err := c.database()
	if err != nil {
		return err
	}
	if err := store.Backup(ctx, address, c.File); err != nil {
		return fmt.Errorf("EMBARGO_DATABASE_URL: %w", err)
	}
	_, err = fmt.Fprintf(s.Out, "the database is copied to %s\n", c.File)
	return err
}

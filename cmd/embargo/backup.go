package main

import (
	"context"
	"fmt"
	"os"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/store"
)

type backupCommand struct {
	File   string `arg:"" help:"The file to copy the database into; it must not exist."`
	Config string `type:"path" help:"The server's settings file; the environment has precedence." placeholder:"FILE"`
}

// Run copies an SQLite database, which a server may be using.
func (c *backupCommand) Run(ctx context.Context, s streams) error {
	address, err := config.LoadDatabase(os.Getenv, os.ReadFile, c.Config)
	if err != nil {
		return err
	}
	if err := store.Backup(ctx, address.Reveal(), c.File); err != nil {
		return fmt.Errorf("EMBARGO_DATABASE_URL: %w", err)
	}
	_, err = fmt.Fprintf(s.Out, "the database is copied to %s\n", c.File)
	return err
}

package main

import (
	"context"
	"fmt"

	"github.com/embargo-app/embargo/internal/store"
)

type migrateCommand struct{ settingsFile }

// Run brings the schema up to date, as a server does when it starts.
func (c *migrateCommand) Run(ctx context.Context, s streams) error {
	address, err := c.database()
	if err != nil {
		return err
	}
	from, to, err := store.Migrate(ctx, address)
	if err != nil {
		return fmt.Errorf("EMBARGO_DATABASE_URL: %w", err)
	}
	text := fmt.Sprintf("the schema was version %d and is version %d now\n", from, to)
	switch from {
	case to:
		text = fmt.Sprintf("the schema is version %d, which is the newest that this program knows\n", to)
	case 0:
		text = fmt.Sprintf("the database was empty; its schema is version %d now\n", to)
	}
	_, err = fmt.Fprint(s.Out, text)
	return err
}

package main

import (
	"context"

	"github.com/embargo-app/embargo/policy"
)

type waiveCommand struct {
	advisoryArgs
	Item   string   `arg:"" help:"The checklist's item, such as artifacts."`
	Reason []string `arg:"" help:"Why, in words; the SRC is told."`
}

// Run gives the command.
func (c *waiveCommand) Run(ctx context.Context, s streams) error {
	return c.act(ctx, s, append([]string{policy.CommandWaive, c.Item}, c.Reason...)...)
}

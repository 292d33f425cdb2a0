package main

import (
	"context"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/demo"
)

type demoCommand struct {
	Once   bool   `help:"Play without pauses and end; fail if anything did not come out as the process demands."`
	Listen string `help:"Where to serve the page (127.0.0.1:8088; with --once any free port)." placeholder:"ADDRESS"`
	Log    bool   `help:"Show the server's own log as well."`
}

// Run plays the demo on the terminal.
func (c *demoCommand) Run(ctx context.Context, s streams) error {
	listen := c.Listen
	if listen == "" {
		listen = "127.0.0.1:8088"
		if c.Once { // nobody looks at the page: two runs on one machine must not collide
			listen = "127.0.0.1:0"
		}
	}
	log := zerolog.Nop()
	if c.Log {
		log = newLogger(s.Err, zerolog.DebugLevel)
	}
	return demo.Play(ctx, demo.Options{Out: s.Out, Listen: listen, Once: c.Once, Log: log})
}

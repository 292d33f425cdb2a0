// Command embargo runs an organisation's security response process inside its private advisories on GitHub.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands lists the subcommands; each has a file of its own.
type commands struct {
	Serve       serveCommand       `cmd:"" help:"Run the server."`
	Demo        demoCommand        `cmd:"" help:"Play an advisory from report to release-ready against a simulated GitHub."`
	Config      configCommand      `cmd:"" help:"Check process files."`
	Roster      rosterCommand      `cmd:"" help:"Check the roster of the SRC, and who of it is active."`
	Notify      notifyCommand      `cmd:"" help:"Test the channels for notices."`
	Calendar    calendarCommand    `cmd:"" help:"Addresses at which members of the SRC subscribe to the calendar."`
	Status      statusCommand      `cmd:"" help:"Print an advisory's checklist, also after its publication."`
	Announce    announceCommand    `cmd:"" help:"Show, send or hold the announcement of a published advisory."`
	Waive       waiveCommand       `cmd:"" help:"Waive an item of a published advisory's checklist."`
	Export      exportCommand      `cmd:"" help:"Write an advisory as an announcement, or as an OSV, CSAF or OpenVEX document."`
	Retro       retroCommand       `cmd:"" help:"Show the retrospective of a published advisory, have its draft mailed, or send it to the list."`
	Audit       auditCommand       `cmd:"" help:"Check and show the record of decisions."`
	Agenda      agendaCommand      `cmd:"" help:"List what the server is to do, and make it do something now."`
	Rebuild     rebuildCommand     `cmd:"" help:"Fold the decisions of open advisories from their threads into an empty database."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database's schema up to date."`
	Backup      backupCommand      `cmd:"" help:"Copy an SQLite database into a file, while a server may be using it."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask the running server whether it is ready; for container health checks."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

// streams are where a command reads and writes.
type streams struct {
	Out, Err io.Writer
}

func main() {
	os.Exit(run(os.Args[1:], streams{Out: os.Stdout, Err: os.Stderr}))
}

// run parses the arguments and runs the command; it returns the exit code. SIGINT and SIGTERM end its context.
func run(args []string, s streams) int {
	var cli commands
	exit := -1
	parser, err := kong.New(&cli,
		kong.Name("embargo"),
		kong.Description("Runs a security response process inside GitHub's private advisories."),
		kong.Writers(s.Out, s.Err),
		kong.Exit(func(code int) { exit = code }),
		kong.UsageOnError(),
	)
	if err != nil {
		_, _ = fmt.Fprintln(s.Err, "embargo:", err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help has been answered
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(s.Err, "embargo: %v\nSee: embargo --help\n", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(s); err != nil {
		_, _ = fmt.Fprintf(s.Err, "embargo: %v\n", err)
		return exitCodeOf(err)
	}
	return 0
}

// exitCodeOf is 1 for an error that asks for no other.
func exitCodeOf(err error) int {
	var coded kong.ExitCoder
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	return 1
}

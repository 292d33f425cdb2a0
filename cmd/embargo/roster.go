package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

type rosterCommand struct {
	Check    rosterCheckCommand    `cmd:"" help:"Check a roster: of a process file, or an organisation's against its team on GitHub."`
	Activity rosterActivityCommand `cmd:"" help:"Show who of the SRC has done what lately, and who has let advisories wait."`
}

type rosterCheckCommand struct {
	Org  string `help:"Read the roster of this organisation from GitHub, and hold it against its team." placeholder:"ORG"`
	File string `arg:"" optional:"" help:"An organisation's process file; .github/embargo.yml by default."`
	settingsFile
}

// Run prints who is on the SRC today and every rule the roster breaks; it fails when it breaks one.
func (c *rosterCheckCommand) Run(ctx context.Context, s streams) error {
	if c.Org != "" {
		if c.File != "" {
			return errors.New("give a file or --org, not both")
		}
		return c.live(ctx, s.Out)
	}
	if c.File == "" {
		c.File = config.ProcessPath
	}
	file, err := parseProcess(c.File)
	if err != nil {
		return err
	}
	resolved, err := config.Resolve(file, nil)
	if err != nil {
		return err
	}
	now := time.Now()
	if err := printSeats(s.Out, resolved.Process, now); err != nil {
		return err
	}
	return rosterProblems(c.File, policy.CheckRoster(resolved.Process, now))
}

// live checks the roster as it stands on GitHub.
func (c *rosterCheckCommand) live(ctx context.Context, out io.Writer) error {
	github, err := c.connect(ctx, c.Org)
	if err != nil {
		return err
	}
	now := time.Now()
	roster, err := reconcile.ReadRoster(ctx, github, github.org, now)
	if err != nil {
		return err
	}
	if len(roster.Mistakes) > 0 {
		return roster.Mistakes
	}
	if err := printSeats(out, roster.Process, now); err != nil {
		return err
	}
	failed := []error{rosterProblems(github.org, roster.Problems)}
	if !roster.Team.Known {
		failed = append(failed, errors.New(github.org+": "+roster.Team.Why))
	}
	team := github.org + "/" + roster.Process.SRC.Team
	for _, login := range roster.Drift.Missing {
		failed = append(failed, fmt.Errorf("%s: %s is on the roster, and not on the team %s", github.org, login, team))
	}
	for _, login := range roster.Drift.Extra {
		failed = append(failed, fmt.Errorf("%s: %s is on the team %s, and not on the roster", github.org, login, team))
	}
	return errors.Join(failed...)
}

// printSeats prints the SRC of today, a line for each member.
func printSeats(out io.Writer, process policy.Process, now time.Time) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, seat := range policy.Seats(process, policy.DateOf(now)) {
		line := seat.Login + "\t" + seat.Vendor
		switch leave := process.SRC.Roster[i].Leave; {
		case seat.For != "":
			line += fmt.Sprintf("\tfor %s until %s", seat.For, leave.To)
		case seat.Away:
			line += fmt.Sprintf("\ton leave until %s", leave.To)
		}
		if _, err := fmt.Fprintln(table, line); err != nil {
			return err
		}
	}
	return table.Flush()
}

// rosterProblems makes an error of problems, one per line; nil without any. On a terminal names need no code.
func rosterProblems(where string, problems []policy.RosterProblem) error {
	var failed []error
	for _, p := range problems {
		failed = append(failed, fmt.Errorf("%s: %s: %s", where, p.Code, strings.ReplaceAll(p.Sentence(), "`", "")))
	}
	return errors.Join(failed...)
}

type rosterActivityCommand struct {
	Org string `required:"" help:"The organisation." placeholder:"ORG"`
	settingsFile
}

// Run prints when each member last gave a command, and on whom advisories have waited too long.
func (c *rosterActivityCommand) Run(ctx context.Context, s streams) error {
	github, err := c.connect(ctx, c.Org)
	if err != nil {
		return err
	}
	return c.withDatabase(ctx, store.OpenReadOnly, func(db *store.Store) error {
		activity, err := reconcile.ReadActivity(ctx, github, db, github.org, time.Now())
		if err != nil {
			return err
		}
		return printActivity(s.Out, activity, time.Now())
	})
}

func printActivity(out io.Writer, activity reconcile.Activity, now time.Time) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, seat := range policy.Seats(activity.Process, policy.DateOf(now)) {
		line := seat.Login + "\tno command on record"
		for _, login := range slices.Sorted(maps.Keys(activity.LastActs)) {
			if strings.EqualFold(login, seat.Login) {
				line = seat.Login + "\tlast command " + policy.DateOf(activity.LastActs[login]).String()
			}
		}
		for _, in := range activity.Inactive {
			if in.Login == seat.Login {
				line += fmt.Sprintf("\tinactive: %d days waited for by %s", int(in.Waited.Hours()/hoursPerDay), strings.Join(in.Advisories, ", "))
			}
		}
		if _, err := fmt.Fprintln(table, line); err != nil {
			return err
		}
	}
	return table.Flush()
}

const hoursPerDay = 24

// connection is GitHub as one organisation's installation sees it.
type connection struct {
	*ghsa.Client
	org string // as GitHub writes it
}

// connect reads the server's settings and finds the organisation's installation.
func (f settingsFile) connect(ctx context.Context, org string) (connection, error) {
	settings, err := f.load(toAskGitHub)
	if err != nil {
		return connection{}, err
	}
	clients, err := ghsa.NewClients(ghsa.Options{
		APIURL: settings.GitHub.V3APIURL, AppID: settings.GitHub.AppID, PrivateKey: []byte(settings.GitHub.PrivateKey.Reveal()),
	})
	if err != nil {
		return connection{}, err
	}
	installations, err := clients.Installations(ctx)
	if err != nil {
		return connection{}, err
	}
	i := slices.IndexFunc(installations, func(i ghsa.Installation) bool { return strings.EqualFold(i.Account, org) })
	if i < 0 || installations[i].Suspended {
		return connection{}, fmt.Errorf("the app is not installed at %s, or suspended; install it there first", org)
	}
	client, err := clients.For(installations[i].ID)
	return connection{Client: client, org: installations[i].Account}, err
}

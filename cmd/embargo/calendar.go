package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/web"
)

type calendarCommand struct {
	Add    calendarAddCommand    `cmd:"" help:"Make an address at which a member of the SRC subscribes to the calendar, and print it this once."`
	List   calendarListCommand   `cmd:"" help:"List who has an address."`
	Revoke calendarRevokeCommand `cmd:"" help:"Revoke somebody's address."`
}

// calendarOwner is what all of them ask for.
type calendarOwner struct {
	Owner string `arg:"" help:"The organisation."`
	settingsFile
}

type calendarAddCommand struct {
	calendarOwner

	Login string `arg:"" help:"Whose address it is." placeholder:"@LOGIN"`
}

type calendarListCommand struct{ calendarOwner }

type calendarRevokeCommand struct {
	calendarOwner

	Login string `arg:"" help:"Whose address it is." placeholder:"@LOGIN"`
}

// Run makes an address. Whether the person is on the SRC is checked whenever the calendar is read, so not here.
func (c *calendarAddCommand) Run(ctx context.Context, s streams) error {
	login, err := c.check(c.Login)
	if err != nil {
		return err
	}
	settings, err := c.load("the server's settings are needed to know its address")
	if err != nil {
		return err
	}
	if settings.PublicURL == "" {
		return errors.New("EMBARGO_PUBLIC_URL is not set: say where people reach the server")
	}
	secret, hash := web.NewCalendarSecret()
	link := store.CalendarLink{Owner: c.Owner, Login: login, Hash: hash, CreatedAt: time.Now()}
	if err := c.change(ctx, func(tx *store.Tx) error { return tx.PutCalendarLink(link) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s%s\n", settings.PublicURL, web.CalendarPath(secret))
	if err == nil {
		_, err = fmt.Fprintf(s.Err, "This address is a password, and is not kept: give it to %s only. An earlier one has stopped working.\n", login)
	}
	return err
}

// Run lists who has an address.
func (c *calendarListCommand) Run(ctx context.Context, s streams) error {
	if _, err := c.check("x"); err != nil {
		return err
	}
	return c.look(ctx, func(tx *store.Tx) error {
		links, err := tx.CalendarLinks(c.Owner)
		if err != nil {
			return err
		}
		for _, link := range links {
			if _, err := fmt.Fprintf(s.Out, "%s since %s\n", link.Login, toTheMinute(link.CreatedAt)); err != nil {
				return err
			}
		}
		if len(links) == 0 {
			_, err = io.WriteString(s.Out, "nobody has an address\n")
		}
		return err
	})
}

// Run revokes an address.
func (c *calendarRevokeCommand) Run(ctx context.Context, s streams) error {
	login, err := c.check(c.Login)
	if err != nil {
		return err
	}
	known := false
	err = c.change(ctx, func(tx *store.Tx) (err error) {
		known, err = tx.DropCalendarLink(c.Owner, login)
		return err
	})
	if err != nil {
		return err
	}
	if !known {
		return fmt.Errorf("%s has no address for the calendar of %s", login, c.Owner)
	}
	_, err = fmt.Fprintf(s.Out, "the address of %s for the calendar of %s works no more\n", login, c.Owner)
	return err
}

var reLogin = regexp.MustCompile(`^[A-Za-z0-9](-?[A-Za-z0-9_])*$`)

// check reads the arguments.
func (c calendarOwner) check(text string) (login string, err error) {
	login = strings.TrimPrefix(text, "@")
	for _, name := range []string{c.Owner, login} {
		if !reLogin.MatchString(name) {
			return "", fmt.Errorf("%q is no name on GitHub: write ORGANISATION @LOGIN", name)
		}
	}
	return login, nil
}

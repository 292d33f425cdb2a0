package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/server"
	"github.com/embargo-app/embargo/internal/store"
)

// settingsFile is the flag by which commands find the server's settings.
type settingsFile struct {
	Config string `type:"path" help:"The server's settings file; the environment has precedence." placeholder:"FILE"`
}

// toAskGitHub says why a command cannot do without the settings.
const toAskGitHub = "the server's settings are needed to ask GitHub"

// load reads all settings. The error begins with why they are needed.
func (f settingsFile) load(why string) (config.Server, error) {
	settings, err := config.Load(os.Getenv, os.ReadFile, f.Config)
	if err != nil {
		return settings, fmt.Errorf("%s:\n%w", why, err)
	}
	return settings, nil
}

// database reads the database's address alone, which takes none of GitHub's secrets.
func (f settingsFile) database() (string, error) {
	address, err := config.LoadDatabase(os.Getenv, os.ReadFile, f.Config)
	return address.Reveal(), err
}

// withDatabase opens the database, with store.Open or store.OpenReadOnly, for one use. A server may be using it too.
func (f settingsFile) withDatabase(
	ctx context.Context, open func(context.Context, string) (*store.Store, error), use func(*store.Store) error,
) (err error) {
	address, err := f.database()
	if err != nil {
		return err
	}
	db, err := open(ctx, address)
	if err != nil {
		return fmt.Errorf("EMBARGO_DATABASE_URL: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return use(db)
}

// look reads the database and changes nothing of it.
func (f settingsFile) look(ctx context.Context, read func(*store.Tx) error) error {
	return f.withDatabase(ctx, store.OpenReadOnly, func(db *store.Store) error { return db.View(ctx, read) })
}

// change updates the database.
func (f settingsFile) change(ctx context.Context, update func(*store.Tx) error) error {
	return f.withDatabase(ctx, store.Open, func(db *store.Store) error { return db.Update(ctx, update) })
}

// withServer assembles the server, without starting it, for one use. Another one may be running.
func (f settingsFile) withServer(
	ctx context.Context, s streams, use func(settings config.Server, app *server.Server) error,
) (err error) {
	settings, err := f.load(toAskGitHub)
	if err != nil {
		return err
	}
	app, err := server.New(ctx, server.Options{Settings: settings, Logger: newLogger(s.Err, settings.LogLevel), Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	return use(settings, app)
}

// Package server assembles the running program from its settings: store, agenda, GitHub clients, the
// reconciler, the webhook receiver and the health pages. The serve and demo commands and the scenarios all run
// this same assembly.
package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/handlers"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/budget"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/verify"
)

// workers is the number of agenda keys worked on at the same time.
const workers = 8

// Options are what the assembly needs from outside.
type Options struct {
	Settings config.Server
	Logger   zerolog.Logger
	Now      func() time.Time
	// Teller reaches the SRC privately; nil for the channels that the settings name.
	Teller reconcile.Teller
	// Transport carries requests to GitHub; nil for the network.
	Transport http.RoundTripper
	// WaitToWrite waits for a writer's turn, see budget.Options; nil for a timer.
	WaitToWrite func(ctx context.Context, d time.Duration) error
	// Downloads carries the anonymous requests for releases' files; nil for the network.
	Downloads http.RoundTripper
}

// Server is the assembled program.
type Server struct {
	Agenda  *agenda.Agenda
	Store   *store.Store
	Metrics *Metrics

	options    Options
	budget     *budget.Budget
	github     *githubHealth
	reconciler *reconcile.Reconciler
	hook       http.Handler
	web        http.Handler
}

// New opens the store and wires everything together; it starts nothing. Close releases it.
func New(ctx context.Context, o Options) (*Server, error) {
	verified, errRoot := verification(o)
	database, err := store.Open(ctx, o.Settings.DatabaseURL.Reveal())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("EMBARGO_DATABASE_URL: %w", err), errRoot)
	}
	s := &Server{options: o, Store: database}
	if err := errors.Join(errRoot, s.assemble(verified)); err != nil {
		return nil, errors.Join(err, database.Close())
	}
	return s, nil
}

func (s *Server) assemble(verified verify.Options) error {
	o := s.options
	s.Metrics = newMetrics()
	s.Agenda = agenda.New(s.Store, o.Now, agenda.WithOnWork(s.worked), agenda.WithOnError(s.logFailure))
	s.Metrics.registry.MustRegister(newQueues(s.Agenda, s.Store))
	clients, err := s.clients()
	if err != nil {
		return err
	}
	seal, err := newSeal(o.Settings.GitHub.PrivateKey)
	if err != nil {
		return err
	}
	if o.Teller == nil {
		notifier, err := NewNotifier(o.Settings, o.Now, nil)
		if err != nil {
			return err
		}
		o.Teller = teller{notifier}
	}
	leaks := leakGuard(o.Settings)
	s.reconciler = reconcile.New(reconcile.Options{
		Installations: installations{clients}, Store: s.Store, Agenda: s.Agenda, Now: o.Now, Logger: o.Logger,
		ModeFor: o.Settings.ModeFor, Seal: seal, PollInterval: o.Settings.PollInterval, OnLook: s.Metrics.look,
		Hook: clients, OnRedelivery: s.Metrics.redelivery, OnMissed: s.Metrics.missing, OnGap: s.Metrics.gap,
		OnAction: s.Metrics.action, OnCommand: s.Metrics.command, OnRoster: s.Metrics.countRosters(),
		Verification: verified, Leaks: leaks, Teller: countedTeller{o.Teller, s.Metrics}, MailFrom: o.Settings.SMTP.From,
	})
	if s.hook, err = s.receiver(leaks); err != nil {
		return err
	}
	pages, err := s.newWeb()
	if err != nil {
		return err
	}
	s.web = pages.Handler()
	return nil
}

// clients gives the clients of GitHub's API, within the budget and the leases of the work they are used for.
func (s *Server) clients() (*ghsa.Clients, error) {
	o := s.options
	s.github = &githubHealth{now: o.Now}
	s.budget = budget.New(budget.Options{
		Store: s.Store, Now: o.Now, WriteInterval: o.Settings.WriteInterval, Wait: o.WaitToWrite, OnHeld: s.held, OnTurn: s.Metrics.turn,
	})
	return ghsa.NewClients(ghsa.Options{
		APIURL: o.Settings.GitHub.V3APIURL, AppID: o.Settings.GitHub.AppID,
		PrivateKey: []byte(o.Settings.GitHub.PrivateKey.Reveal()),
		Transport:  o.Transport, Now: o.Now, OnResponse: s.answered, Gate: s.budget,
		Fence: s.Agenda.Holds,
	})
}

// receiver gives the receiver of webhooks.
func (s *Server) receiver(leaks *leak.Guard) (http.Handler, error) {
	o := s.options
	secrets := make([][]byte, 0, len(o.Settings.GitHub.WebhookSecrets))
	for _, secret := range o.Settings.GitHub.WebhookSecrets {
		secrets = append(secrets, []byte(secret.Reveal()))
	}
	return handlers.New(handlers.Config{
		Secrets: secrets, Store: s.Store, Agenda: s.Agenda, Now: o.Now, Logger: o.Logger, OnDelivery: s.Metrics.delivery,
		Leaks: leaks,
	})
}

// Start puts the first key on the agenda.
func (s *Server) Start(ctx context.Context) error { return s.reconciler.Start(ctx) }

// Close closes the store.
func (s *Server) Close() error { return s.Store.Close() }

// installations adapts the client package to what the reconciler asks for.
type installations struct{ *ghsa.Clients }

func (i installations) For(id int64) (reconcile.GitHub, error) {
	client, err := i.Clients.For(id)
	if err != nil {
		return nil, err
	}
	return client, nil
}

package server

import (
	"context"
	"errors"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/web"
)

// newWeb makes the pages for people.
func (s *Server) newWeb() (*web.Web, error) {
	o := s.options
	key, err := deriveKey(o.Settings.GitHub.PrivateKey, "embargo dashboard v1")
	if err != nil {
		return nil, err
	}
	return web.New(web.Options{
		Desk: desk{s.reconciler}, Store: s.Store, Now: o.Now, Logger: o.Logger, Key: key,
		PublicURL: o.Settings.PublicURL, GitHubURL: o.Settings.GitHub.WebURL, APIURL: o.Settings.GitHub.V3APIURL,
		ClientID: o.Settings.GitHub.OAuth.ClientID, ClientSecret: o.Settings.GitHub.OAuth.ClientSecret.Reveal(),
		Transport: o.Transport,
	})
}

// desk adapts the reconciler to what the pages ask for.
type desk struct{ *reconcile.Reconciler }

func (d desk) Standing(ctx context.Context, ref string) (web.Standing, error) {
	parsed, err := ghsa.ParseRef(ref)
	if err != nil {
		return web.Standing{}, web.ErrNotFound
	}
	standing, err := d.Reconciler.Standing(ctx, parsed)
	if ghsa.IsNotFound(err) || ghsa.IsGone(err) || errors.Is(err, reconcile.ErrNotInstalled) {
		return web.Standing{}, web.ErrNotFound
	}
	return web.Standing{
		Process: standing.Process, Case: standing.Case, Report: standing.Report,
		Announcement: web.Draft{Subject: standing.Announcement.Subject, Text: standing.Announcement.Plain},
	}, err
}

func (d desk) Act(ctx context.Context, ref, login, line string) (render.Answer, error) {
	parsed, err := ghsa.ParseRef(ref)
	if err != nil {
		return render.Answer{}, web.ErrNotFound
	}
	answer, err := d.Reconciler.Act(ctx, parsed, login, line)
	switch {
	case errors.Is(err, reconcile.ErrThreadOpen):
		err = web.ErrThreadOpen
	case errors.Is(err, reconcile.ErrOnlyRecorded):
		err = web.ErrOnlyRecorded
	}
	return answer, err
}

package server

import (
	"context"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/render"
)

// Standing observes and evaluates an advisory and records nothing; see reconcile.Reconciler.Standing.
func (s *Server) Standing(ctx context.Context, ref ghsa.Ref) (reconcile.Standing, error) {
	return s.reconciler.Standing(ctx, ref)
}

// SendRetrospective mails a retrospective in somebody's own words; see reconcile.Reconciler.SendRetrospective.
func (s *Server) SendRetrospective(
	ctx context.Context, ref ghsa.Ref, login, subject, text string,
) (render.Answer, []reconcile.Delivery, error) {
	if s.options.Teller == nil && s.options.Settings.SMTP.Host == "" {
		return render.Answer{}, nil, reconcile.ErrNoMail
	}
	return s.reconciler.SendRetrospective(ctx, ref, login, subject, text)
}

// Act carries out a command that somebody who has proved to be login gives outside the thread; see
// reconcile.Reconciler.Act.
func (s *Server) Act(ctx context.Context, ref ghsa.Ref, login, line string) (render.Answer, error) {
	return s.reconciler.Act(ctx, ref, login, line)
}

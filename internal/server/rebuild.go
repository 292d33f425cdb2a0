package server

import (
	"context"

	"github.com/embargo-app/embargo/internal/reconcile"
)

// Rebuild folds the decisions of open advisories from their threads into the database, which must be empty. It
// writes nothing to GitHub. The server must not be running.
func (s *Server) Rebuild(ctx context.Context) ([]reconcile.Rebuilt, error) {
	return s.reconciler.Rebuild(ctx)
}

package reconcile

import (
	"context"
	"fmt"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// ActivityReader is what finding out who is inactive takes.
type ActivityReader interface {
	RosterReader
	ListOrgAdvisories(ctx context.Context, org, state, etag string) (ghsa.Listing, error)
}

// Activity is what the members of an organisation's SRC have done lately.
type Activity struct {
	Process  policy.Process
	LastActs map[string]time.Time // by login, as recorded
	Inactive []policy.Inactivity
}

// ReadActivity finds the members of an organisation's SRC on whom advisories have waited too long. GitHub says
// which advisories there are and since when; the decisions on record say who has done anything, and who has which
// duty.
func ReadActivity(ctx context.Context, github ActivityReader, db *store.Store, org string, now time.Time) (Activity, error) {
	process, mistakes, err := readProcess(ctx, github, org, config.OrganisationRepository, "")
	if err != nil {
		return Activity{}, fmt.Errorf("read the process file of %s: %w", org, err)
	}
	if len(mistakes) > 0 {
		return Activity{}, mistakes
	}
	listing, err := github.ListOrgAdvisories(ctx, org, "", "")
	if err != nil {
		return Activity{}, fmt.Errorf("list the advisories of %s: %w", org, err)
	}
	activity := Activity{Process: process}
	var waits []policy.Waiting
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		if activity.LastActs, err = tx.LastActs(org); err != nil {
			return err
		}
		waits, err = waitsOf(tx, listing.Advisories)
		return err
	})
	if err != nil {
		return Activity{}, fmt.Errorf("read the decisions on record: %w", err)
	}
	acts := make([]policy.Act, 0, len(activity.LastActs))
	for login, at := range activity.LastActs {
		acts = append(acts, policy.Act{Login: login, At: at})
	}
	activity.Inactive = policy.Inactive(process, acts, waits, now)
	return activity, nil
}

// waitsOf says from when until when each advisory waited, and for whom.
func waitsOf(tx *store.Tx, advisories []ghsa.Advisory) ([]policy.Waiting, error) {
	var waits []policy.Waiting
	for _, a := range advisories {
		ref, ok := a.Ref()
		if !ok {
			continue
		}
		decisions, err := decisionsOf(tx, ref)
		if err != nil {
			return nil, err
		}
		waits = append(waits, policy.Waiting{
			Advisory: ref.String(), From: a.CreatedAt, To: settledAt(a), On: policy.WaitsOn(policy.Settle(decisions)),
		})
	}
	return waits, nil
}

// settledAt is when an advisory stopped waiting; zero while it waits.
func settledAt(a ghsa.Advisory) time.Time {
	for _, at := range []time.Time{a.PublishedAt, a.ClosedAt, a.WithdrawnAt} {
		if !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

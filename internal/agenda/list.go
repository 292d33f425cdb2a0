package agenda

import (
	"context"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// Entry is one key of the agenda, for people to look at.
type Entry struct {
	Key       string
	Due       time.Time // when it is due; the end of the lease when leased; zero when stuck
	Seq       int64     // one more than the marks that changed something since it was added
	Attempts  int       // tries since the last success
	Leased    bool      // somebody works on it
	Stuck     string    // code of why it waits for a mark; "" when it doesn't
	LastError string    // class of the last failure, see Class; "" when there was none since the last success
	Causes    []string  // why it is due, see Lease.Causes
}

// List gives all keys, in order of due time; stuck ones last.
func (a *Agenda) List(ctx context.Context) ([]Entry, error) {
	var entries []Entry
	err := a.store.View(ctx, func(tx *store.Tx) error {
		const query = `SELECT key, due, seq, attempts, owner <> '', stuck, last_error, cause FROM agenda ORDER BY due, key`
		return tx.Rows(query, nil, func(scan func(...any) error) error {
			var e Entry
			var due int64
			var causes string
			err := scan(&e.Key, &due, &e.Seq, &e.Attempts, &e.Leased, &e.Stuck, &e.LastError, &causes)
			e.Causes = readCauses(causes)
			if due != never {
				e.Due = store.Time(due)
			}
			entries = append(entries, e)
			return err
		})
	})
	return entries, err
}

// Stats counts the keys of the agenda; each is in one of Due, Waiting, Leased and Stuck.
type Stats struct {
	Due     int           // due and not yet taken
	Waiting int           // due later
	Leased  int           // being worked on, those of dead owners included until their lease ends
	Stuck   int           // stopped until marked again
	Failing int           // of those due, waiting or leased: tried in vain since the last success
	Late    time.Duration // for how long the longest due has been waiting to be taken
}

// Stats gives the counts of now, whatever kind the keys are of.
func (a *Agenda) Stats(ctx context.Context) (Stats, error) {
	entries, err := a.List(ctx)
	if err != nil {
		return Stats{}, err
	}
	var s Stats
	now := a.now()
	for _, e := range entries {
		if e.Stuck == "" && e.LastError != "" {
			s.Failing++
		}
		switch {
		case e.Stuck != "":
			s.Stuck++
		case e.Leased:
			s.Leased++
		case e.Due.After(now):
			s.Waiting++
		default:
			s.Due++
			s.Late = max(s.Late, now.Sub(e.Due))
		}
	}
	return s, nil
}

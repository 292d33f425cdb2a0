package handlers

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// recentlyPublished is for how long after their last change published advisories are still looked at when
// something is released: the fixed release may follow its advisory.
const recentlyPublished = 30 * 24 * time.Hour

// concern is all that is kept of a payload: what is worth another look. The zero value concerns nothing.
type concern struct {
	installation int64 // 0 when unknown

	advisory string   // OWNER/REPO/GHSA: this advisory, whether it is known or not
	pull     string   // OWNER/REPO#N: the advisory whose fix it is
	rerun    string   // OWNER/REPO/SHA: another run of the checks on a commit
	named    []string // GHSA ids: the known advisories of the installation that have them
	repo     string   // OWNER/REPO: the open advisories of this repository
	all      bool     // the open advisories of the installation
	roster   string   // OWNER: the roster of the SRC; OWNER/REPO/NUMBER: a pull request that may change it

	deployment *store.DeploymentRow // asks to pass
	sights     []sight              // where advisories may have been seen

	released      bool // with repo: also those that were published recently
	installations bool // who installed the App
	beat          bool // the installation's lists of advisories and repositories
}

// anything tells whether there is something to record.
func (c concern) anything() bool {
	return c.advisory != "" || c.pull != "" || c.repo != "" || c.all || len(c.named) > 0 || c.installations || c.beat || c.roster != "" || c.deployment != nil || len(c.sights) > 0
}

// errRepeated undoes what a delivery that was seen before has changed.
var errRepeated = errors.New("the delivery was seen before")

// record puts a delivery and what it concerns into the database, in one transaction, and gives the outcome. What asks
// only for what is due already changes nothing, and then nothing is worth keeping of the delivery either: a burst about
// one advisory costs SQLite no flush to disk once it is due, as that was flushed before; PostgreSQL flushes its note that
// the key's row was locked. Nor is it when nothing is asked for, as in a repository without an open advisory.
func (r *receiver) record(ctx context.Context, delivery store.Delivery, c concern) (outcome string, err error) {
	now := r.Now()
	// The delivery is here and authentic: it is recorded even if the sender has gone meanwhile.
	err = r.Store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		asks, err := r.put(tx, c, now, delivery.Trace())
		if err != nil {
			return err
		}
		switch {
		case tx.Changed():
			outcome = outcomeAccepted
		case asks:
			outcome = outcomeCoalesced
			return nil
		default:
			outcome = outcomeIgnored
			return nil
		}
		fresh, err := tx.AddDelivery(delivery, now)
		if err == nil && !fresh {
			err = errRepeated
		}
		return err
	})
	switch {
	case errors.Is(err, errRepeated):
		return outcomeRepeated, nil
	case err != nil:
		return "", err
	}
	if outcome == outcomeAccepted {
		if c.advisory != "" {
			r.noticed.Add(c.advisory, c.installation)
		}
		r.Agenda.Wake()
	}
	return outcome, nil
}

// put puts what is concerned into the database, and on the agenda. It tells whether anything is to be done.
func (r *receiver) put(tx *store.Tx, c concern, now time.Time, cause string) (asks bool, err error) {
	if c.advisory != "" && c.installation != 0 && !r.hasNoticed(c) {
		if err := tx.NoticeAdvisory(c.advisory, c.installation); err != nil {
			return false, err
		}
	}
	if err := c.ask(tx, now); err != nil {
		return false, err
	}
	if c.rerun != "" {
		if err := tx.SetNote(store.RerunNote(c.rerun), "asked"); err != nil {
			return false, err
		}
	}
	return r.mark(tx, c, now, cause)
}

// hasNoticed tells whether this process has recorded lately in which installation an advisory is. Should another one
// have forgotten the advisory since, its look finds the installation by the owner.
func (r *receiver) hasNoticed(c concern) bool {
	installation, ok := r.noticed.Get(c.advisory)
	return ok && installation == c.installation
}

// mark puts what is concerned on the agenda. It tells whether there was anything.
func (r *receiver) mark(tx *store.Tx, c concern, now time.Time, cause string) (asks bool, err error) {
	keys, err := c.keys(tx, now)
	if err != nil {
		return false, err
	}
	told, err := c.tell(tx, r.Leaks, now)
	if err != nil {
		return false, err
	}
	keys = append(keys, told...)
	for _, key := range keys {
		if err := r.Agenda.MarkForTx(tx, key, now, cause); err != nil {
			return false, err
		}
	}
	return len(keys) > 0, nil
}

// ask records that a deployment asks to pass.
func (c concern) ask(tx *store.Tx, now time.Time) error {
	if c.deployment == nil {
		return nil
	}
	row := *c.deployment
	row.Installation = c.installation
	if row.RequestedAt.IsZero() || row.RequestedAt.After(now) {
		row.RequestedAt = now
	}
	return tx.AskDeployment(row)
}

// keys are the agenda's keys for what is concerned.
func (c concern) keys(tx *store.Tx, now time.Time) ([]string, error) {
	var keys []string
	if c.installations {
		keys = append(keys, agenda.Key(agenda.KindInstallations, agenda.App))
	}
	if c.beat && c.installation != 0 {
		keys = append(keys, agenda.Key(agenda.KindBeat, strconv.FormatInt(c.installation, 10)))
	}
	if c.advisory != "" {
		keys = append(keys, agenda.Key(agenda.KindLook, c.advisory))
	}
	if c.pull != "" {
		ref, known, err := tx.Note(store.PullNote(c.pull))
		if err != nil {
			return nil, err
		}
		if known {
			keys = append(keys, agenda.Key(agenda.KindLook, ref))
		}
	}
	if c.roster != "" {
		keys = append(keys, rosterKey(c.roster))
	}
	if c.deployment != nil {
		keys = append(keys, agenda.DeploymentKey(c.deployment.Repo, c.deployment.Run, c.deployment.Environment))
	}
	if c.repo == "" && !c.all && len(c.named) == 0 {
		return keys, nil
	}
	rows, err := tx.Advisories(c.installation)
	for _, row := range rows {
		if c.includes(row, now) {
			keys = append(keys, agenda.Key(agenda.KindLook, row.Ref))
		}
	}
	return keys, err
}

// includes tells whether a known advisory of the installation is concerned.
func (c concern) includes(row store.AdvisoryRow, now time.Time) bool {
	cut := strings.LastIndexByte(row.Ref, '/')
	repo, ghsa := row.Ref[:max(cut, 0)], row.Ref[cut+1:]
	if slices.Contains(c.named, ghsa) {
		return true
	}
	if !c.all && !strings.EqualFold(repo, c.repo) {
		return false
	}
	return isOpen(row) ||
		c.released && row.State == string(policy.AdvisoryPublished) && now.Sub(row.UpdatedAt) < recentlyPublished
}

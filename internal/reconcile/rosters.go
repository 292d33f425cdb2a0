package reconcile

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// Roster is an organisation's roster in force, held against GitHub.
type Roster struct {
	Organisation string
	Installation int64 // 0 when it was read without one
	Process      policy.Process
	// Mistakes are those of the process file; then Process is the default one.
	Mistakes config.Problems
	Problems []policy.RosterProblem
	// Team is who is on the SRC's team.
	Team  policy.Fact[[]string]
	Drift policy.Drift // empty while the team is not known
}

// ReadRoster reads an organisation's roster as it stands on GitHub, and its SRC's team.
func ReadRoster(ctx context.Context, github RosterReader, org string, now time.Time) (Roster, error) {
	process, mistakes, err := readProcess(ctx, github, org, config.OrganisationRepository, "")
	if err != nil {
		return Roster{}, fmt.Errorf("read the process file of %s: %w", org, err)
	}
	roster, err := holdRoster(ctx, github, org, process, now)
	roster.Mistakes = mistakes
	return roster, err
}

// holdRoster holds the roster of a process against the SRC's team.
func holdRoster(ctx context.Context, github RosterReader, org string, process policy.Process, now time.Time) (Roster, error) {
	roster := Roster{Organisation: org, Process: process, Problems: policy.CheckRoster(process, now)}
	team, err := github.TeamMembers(ctx, org, roster.Process.SRC.Team)
	switch {
	case err == nil:
		roster.Team = policy.Know(team)
		roster.Drift = policy.RosterDrift(roster.Process, team, now)
	case failLook(err) == nil:
		roster.Team = policy.Unknown[[]string]("the team " + org + "/" + roster.Process.SRC.Team + " could not be read")
	default:
		return Roster{}, fmt.Errorf("read the SRC's team of %s: %w", org, err)
	}
	return roster, nil
}

// rosters looks at an organisation's roster: does the SRC's team agree with it, and which pull requests may
// change it? The latter finds those whose event was lost.
func (r *Reconciler) rosters(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	owner := lease.What()
	installation, github, err := r.clientAt(ctx, owner)
	if err != nil {
		return agenda.Outcome{}, err
	}
	if github == nil {
		return agenda.Stop("not-installed"), nil
	}
	process, _, err := r.loadProcess(ctx, ghsa.Ref{Owner: owner, Repo: config.OrganisationRepository}, github)
	if err != nil {
		return agenda.Outcome{}, err
	}
	roster, err := holdRoster(ctx, github, owner, process, r.Now())
	if err != nil {
		return agenda.Outcome{}, err
	}
	roster.Installation = installation
	if err := r.tellDrift(ctx, roster); err != nil {
		return agenda.Outcome{}, err
	}
	pulls, err := github.OpenPullRequests(ctx, owner, config.OrganisationRepository)
	if failLook(err) != nil {
		return agenda.Outcome{}, fmt.Errorf("list pull requests of %s/%s: %w", owner, config.OrganisationRepository, err)
	}
	if err := r.markProposals(ctx, owner, pulls); err != nil {
		return agenda.Outcome{}, err
	}
	next := r.Now().Add(sweepEvery + spread(owner, sweepEvery/2))
	return agenda.Again(next), nil
}

// tellDrift logs a difference between team and roster when it is a new one, or that there is no team to be read, shows
// it in the metrics, and has the SRC told. Logins are all that is said.
func (r *Reconciler) tellDrift(ctx context.Context, roster Roster) error {
	if r.OnRoster != nil {
		r.OnRoster(roster)
	}
	name := ofOwner(noteDrift, roster.Organisation)
	told, err := r.note(ctx, name)
	if err != nil {
		return err
	}
	wrong := roster.wrong()
	if known, _, _ := strings.Cut(told, " "); known == wrong {
		return nil
	}
	if wrong != "" {
		r.logDrift(ctx, roster)
		told = wrong + " " + r.Now().UTC().Format(time.RFC3339)
	} else {
		told = ""
	}
	return r.Agenda.Update(ctx, func(tx *store.Tx) error {
		if err := setNote(tx, name, told); err != nil {
			return err
		}
		// Also when nothing is wrong any more: a notice that is stuck is then not needed.
		return r.Agenda.MarkTx(tx, agenda.Key(agenda.KindNotice, "drift", roster.Organisation), r.Now())
	})
}

// wrong is a digest of what is wrong with the SRC's team, "" for nothing.
func (r Roster) wrong() string {
	if r.Team.Known && !r.Drift.Any() {
		return ""
	}
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q %q", r.Drift, r.Team.Why)))[:32]
}

func (r *Reconciler) logDrift(ctx context.Context, roster Roster) {
	event := r.Logger.Warn().Str("organisation", roster.Organisation).Strs("causes", causes(ctx))
	if !roster.Team.Known {
		event.Msg("the SRC's team cannot be read")
		return
	}
	event.Strs("missing", roster.Drift.Missing).Strs("extra", roster.Drift.Extra).Msg("the SRC's team and the roster differ")
}

// markProposals puts a look on the agenda for each open pull request.
func (r *Reconciler) markProposals(ctx context.Context, owner string, pulls []ghsa.PullRequest) error {
	if len(pulls) == 0 {
		return nil
	}
	err := r.Agenda.Update(ctx, func(tx *store.Tx) error {
		for _, pull := range pulls {
			key := agenda.Key(agenda.KindRoster, owner, config.OrganisationRepository, strconv.Itoa(pull.Number))
			if err := r.Agenda.MarkTx(tx, key, r.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put the pull requests of %s/%s on the agenda: %w", owner, config.OrganisationRepository, err)
	}
	r.Agenda.Wake()
	return nil
}

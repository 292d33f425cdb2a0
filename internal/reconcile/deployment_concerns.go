package reconcile

import (
	"context"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// concern is an advisory that a deployment belongs to. The zero ref stands for those that could not be listed.
type concern struct {
	ref ghsa.Ref
	policy.DeploymentConcern
}

func facts(concerns []concern) []policy.DeploymentConcern {
	all := make([]policy.DeploymentConcern, 0, len(concerns))
	for _, c := range concerns {
		all = append(all, c.DeploymentConcern)
	}
	return all
}

// concerns finds the advisories that the deployment belongs to and examines them. What it was held for before it stays
// held for, whatever people rename since. Others are looked for only as long as none of these holds it.
func (g *gate) concerns(ctx context.Context) ([]concern, error) {
	d := deploymentFact(g.row)
	process, _, err := g.loadProcess(ctx, ghsa.Ref{Owner: d.Owner, Repo: d.Repo}, g.github)
	if err != nil {
		return nil, err
	}
	var found []concern
	for _, name := range g.row.Advisories {
		ref, err := ghsa.ParseRef(name)
		if err != nil {
			continue // cannot be: this is how they are written
		}
		c, err := g.examined(ctx, ref, process)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	if policy.JudgeDeployment(d, facts(found), g.Now()).Answer == policy.DeploymentWait {
		return found, nil
	}
	candidates, unread, err := g.candidates(ctx, process)
	if err != nil {
		return nil, err
	}
	if unread {
		found = append(found, concern{DeploymentConcern: policy.DeploymentConcern{Process: process, Unread: true}})
	}
	for _, ref := range candidates {
		if slices.ContainsFunc(found, func(c concern) bool { return c.ref == ref }) {
			continue
		}
		c, err := g.examined(ctx, ref, process)
		if err != nil {
			return nil, err
		}
		if c.Unread || c.Concerns(d) {
			found = append(found, c)
		}
	}
	return found, nil
}

// examined examines one advisory. One that GitHub does not show counts as unread.
func (g *gate) examined(ctx context.Context, ref ghsa.Ref, process policy.Process) (concern, error) {
	o, report, err := g.examine(ctx, ref, g.row.Installation, g.github)
	if err != nil {
		return concern{ref, policy.DeploymentConcern{Process: process, Unread: true}}, failLook(err)
	}
	return concern{ref, policy.DeploymentConcern{Process: o.process, Case: o.facts, Report: report}}, nil
}

// candidates lists the advisories under embargo that the deployment may belong to: of its repository those with such a
// patched version, those with a fix named, and those that changed since they were looked at; of others those with a
// fix named. unread tells that GitHub does not let the app see the repository's.
func (g *gate) candidates(ctx context.Context, process policy.Process) (refs []ghsa.Ref, unread bool, err error) {
	known, fixed, err := g.remembered(ctx)
	if err != nil {
		return nil, false, err
	}
	d := deploymentFact(g.row)
	for _, state := range openStates() {
		listing, err := g.github.ListRepoAdvisories(ctx, d.Owner, d.Repo, state, "")
		if err != nil {
			private, failed := g.isPrivate(ctx, err)
			return fixed, !private, failed
		}
		for _, advisory := range listing.Advisories {
			ref := ghsa.Ref{Owner: d.Owner, Repo: d.Repo, GHSA: advisory.GHSA}
			row := known[strings.ToLower(ref.String())]
			tagged := d.Ref == "" && d.SHA == "" || policy.ReleasesFix(process, advisoryFacts(ref, advisory).Vulnerabilities, d.Ref)
			changed := row.State != advisory.State || !row.UpdatedAt.Equal(advisory.UpdatedAt) || row.Comments != advisory.Comments
			if tagged || changed {
				refs = append(refs, ref)
			}
		}
	}
	for _, ref := range fixed {
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs, false, nil
}

// isPrivate tells whether a repository whose advisories GitHub did not list is private: such ones have none.
func (g *gate) isPrivate(ctx context.Context, failed error) (bool, error) {
	if err := failLook(failed); err != nil {
		return false, err
	}
	d := deploymentFact(g.row)
	repository, err := g.github.Repository(ctx, d.Owner, d.Repo)
	if err != nil {
		return false, failLook(err)
	}
	return repository.Private, nil
}

// remembered gives what the last looks saw of the installation's advisories, by their names in lower case, and those
// under embargo for which a fix is named.
func (g *gate) remembered(ctx context.Context) (known map[string]store.AdvisoryRow, fixed []ghsa.Ref, err error) {
	known = map[string]store.AdvisoryRow{}
	err = g.Store.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.Advisories(g.row.Installation)
		if err != nil {
			return err
		}
		for _, row := range rows {
			known[strings.ToLower(row.Ref)] = row
			ref, err := ghsa.ParseRef(row.Ref)
			if err != nil || !policy.AdvisoryState(row.State).Open() {
				continue
			}
			named, err := namesFix(tx, ref)
			if err != nil {
				return err
			}
			if named {
				fixed = append(fixed, ref)
			}
		}
		return nil
	})
	return known, fixed, err
}

// namesFix tells whether somebody has named the pull requests that fix an advisory.
func namesFix(tx *store.Tx, ref ghsa.Ref) (bool, error) {
	decisions, err := decisionsOf(tx, ref)
	return len(policy.Settle(decisions).FixReady.Refs) > 0, err
}

// recallWaiting recalls the deployments that are held for the observed advisory.
func (o *observation) recallWaiting(tx *store.Tx) error {
	rows, err := tx.WaitingDeployments(o.installation)
	for _, row := range rows {
		if slices.Contains(row.Advisories, o.ref.String()) {
			o.facts.Waiting = append(o.facts.Waiting, deploymentFact(row))
		}
	}
	return err
}

// remindDeployments has every waiting deployment judged again that the observed advisory may decide over.
func (r *Reconciler) remindDeployments(tx *store.Tx, o *observation) error {
	rows, err := tx.WaitingDeployments(o.installation)
	if err != nil {
		return err
	}
	for _, row := range rows {
		own := strings.EqualFold(row.Repo, o.ref.Repository())
		if !own && !slices.Contains(row.Advisories, o.ref.String()) {
			continue
		}
		if err := r.Agenda.MarkTx(tx, agenda.DeploymentKey(row.Repo, row.Run, row.Environment), r.Now()); err != nil {
			return err
		}
	}
	return nil
}

package reconcile

import (
	"context"
	"errors"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/policy"
)

// Where process files stand: in the organisation's own repository and in each repository.
const (
	organisationRepository = ".github"
	processFile            = ".github/embargo.yml"
)

// loadProcess reads and resolves the process in force for an advisory. A file with mistakes is reported and left
// out: the organisation's falls back on the preset, the repository's on the organisation's.
func (r *Reconciler) loadProcess(ctx context.Context, ref ghsa.Ref, github GitHub) (policy.Process, error) {
	org, err := r.processFile(ctx, github, ref.Owner, organisationRepository)
	if err != nil {
		return policy.Process{}, err
	}
	repo, err := r.processFile(ctx, github, ref.Owner, ref.Repo)
	if err != nil {
		return policy.Process{}, err
	}
	resolved, err := config.Resolve(org, repo)
	if err != nil {
		r.reportProcess(ref, err)
		if resolved, err = config.Resolve(org, nil); err != nil {
			resolved, err = config.Resolve(nil, nil)
		}
	}
	if err != nil {
		return policy.Process{}, err
	}
	process := resolved.Process
	process.Mode = r.ModeFor(process.Mode)
	return process, nil
}

// processFile reads one process file; nil when there is none or it is malformed.
func (r *Reconciler) processFile(ctx context.Context, github GitHub, owner, repo string) (*config.File, error) {
	content, err := github.File(ctx, owner, repo, processFile)
	if ghsa.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := config.ParseProcess(owner+"/"+repo+":"+processFile, content)
	var problems config.Problems
	if errors.As(err, &problems) {
		r.reportProcess(ghsa.Ref{Owner: owner, Repo: repo}, err)
		return nil, nil
	}
	return file, err
}

// reportProcess tells the operator about a process file that is not in force. Its problems name file, line and
// key, and hold nothing of any advisory.
func (r *Reconciler) reportProcess(where ghsa.Ref, err error) {
	r.Logger.Warn().Str("repository", where.Owner+"/"+where.Repo).Err(err).Msg("process file has mistakes and is left out")
}

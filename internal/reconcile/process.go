package reconcile

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// historyDepth is how many versions of a process file are tried in search of a good one.
const historyDepth = 20

// loadProcess reads and resolves the process in force for an advisory, and names the files of which not the present
// version is in force.
func (r *Reconciler) loadProcess(ctx context.Context, ref ghsa.Ref, github GitHub) (policy.Process, []render.StaleFile, error) {
	fail := func(err error) (policy.Process, []render.StaleFile, error) {
		return policy.Process{}, nil, fmt.Errorf("read the process: %w", err)
	}
	org, stale, err := r.processFile(ctx, github, ref.Owner, config.OrganisationRepository,
		func(file *config.File) error { _, err := config.Resolve(file, nil); return err })
	if err != nil {
		return fail(err)
	}
	var repo *config.File
	if !strings.EqualFold(ref.Repo, config.OrganisationRepository) { // whose file has been read already
		var more []render.StaleFile
		repo, more, err = r.processFile(ctx, github, ref.Owner, ref.Repo,
			func(file *config.File) error { _, err := config.Resolve(org, file); return err })
		if err != nil {
			return fail(err)
		}
		stale = append(stale, more...)
	}
	resolved, err := config.Resolve(org, repo)
	if err != nil {
		return fail(err)
	}
	process := resolved.Process
	process.Mode = r.ModeFor(process.Mode)
	return process, stale, nil
}

// processFile finds the version of a process file that is in force: the present one if it is accepted, else the last
// one that was; nil when that is none.
func (r *Reconciler) processFile(ctx context.Context, github GitHub, owner, repo string, accept func(*config.File) error) (*config.File, []render.StaleFile, error) {
	p := processVersions{github: github, owner: owner, repo: repo, accept: accept}
	if err := r.Store.View(ctx, p.recall); err != nil {
		return nil, nil, err
	}
	refusal, err := p.present(ctx)
	if err == nil && refusal != nil {
		err = p.lastGood(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	if p.changed() {
		remember := func(tx *store.Tx) error {
			if err := p.remember(tx); err != nil || p.notes[noteMistake]+p.before[noteMistake] == "" {
				return err
			}
			return r.Agenda.MarkTx(tx, agenda.Key(agenda.KindNotice, "process", owner, repo), r.Now())
		}
		if err := r.Agenda.Update(ctx, remember); err != nil {
			return nil, nil, err
		}
		r.Agenda.Wake()
		r.tellMistake(ctx, p, refusal)
	}
	if refusal == nil {
		return p.inForce, nil, nil
	}
	return p.inForce, []render.StaleFile{{Name: p.name(), Replaced: p.inForce != nil, Mistakes: refusal.Error()}}, nil
}

// tellMistake tells the operator of a mistake in a process file when it appears and when it is gone. Its problems name
// file, line and key, and hold nothing of any advisory.
func (r *Reconciler) tellMistake(ctx context.Context, p processVersions, refusal error) {
	switch {
	case p.notes[noteMistake] == p.before[noteMistake]:
	case refusal != nil:
		r.Logger.Warn().Str("file", p.name()).Strs("causes", causes(ctx)).Err(refusal).Msg("process file has a mistake; its last good version stays in force")
	default:
		r.Logger.Info().Str("file", p.name()).Strs("causes", causes(ctx)).Msg("process file has no mistake any more and is in force")
	}
}

// noGood begins the note noteGood where there is no good version.
const noGood = "none/"

// processVersions are the versions of one process file.
type processVersions struct {
	github        GitHub
	owner, repo   string
	accept        func(*config.File) error
	before, notes map[string]string // by kind of note: as stored, and as it shall be
	inForce       *config.File      // nil for none
}

func (p *processVersions) name() string { return p.owner + "/" + p.repo + ":" + config.ProcessPath }

func (p *processVersions) recall(tx *store.Tx) error {
	p.before, p.notes = map[string]string{}, map[string]string{}
	for _, kind := range []string{noteGood, noteMistake} {
		value, _, err := tx.Note(ofRepository(kind, p.owner, p.repo))
		if err != nil {
			return err
		}
		p.before[kind], p.notes[kind] = value, value
	}
	return nil
}

func (p *processVersions) changed() bool {
	return p.notes[noteGood] != p.before[noteGood] || p.notes[noteMistake] != p.before[noteMistake]
}

func (p *processVersions) remember(tx *store.Tx) error {
	for kind, value := range p.notes {
		if err := tx.SetNote(ofRepository(kind, p.owner, p.repo), value); err != nil {
			return err
		}
	}
	return nil
}

// present reads the file as it is now. A file that is not there is no mistake. The refusal says what is wrong with
// one that cannot be in force; the error, that GitHub could not be asked.
func (p *processVersions) present(ctx context.Context) (refusal, err error) {
	content, err := p.github.File(ctx, p.owner, p.repo, config.ProcessPath)
	switch {
	case ghsa.IsNotFound(err):
		p.notes[noteGood], p.notes[noteMistake] = "", ""
		return nil, nil
	case err != nil:
		p.notes[noteMistake] = "unreadable"
		return err, failLook(err)
	}
	if refusal, err = p.try(content); err != nil {
		return nil, err
	}
	p.notes[noteMistake] = ""
	if refusal != nil {
		p.notes[noteMistake] = ghsa.BlobSHA(content)
	}
	return refusal, nil
}

// try puts a version in force if it is accepted, and remembers it.
func (p *processVersions) try(content []byte) (refusal, err error) {
	file, err := config.ParseProcess(p.name(), content)
	if err == nil {
		err = p.accept(file)
	}
	if problems, refused := errors.AsType[config.Problems](err); refused {
		return problems, nil
	}
	if err == nil {
		p.inForce, p.notes[noteGood] = file, ghsa.BlobSHA(content)
	}
	return nil, err
}

// tryOld is try for a former version, which counts as refused when GitHub does not give it.
func (p *processVersions) tryOld(content []byte, failed error) (refusal, err error) {
	if failed != nil {
		return failed, failLook(failed)
	}
	return p.try(content)
}

// lastGood puts the version in force that was so before the mistake: the remembered one, or else, as with a new
// database, the newest in the file's history; none when none was.
func (p *processVersions) lastGood(ctx context.Context) error {
	none := noGood + p.notes[noteMistake]
	switch good := p.notes[noteGood]; {
	case good == none:
		return nil
	case good != "" && !strings.HasPrefix(good, noGood):
		refusal, err := p.tryOld(p.github.Blob(ctx, p.owner, p.repo, good))
		if err != nil || refusal == nil {
			return err
		}
	}
	p.notes[noteGood] = none
	commits, err := p.github.FileHistory(ctx, p.owner, p.repo, config.ProcessPath, historyDepth)
	if err != nil {
		return failLook(err)
	}
	for _, commit := range commits {
		content, err := p.github.FileAt(ctx, p.owner, p.repo, config.ProcessPath, commit)
		if ghsa.IsNotFound(err) {
			return nil // having no file was in force then
		}
		refusal, err := p.tryOld(content, err)
		if err != nil || refusal == nil {
			return err
		}
	}
	return nil
}

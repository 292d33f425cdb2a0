package reconcile

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// notice is what the SRC is to be told now; without an episode there is nothing to tell any more.
type notice struct {
	episode       string // tells one occasion from the next
	subject, text string
	to            policy.NotifyTarget
	installation  int64
}

// tellSRC says privately, once for each occasion and recipient, what concerns the SRC's own house. What is told is
// read anew, so that what has been mended meanwhile is not told any more.
func (r *Reconciler) tellSRC(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	parts := strings.Split(lease.What(), "/")
	if r.Teller == nil || len(parts) < 2 {
		return agenda.Done(), nil
	}
	owner := parts[1]
	installation, github, err := r.clientAt(ctx, owner)
	if err != nil || github == nil {
		return agenda.Done(), err
	}
	var n notice
	switch {
	case parts[0] == "drift":
		n, err = r.driftNotice(ctx, github, owner)
	case parts[0] == "process" && len(parts) == 3:
		n, err = r.processNotice(ctx, github, owner, parts[2])
	}
	if err != nil || n.episode == "" {
		return agenda.Done(), err
	}
	n.installation = installation
	return r.deliver(ctx, lease, n)
}

// deliver tells every recipient who has not been told. Where a channel has refused the notice, or may not have got it,
// its key is stuck until what it tells of has changed, so that whoever operates the server sees it. When that person has
// it done again, those that refused it are tried again.
func (r *Reconciler) deliver(ctx context.Context, lease agenda.Lease, n notice) (agenda.Outcome, error) {
	var failed error // one channel that fails must not keep the others from theirs
	lost := false
	tell := func(key string, send func(context.Context, func(context.Context) error) error) {
		state, err := r.tellOnce(ctx, key, slices.Contains(lease.Causes, agenda.CausePerson), send)
		failed = errors.Join(failed, err)
		lost = lost || state == store.LetterRefused || state == store.LetterUnsure
	}
	for _, address := range n.to.Mail {
		key := toldKey(lease.Key, n.episode, "mail", address)
		tell(key, r.mailing(Mail{Installation: n.installation, Key: key, To: address, Subject: n.subject, Text: n.text}))
	}
	for _, channel := range n.to.Chat {
		tell(toldKey(lease.Key, n.episode, "chat", channel), r.posting(channel, n.subject+"\n"+n.text))
	}
	if lost {
		return agenda.Stop("src-not-told"), failed
	}
	return agenda.Done(), failed
}

// tellOnce sends a notice unless it was sent, or may have been; where it was refused, only anew. It gives how far the
// notice has come.
func (r *Reconciler) tellOnce(
	ctx context.Context, key string, anew bool, send func(context.Context, func(context.Context) error) error,
) (state store.LetterState, err error) {
	told, err := r.note(ctx, key)
	if err != nil {
		return "", err
	}
	if state = store.LetterState(told); state == store.LetterRefused && anew {
		state = ""
	}
	put := func(ctx context.Context, next store.LetterState) error {
		if err := r.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.SetNote(key, string(next)) }); err != nil {
			return err
		}
		if state = next; isOver(next) {
			r.Logger.Info().Str("notice", key).Str("state", string(next)).Strs("causes", causes(ctx)).Msg("notice finished")
		}
		return nil
	}
	err = r.once(ctx, sending{state: state, put: put, send: send}, func(err error) {
		r.Logger.Error().Str("notice", key).Strs("causes", causes(ctx)).Err(err).Msg("a notice to the SRC may not have arrived and is not repeated")
	})
	if err != nil {
		return state, fmt.Errorf("tell the SRC: %w", err)
	}
	return state, nil
}

// toldKey names a notice to a recipient without naming either.
func toldKey(parts ...string) string {
	return noteTold + fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, "\x00"))))[:32]
}

// driftNotice tells that the SRC's team on GitHub and its roster differ, or that there is no such team to be read.
func (r *Reconciler) driftNotice(ctx context.Context, github GitHub, owner string) (notice, error) {
	episode, err := r.note(ctx, ofOwner(noteDrift, owner))
	if err != nil || episode == "" {
		return notice{}, err
	}
	process, _, err := r.loadProcess(ctx, ghsa.Ref{Owner: owner, Repo: config.OrganisationRepository}, github)
	if err != nil {
		return notice{}, err
	}
	roster, err := holdRoster(ctx, github, owner, process, r.Now())
	if err != nil || roster.wrong() == "" {
		return notice{}, err
	}
	subject, text := render.DriftNotice(owner, process.SRC.Team, roster.Drift)
	if !roster.Team.Known {
		subject, text = render.NoTeamNotice(owner, process.SRC.Team)
	}
	return notice{episode: episode, subject: subject, text: text, to: process.SRC.Notify}, nil
}

// processNotice tells what is wrong with a process file, with line, key and rule.
func (r *Reconciler) processNotice(ctx context.Context, github GitHub, owner, repo string) (notice, error) {
	process, stale, err := r.loadProcess(ctx, ghsa.Ref{Owner: owner, Repo: repo}, github)
	if err != nil {
		return notice{}, err
	}
	episode, err := r.note(ctx, ofRepository(noteMistake, owner, repo))
	if err != nil || episode == "" {
		return notice{}, err
	}
	for _, file := range stale {
		if strings.HasPrefix(file.Name, owner+"/"+repo+":") {
			subject, text := render.ProcessNotice(file)
			return notice{episode: episode, subject: subject, text: text, to: process.SRC.Notify}, nil
		}
	}
	return notice{}, nil
}

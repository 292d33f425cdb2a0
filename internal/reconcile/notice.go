package reconcile

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// Teller reaches the SRC privately.
type Teller interface {
	// Mail sends one mail to one address. mark is called when the next step is the point of no return; when it
	// fails, nothing is sent.
	Mail(ctx context.Context, installation int64, key, to, subject, text string, mark func(context.Context) error) error
	// Chat posts to a channel by its name.
	Chat(ctx context.Context, channel, text string) error
	// Settled tells of an error that trying again cannot or must not mend.
	Settled(err error) bool
}

// kindNotice is the agenda's key for telling the SRC something: notice/drift/OWNER or notice/process/OWNER/REPO.
const kindNotice = "notice"

// noteTold + a digest of what was told whom keeps how far that has come.
const (
	noteTold    = "told/"
	toldSending = "sending" // it may have been sent: it is not sent again by itself
	toldDone    = "done"
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
	parts := strings.Split(lease.Key, "/")
	if r.Teller == nil || len(parts) < 3 {
		return agenda.Done(), nil
	}
	github, err := r.rosterGitHub(ctx, parts[2])
	if err != nil || github == nil {
		return agenda.Done(), err
	}
	var n notice
	switch {
	case parts[1] == "drift":
		n, err = r.driftNotice(ctx, github, parts[2])
	case parts[1] == "process" && len(parts) == 4:
		n, err = r.processNotice(ctx, github, parts[2], parts[3])
	}
	if err != nil || n.episode == "" {
		return agenda.Done(), err
	}
	id, err := r.note(ctx, noteInstallation+strings.ToLower(parts[2]))
	if err != nil {
		return agenda.Outcome{}, err
	}
	if n.installation, err = strconv.ParseInt(id, 10, 64); err != nil {
		return agenda.Stop("no-installation"), nil //nolint:nilerr // the stop says it
	}
	return agenda.Done(), r.deliver(ctx, lease, n)
}

// deliver tells every recipient who has not been told.
func (r *Reconciler) deliver(ctx context.Context, lease agenda.Lease, n notice) error {
	var failed error // one channel that fails must not keep the others from theirs
	for _, address := range n.to.Mail {
		key := toldKey(lease.Key, n.episode, "mail", address)
		send := func(mark func(context.Context) error) error {
			return r.Teller.Mail(ctx, n.installation, key, address, n.subject, n.text, mark)
		}
		failed = errors.Join(failed, r.tellOnce(ctx, lease, key, send))
	}
	for _, channel := range n.to.Chat {
		send := func(mark func(context.Context) error) error {
			if err := mark(ctx); err != nil {
				return err
			}
			return r.Teller.Chat(ctx, channel, n.subject+"\n"+n.text)
		}
		failed = errors.Join(failed, r.tellOnce(ctx, lease, toldKey(lease.Key, n.episode, "chat", channel), send))
	}
	return failed
}

// tellOnce sends unless it was sent, or may have been: a mail that cannot be read back is rather missed, with a
// line in the log, than sent twice.
func (r *Reconciler) tellOnce(ctx context.Context, lease agenda.Lease, key string, send func(mark func(context.Context) error) error) error {
	told, err := r.note(ctx, key)
	if err != nil || told == toldDone {
		return err
	}
	if told == toldSending {
		r.Logger.Warn().Str("notice", key).Msg("a notice to the SRC may have been sent when the process died; it is not repeated")
		return nil
	}
	set := func(state string) func(context.Context) error {
		return func(ctx context.Context) error {
			return r.Store.Update(ctx, func(tx *store.Tx) error {
				if err := lease.Check(tx); err != nil {
					return err
				}
				return tx.SetNote(key, state)
			})
		}
	}
	err = send(set(toldSending))
	switch {
	case err == nil:
		return set(toldDone)(ctx)
	case r.Teller.Settled(err):
		r.Logger.Error().Str("notice", key).Err(err).Msg("a notice to the SRC may not have arrived and is not repeated")
		return set(toldSending)(ctx)
	}
	return fmt.Errorf("tell the SRC: %w", joinForget(ctx, set, err))
}

// joinForget takes the mark back after a failure in which nothing was sent, so that the next attempt sends.
func joinForget(ctx context.Context, set func(string) func(context.Context) error, err error) error {
	if failed := set("")(ctx); failed != nil {
		return fmt.Errorf("%w; and its mark stays: %w", err, failed)
	}
	return err
}

// toldKey names a notice to a recipient without naming either.
func toldKey(parts ...string) string {
	return noteTold + fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, "\x00"))))[:32]
}

// driftNotice tells that the SRC's team on GitHub and its roster differ.
func (r *Reconciler) driftNotice(ctx context.Context, github GitHub, owner string) (notice, error) {
	episode, err := r.note(ctx, noteDrift+strings.ToLower(owner))
	if err != nil || episode == "" {
		return notice{}, err
	}
	process, _, err := r.loadProcess(ctx, ghsa.Ref{Owner: owner, Repo: organisationRepository}, github)
	if err != nil {
		return notice{}, err
	}
	roster, err := holdRoster(ctx, github, owner, process, r.Now())
	if err != nil || !roster.Drift.Any() {
		return notice{}, err
	}
	subject, text := render.DriftNotice(owner, process.SRC.Team, roster.Drift)
	return notice{episode: episode, subject: subject, text: text, to: process.SRC.Notify}, nil
}

// processNotice tells what is wrong with a process file, with line, key and rule.
func (r *Reconciler) processNotice(ctx context.Context, github GitHub, owner, repo string) (notice, error) {
	process, stale, err := r.loadProcess(ctx, ghsa.Ref{Owner: owner, Repo: repo}, github)
	if err != nil {
		return notice{}, err
	}
	episode, err := r.note(ctx, noteMistake+strings.ToLower(owner+"/"+repo))
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

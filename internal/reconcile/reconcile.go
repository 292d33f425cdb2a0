// Package reconcile is the one loop of the app: look at an advisory, fold its new commands into decisions,
// evaluate the process, record what follows and make GitHub agree.
//
// An event, a poll or a clock only puts a key on the agenda; the handlers here do the looking. Looking is
// level-triggered: it starts from what GitHub says now, so a lost event, a crash or a restart changes when
// something is noticed, never what is concluded. Embargoed text lives only in memory during a look.
package reconcile

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/verify"
	"github.com/embargo-app/embargo/policy"
)

// GitHub is what a look reads and writes of one installation.
type GitHub interface {
	outbox.GitHub
	ListOrgAdvisories(ctx context.Context, org, state, etag string) (ghsa.Listing, error)
	ListRepoAdvisories(ctx context.Context, owner, repo, state, etag string) (ghsa.Listing, error)
	Comments(ctx context.Context, ref ghsa.Ref, since time.Time) ([]ghsa.Comment, error)
	File(ctx context.Context, owner, repo, path string) ([]byte, error)
	FileAt(ctx context.Context, owner, repo, path, ref string) ([]byte, error)
	FileHistory(ctx context.Context, owner, repo, path string, limit int) ([]string, error)
	Blob(ctx context.Context, owner, repo, sha string) ([]byte, error)
	TeamMembers(ctx context.Context, org, slug string) ([]string, error)
	Member(ctx context.Context, org, login string) (bool, error)
	Releases(ctx context.Context, owner, repo string) ([]ghsa.Release, error)
	Attestations(ctx context.Context, owner, repo, digest string) ([][]byte, error)
	PullRequest(ctx context.Context, owner, repo string, number int) (ghsa.PullRequest, error)
	Repositories(ctx context.Context) ([]ghsa.Repository, error)
	RosterGitHub
	outbox.DeploymentGitHub
}

// Installations gives the app's own view: who installed it, as whom it writes, and a client for each.
type Installations interface {
	For(installation int64) (GitHub, error)
	Installations(ctx context.Context) ([]ghsa.Installation, error)
	BotLogin(ctx context.Context) (string, error)
}

// Options are what a Reconciler works with.
type Options struct {
	Installations Installations
	Store         *store.Store
	Agenda        *agenda.Agenda
	Now           func() time.Time
	Logger        zerolog.Logger
	// ModeFor limits a process file's mode to what the operator allows.
	ModeFor func(policy.Mode) policy.Mode
	// Seal signs a text such that only this app can, whatever becomes of its database.
	Seal func(text string) string
	// PollInterval is the time between two beats of one installation.
	PollInterval time.Duration
	// Verification says how the files of releases are verified; who may sign them is the process's to say.
	Verification verify.Options
	// Leaks is what the webhooks watch with; nil for nothing.
	Leaks *leak.Guard
	// Teller carries words out of GitHub; nil when no channel is set up.
	Teller Teller
	// MailFrom is the sender of mail that names no other; "" when there is no mail server.
	MailFrom string
	// Hook lists and repeats webhook deliveries; nil for nothing.
	Hook Hook
	// OnRedelivery is told what became of each failed delivery, OnMissed of how many have not been made good, OnGap of
	// for how long an installation was not polled; for metrics, each may be nil.
	OnRedelivery func(outcome string)
	OnMissed     func(events int)
	OnGap        func(d time.Duration)
	// OnAction is told of every action that was finished, and whether GitHub refused it; OnCommand of every command
	// that was decided. Both for metrics, and each may be nil.
	OnAction  func(kind, state string, refused bool)
	OnCommand func(name string, verdict policy.Verdict)
	// OnLook is told of every finished look, for metrics; it may be nil.
	OnLook func(report policy.Report)
	// OnRoster is told of every roster that was held against its team, for metrics; it may be nil.
	OnRoster func(Roster)
}

// Reconciler handles the agenda's keys about advisories and installations.
type Reconciler struct {
	Options

	verifying sync.Mutex // held by the one verification of a release under way
	shelves   sync.Map   // of installations with many repositories
}

// The times between looks that nothing else asked for. Both are spent in conditional requests.
const (
	// sweepEvery bounds how long a change can stay unseen that shows neither in the advisory's list entry
	// nor in any event, such as an edited comment or a changed team.
	sweepEvery = 10 * time.Minute
	// longestWait is for how long nothing waits that is looked at regularly. What waits for longer when the app starts
	// was perhaps put off by a clock that was ahead.
	longestWait = 24 * time.Hour
)

// New returns a Reconciler and registers its handlers on the agenda.
func New(o Options) *Reconciler {
	r := &Reconciler{Options: o}
	handle := func(kind string, do agenda.Handler) { o.Agenda.Handle(kind, modest(do)) }
	handle(agenda.KindLook, r.look)
	handle(agenda.KindBeat, r.beat)
	handle(agenda.KindInstallations, r.installations)
	handle(agenda.KindDeployment, r.deployment)
	handle(agenda.KindRoster, r.roster)
	handle(agenda.KindRosters, r.rosters)
	handle(agenda.KindVerify, r.verify)
	handle(agenda.KindNotice, r.tellSRC)
	handle(agenda.KindLetters, r.sendLetters)
	handle(agenda.KindRedeliver, r.redeliver)
	return r
}

// modest has work that nothing asked for leave a share of the rate limit to work that something did.
func modest(do agenda.Handler) agenda.Handler {
	return func(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
		if !lease.Urgent() {
			ctx = ghsa.Routine(ctx)
		}
		return do(ctx, lease)
	}
}

// causes tells why the work under ctx is done, for the log.
func causes(ctx context.Context) []string {
	lease, _ := agenda.FromContext(ctx)
	return lease.Causes
}

// Start puts the first keys on the agenda: find the installations, and everything follows from them; and find out
// which deliveries came in vain.
func (r *Reconciler) Start(ctx context.Context) error {
	if _, err := r.Agenda.Hasten(ctx, longestWait); err != nil {
		return fmt.Errorf("look for what waits for a clock that was ahead: %w", err)
	}
	err := r.Store.Update(ctx, func(tx *store.Tx) error {
		if r.Hook != nil {
			if err := r.Agenda.MarkTx(tx, agenda.Key(agenda.KindRedeliver, agenda.App), r.Now()); err != nil {
				return err
			}
		}
		return r.Agenda.MarkTx(tx, agenda.Key(agenda.KindInstallations, agenda.App), r.Now())
	})
	r.Agenda.Wake()
	return err
}

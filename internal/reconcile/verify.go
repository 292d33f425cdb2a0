package reconcile

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/verify"
	"github.com/embargo-app/embargo/policy"
)

const (
	// verifyAtMost bounds the verification of one release.
	verifyAtMost = 45 * time.Minute
	// verifyBusy is how long a release waits for another one's verification: they take bandwidth and a worker.
	verifyBusy = 30 * time.Second
	// verifyRetry is how long after the first verification one that left something open is repeated; each further
	// time takes four times as long.
	verifyRetry = 10 * time.Minute
	// verifyTries is how often the same files are verified; after about two days nothing comes any more by itself.
	verifyTries = 6
)

// verification is one release while it is verified.
type verification struct {
	*Reconciler
	github  GitHub
	ref     ghsa.Ref // without an advisory
	row     store.VerificationRow
	release ghsa.Release
	rules   policy.ArtifactRules
}

// verify verifies the files of a release, once for each list of files, and has the repository's advisories looked at.
// It reads the release anew: what is wanted may have changed since the look that wanted it.
func (r *Reconciler) verify(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	ref, id, ok := releaseOf(lease.What())
	if !ok {
		return agenda.Stop("no-release-in-key"), nil
	}
	if !r.verifying.TryLock() {
		return agenda.Again(r.Now().Add(verifyBusy)), nil
	}
	defer r.verifying.Unlock()
	v := verification{Reconciler: r, ref: ref}
	found := false
	err := r.Store.View(ctx, func(tx *store.Tx) (err error) {
		v.row, found, err = tx.Verification(ref.Repository(), id)
		return err
	})
	if err != nil || !found {
		return agenda.Done(), err
	}
	var installation int64
	if installation, v.github, err = r.clientFor(ctx, ref); err != nil {
		return agenda.Outcome{}, err
	}
	if v.github == nil {
		return agenda.Done(), v.drop(ctx)
	}
	if found, err = v.read(ctx, id); err != nil {
		return agenda.Outcome{}, err
	}
	if !found {
		return agenda.Done(), v.drop(ctx)
	}
	return v.run(ctx, installation)
}

// drop leaves a release that cannot be seen any more. The next look that sees it wants it verified again.
func (v *verification) drop(ctx context.Context) error {
	v.row.Wanted = ""
	return v.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.PutVerification(v.row) })
}

// releaseOf reads the repository and the release out of what a key names.
func releaseOf(what string) (ref ghsa.Ref, id int64, ok bool) {
	parts := strings.Split(what, "/")
	if len(parts) != 3 {
		return ref, 0, false
	}
	id, err := strconv.ParseInt(parts[2], 10, 64)
	return ghsa.Ref{Owner: parts[0], Repo: parts[1]}, id, err == nil
}

// read reads the release and the process in force; false when the release is not public any more.
func (v *verification) read(ctx context.Context, id int64) (bool, error) {
	process, _, err := v.loadProcess(ctx, v.ref, v.github)
	if err != nil {
		return false, err
	}
	v.rules = process.Artifacts
	releases, err := v.github.Releases(ctx, v.ref.Owner, v.ref.Repo)
	if err != nil {
		return false, failLook(err)
	}
	for _, release := range releases {
		if release.ID == id && !release.Draft {
			v.release = release
			return true, nil
		}
	}
	return false, nil
}

// run fetches and judges the files, and records what came of it.
func (v *verification) run(ctx context.Context, installation int64) (agenda.Outcome, error) {
	assets := make([]verify.Asset, 0, len(v.release.Assets))
	for _, a := range v.release.Assets {
		assets = append(assets, verify.Asset{Name: a.Name, URL: a.URL, Size: a.Size, Digest: a.Digest})
	}
	report, err := v.judge(ctx, assets)
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("verify release %d of %s: %w", v.release.ID, v.ref.Repository(), err)
	}
	wanted := releaseDigest(v.release, v.rules)
	if v.row.Verified != wanted {
		v.row.Tries = 0
	}
	v.row.Wanted, v.row.Verified, v.row.Tries, v.row.VerifiedAt = wanted, wanted, v.row.Tries+1, v.Now()
	v.row.Files = fileRows(assets, report)
	err = v.Agenda.Update(ctx, func(tx *store.Tx) error {
		if err := tx.PutVerification(v.row); err != nil {
			return err
		}
		return v.markLooks(tx, installation)
	})
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("record the verification of %s: %w", v.row.Name(), err)
	}
	v.Agenda.Wake()
	lacking := report.Lacking(verify.Need(v.rules.Require))
	v.Logger.Info().Str("release", v.row.Name()).Int("files", len(v.row.Files)).Int("lacking", len(lacking)).
		Strs("causes", causes(ctx)).Msg("release verified")
	if !slices.ContainsFunc(lacking, v.mayTurnOut) || v.row.Tries >= verifyTries {
		return agenda.Done(), nil
	}
	return agenda.Again(v.Now().Add(verifyRetry << (2 * (v.row.Tries - 1)))), nil
}

// judge hands the release to the verifier. GitHub's attestations are only worth a request each where somebody is
// permitted to make them.
func (v *verification) judge(ctx context.Context, assets []verify.Asset) (verify.Report, error) {
	options := v.Verification
	options.Now = v.Now
	for _, identity := range v.rules.Identities {
		options.Identities = append(options.Identities, verify.Identity{SAN: identity.SAN, Issuer: identity.Issuer})
	}
	var attestations verify.Attestations
	if len(options.Identities) > 0 {
		attestations = func(ctx context.Context, digest string) ([][]byte, error) {
			return v.github.Attestations(ctx, v.ref.Owner, v.ref.Repo, digest)
		}
	}
	verifier, err := verify.New(options)
	if err != nil {
		return verify.Report{}, err
	}
	bounded, cancel := context.WithTimeoutCause(ctx, verifyAtMost, errVerifyTime)
	defer cancel()
	report, err := verifier.Release(bounded, assets, attestations)
	if err != nil && ctx.Err() == nil && bounded.Err() != nil {
		return verify.Report{}, errVerifyTime
	}
	return report, err
}

// errVerifyTime has the release tried again with the agenda's back-off.
var errVerifyTime = errors.New("its files could not be fetched in " + verifyAtMost.String())

// mayTurnOut tells whether a result could be another one although the files stay the same: a server that was out of
// order, a log or trusted root that could not be reached, an attestation that is yet to come.
func (v *verification) mayTurnOut(result verify.Result) bool {
	switch result.State {
	case verify.StateUnknown, verify.StateUnavailable:
		return true
	case verify.StateUnsigned, verify.StateChecksumOnly:
		return len(v.rules.Identities) > 0
	case verify.StateFailed:
		return slices.ContainsFunc(result.Signatures, func(s verify.Signature) bool { return s.File == "" && s.Outcome == verify.Failed })
	}
	return false
}

// markLooks has the repository's advisories looked at.
func (v *verification) markLooks(tx *store.Tx, installation int64) error {
	rows, err := tx.Advisories(installation)
	if err != nil {
		return err
	}
	for _, row := range rows {
		ref, err := ghsa.ParseRef(row.Ref)
		if err != nil || row.State == stateGone || !strings.EqualFold(ref.Repository(), v.ref.Repository()) {
			continue
		}
		if err := v.Agenda.MarkTx(tx, agenda.Key(agenda.KindLook, row.Ref), v.Now()); err != nil {
			return err
		}
	}
	return nil
}

// releaseDigest stands for what there is to verify of a release: its files as GitHub lists them, and who may sign.
// GitHub gives a file that is replaced a new id.
func releaseDigest(release ghsa.Release, rules policy.ArtifactRules) string {
	text := fmt.Appendf(nil, "%q\n", release.TagName)
	for _, a := range release.Assets {
		text = fmt.Appendf(text, "%d %q %d %q %q %q\n", a.ID, a.Name, a.Size, a.State, a.Digest, a.URL)
	}
	for _, identity := range rules.Identities {
		text = fmt.Appendf(text, "%q %q\n", identity.SAN, identity.Issuer)
	}
	return fmt.Sprintf("%x", sha256.Sum256(text))
}

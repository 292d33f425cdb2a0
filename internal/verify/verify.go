// Package verify looks at what a release consists of, as anybody can fetch it: whether every asset is
// publicly available, is what the project's checksum files say, and was signed by an identity that may sign
// for the project.
//
// Responsibility: it fetches the assets of one release without any credentials, streams them through hashes
// (nothing larger than a signature or a checksum file is kept), and judges each with the proofs found beside
// it: checksum files, Sigstore bundles, cosign signatures, in-toto attestations. It reports; whether that is
// enough is the caller's business (see [Report.Lacking]).
//
// State: none between releases, but for the trusted root (see [TrustedRoot]).
//
// Invariants:
//   - It fails closed: what could not be read or judged is [StateUnknown], never verified.
//   - Nothing of a release is run, unpacked or written to disk.
//   - The reasons it gives are its own words, with names that the release itself made public. They never
//     carry an address a server redirected to, which may hold a token.
//   - All it reads comes from outside: every size, count and time is bounded.
package verify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Limits on one release.
const (
	maxAssets     = 1000
	maxProofBytes = 4 << 20  // of one signature, certificate, attestation or checksum file
	maxProofTotal = 64 << 20 // of all of them, as they are kept until the end
)

// Options configure a [Verifier]. Zero values are replaced as said at each.
type Options struct {
	// Transport carries the requests; it must add no credentials. Nil: one like Go's own, with time-outs.
	Transport http.RoundTripper
	// TrustedRoot says whom to believe about signatures. Nil: no signature can be judged, they are unknown.
	TrustedRoot *TrustedRoot
	// Identities are those that may sign for the project. None: no signature can be judged, they are unknown.
	Identities []Identity
	// TransparencyLog is the address of a Rekor log (version 1) in which cosign signatures that carry no
	// proof of their time are looked up by digest. "": they are unknown.
	TransparencyLog string
	// MaxAssetBytes bounds one asset. 0: 2 GiB, which is GitHub's own limit.
	MaxAssetBytes int64
	// MaxTotalBytes bounds what is read for one release, repeated parts included. 0: 16 GiB.
	MaxTotalBytes int64
	// StallTimeout is how long a server may send nothing before the connection is given up. 0: 30 s.
	StallTimeout time.Duration
	// AssetTimeout bounds the fetching of one asset, all tries together. 0: 30 min.
	AssetTimeout time.Duration
	// Now tells the time for [Report.At]. Nil: time.Now.
	Now func() time.Time
}

// A Verifier verifies releases. It may be used by several goroutines at once.
type Verifier struct {
	options    Options
	identities []identity
	client     *http.Client
}

// New makes a verifier. It fails when an identity's patterns do not compile, or the transparency log's
// address is not one that would be fetched from.
func New(options Options) (*Verifier, error) {
	if options.Transport == nil {
		options.Transport = newTransport()
	}
	if options.MaxAssetBytes <= 0 {
		options.MaxAssetBytes = 2 << 30
	}
	if options.MaxTotalBytes <= 0 {
		options.MaxTotalBytes = 16 << 30
	}
	if options.StallTimeout <= 0 {
		options.StallTimeout = 30 * time.Second
	}
	if options.AssetTimeout <= 0 {
		options.AssetTimeout = 30 * time.Minute
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	identities, err := compileIdentities(options.Identities)
	if err != nil {
		return nil, err
	}
	if options.TransparencyLog != "" {
		if err := checkAddress(options.TransparencyLog); err != nil {
			return nil, fmt.Errorf("transparency log: %w", err)
		}
	}
	return &Verifier{options: options, identities: identities, client: newClient(options.Transport)}, nil
}

// Asset is a file of a release, as the host lists it.
type Asset struct {
	Name string
	URL  string // where anybody can fetch it
	Size int64  // bytes; 0 when the host does not say
	// Digest is the host's own, "sha256:" and hexadecimal, or "". It tells whether the asset came through
	// whole; it is no checksum of the project's.
	Digest string
}

// Attestations gives the Sigstore bundles (JSON, unpacked) that the host keeps for a digest, which is
// "sha256:" and hexadecimal. None is no error.
type Attestations func(ctx context.Context, digest string) ([][]byte, error)

// Release fetches and judges the assets of one release. The report has one result for each, in their order.
// attestations may be nil. What is wrong with an asset is in the report; an error means that there is none:
// the context ended, or the list itself makes no sense.
func (v *Verifier) Release(ctx context.Context, assets []Asset, attestations Attestations) (Report, error) {
	r, err := newRelease(v, assets)
	if err != nil {
		return Report{}, err
	}
	if err := r.fetch(ctx); err != nil {
		return Report{}, err
	}
	if err := r.judge(ctx, attestations); err != nil {
		return Report{}, err
	}
	return r.report(), nil
}

func newRelease(v *Verifier, assets []Asset) (*release, error) {
	if len(assets) > maxAssets {
		return nil, fmt.Errorf("the release has %d assets: at most %d are verified", len(assets), maxAssets)
	}
	r := &release{verifier: v, byName: map[string]*file{}}
	for _, asset := range assets {
		if asset.Name == "" {
			return nil, errors.New("an asset of the release has no name")
		}
		if r.byName[asset.Name] != nil {
			return nil, fmt.Errorf("two assets of the release are named %q", clip(asset.Name))
		}
		f := &file{Asset: asset}
		r.files = append(r.files, f)
		r.byName[asset.Name] = f
	}
	for _, f := range r.files {
		f.role, f.target = roleOf(f.Name, func(name string) bool { return r.byName[name] != nil })
	}
	for _, f := range r.files {
		if f.role == RoleCertificate && !r.signed(f.target) {
			f.role, f.target = RoleFile, "" // a certificate that belongs to no signature is just a file
		}
	}
	return r, nil
}

package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/tuf"
	sigverify "github.com/sigstore/sigstore-go/pkg/verify"
)

// TrustedRoot says which Sigstore deployments are believed: their certificate authorities, logs and
// timestamping authorities. It may be shared by any number of verifiers.
type TrustedRoot struct {
	fetch func(ctx context.Context) ([]byte, error) // nil when the content never changes
	now   func() time.Time

	mu      sync.Mutex
	trusted []*sigverify.Verifier // one for each deployment
	fetched time.Time
}

const (
	rootRefresh = 24 * time.Hour     // how old a root from TUF may be before a newer one is looked for
	rootExpiry  = 7 * 24 * time.Hour // how old it may be when no newer one can be had
)

// rootFromBytes reads a trusted root; see RootFromFile.
func rootFromBytes(content []byte) (*TrustedRoot, error) {
	trusted, err := parseRoots(content)
	if err != nil {
		return nil, err
	}
	return &TrustedRoot{trusted: trusted}, nil
}

// RootFromFile reads a trusted root from a file, now and never again: Sigstore's trusted_root.json, or several such
// documents one after the other, as "gh attestation trusted-root" prints them. A signature is good if one of them says
// so.
func RootFromFile(path string) (*TrustedRoot, error) {
	content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("trusted root: %w", err)
	}
	r, err := rootFromBytes(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// TUF says where a trusted root is kept up to date. The zero value is Sigstore's public deployment.
type TUF struct {
	Mirror string // address of the repository, "" for Sigstore's own
	Root   []byte // its root.json, the trust anchor; nil for the one Sigstore publishes
	// Now tells the time at which the root is looked for again, each day. Nil: time.Now.
	Now func() time.Time
}

// RootFromTUF fetches the trusted root from a TUF repository when it is first needed, and then once a day. It
// keeps nothing on disk. While the repository cannot be reached the last one is used for a week.
func RootFromTUF(from TUF) (*TrustedRoot, error) {
	if from.Mirror == "" {
		from.Mirror = tuf.DefaultMirror
	}
	if from.Root == nil {
		from.Root = tuf.DefaultRoot()
	}
	if from.Now == nil {
		from.Now = time.Now
	}
	if err := checkAddress(from.Mirror); err != nil {
		return nil, fmt.Errorf("TUF repository: %w", err)
	}
	return &TrustedRoot{now: from.Now, fetch: func(ctx context.Context) ([]byte, error) {
		client, err := tuf.New(&tuf.Options{
			Root: from.Root, RepositoryBaseURL: from.Mirror, DisableLocalCache: true,
			Fetcher: &tufFetcher{ctx: ctx, client: newClient(newTransport())},
		})
		if err != nil {
			return nil, err
		}
		return client.GetTarget("trusted_root.json")
	}}, nil
}

// get gives a verifier for each deployment. Its error is in our own words: it becomes a reason.
func (r *TrustedRoot) get(ctx context.Context) ([]*sigverify.Verifier, error) {
	if r.fetch == nil {
		return r.trusted, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	age := r.now().Sub(r.fetched)
	if r.trusted != nil && age < rootRefresh {
		return r.trusted, nil
	}
	content, err := r.fetch(ctx)
	if err == nil {
		var trusted []*sigverify.Verifier
		if trusted, err = parseRoots(content); err == nil {
			r.trusted, r.fetched = trusted, r.now()
			return trusted, nil
		}
	}
	if r.trusted != nil && age < rootExpiry {
		return r.trusted, nil
	}
	return nil, errors.New("the trusted root could not be fetched from the TUF repository")
}

func parseRoots(content []byte) ([]*sigverify.Verifier, error) {
	var all []*sigverify.Verifier
	decoder := json.NewDecoder(bytes.NewReader(content))
	for {
		var document json.RawMessage
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) && len(all) > 0 {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("trusted root %d is not JSON: %w", len(all)+1, err)
		}
		material, err := root.NewTrustedRootFromJSON(document)
		if err != nil {
			return nil, fmt.Errorf("trusted root %d: %w", len(all)+1, err)
		}
		v, err := newSigstore(material)
		if err != nil {
			return nil, fmt.Errorf("trusted root %d: %w", len(all)+1, err)
		}
		all = append(all, v)
	}
}

// newSigstore demands of a signature every kind of proof that the deployment offers: an entry in its
// transparency log, a time proven by it or by a timestamping authority, and a certificate that was logged.
func newSigstore(material *root.TrustedRoot) (*sigverify.Verifier, error) {
	// What an attestation says beyond its type is read by us, bounded: the library would build a tree of it.
	options := []sigverify.VerifierOption{sigverify.WithoutStatementPredicate()}
	switch {
	case len(material.FulcioCertificateAuthorities()) == 0:
		return nil, errors.New("it names no certificate authority")
	case len(material.RekorLogs()) > 0:
		options = append(options, sigverify.WithTransparencyLog(1), sigverify.WithObserverTimestamps(1))
	case len(material.TimestampingAuthorities()) > 0:
		options = append(options, sigverify.WithSignedTimestamps(1))
	default:
		return nil, errors.New("it names neither a transparency log nor a timestamping authority")
	}
	if len(material.CTLogs()) > 0 {
		options = append(options, sigverify.WithSignedCertificateTimestamps(1))
	}
	return sigverify.NewVerifier(material, options...)
}

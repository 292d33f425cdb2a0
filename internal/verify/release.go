package verify

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	sigverify "github.com/sigstore/sigstore-go/pkg/verify"
)

// release is one release while it is being verified.
type release struct {
	verifier *Verifier
	files    []*file
	byName   map[string]*file
	trusted  []*sigverify.Verifier
	why      string // there is no trusted root
}

// file is one asset while it is being verified.
type file struct {
	Asset
	role       Role
	target     string // name of the asset that it proves, "" for any
	content    content
	problem    problem
	useless    problem // of a proof: its content makes no sense
	checksums  []Checksum
	signatures []Signature
	state      State
	reason     string
}

// fetch gets all assets: the proofs first, as the rest is worth nothing without them.
func (r *release) fetch(ctx context.Context) error {
	budget, kept := r.verifier.options.MaxTotalBytes, int64(maxProofTotal)
	order := slices.Clone(r.files)
	slices.SortStableFunc(order, func(a, b *file) int { return cmp.Compare(rank(a), rank(b)) })
	for _, f := range order {
		proof := f.role != RoleFile
		if proof && kept < min(maxProofBytes, max(f.Size, 1)) {
			f.problem = problem{StateUnknown, "not read: the release has more signatures and checksum files than are read"}
			continue
		}
		var err error
		if f.content, f.problem, err = r.verifier.fetch(ctx, f.Asset, proof, &budget); err != nil {
			return err
		}
		kept -= int64(len(f.content.body))
	}
	return nil
}

func rank(f *file) int {
	if f.role == RoleFile {
		return 1
	}
	return 0
}

// judge holds every asset against every proof. Signatures come before checksums, as a checksum file's own
// signature makes it speak for those it lists.
func (r *release) judge(ctx context.Context, attestations Attestations) error {
	switch root := r.verifier.options.TrustedRoot; root {
	case nil:
		r.why = "no trusted root is configured"
	default:
		var err error
		if r.trusted, err = root.get(ctx); err != nil {
			r.why = err.Error()
		}
	}
	for _, f := range r.files {
		if err := r.judgeSignature(ctx, f); err != nil {
			return err
		}
	}
	for _, f := range r.files {
		if err := r.judgeAttestations(ctx, f, attestations); err != nil {
			return err
		}
	}
	for _, f := range r.files {
		if f.role == RoleChecksums {
			f.state, f.reason = f.sum()
		}
	}
	for _, f := range r.files {
		if f.role == RoleChecksums {
			r.judgeChecksums(f)
		}
	}
	for _, f := range r.files {
		f.state, f.reason = f.sum()
	}
	return ctx.Err()
}

// judgeChecksums holds the assets that a checksum file lists against it.
func (r *release) judgeChecksums(sums *file) {
	entries, why := []entry(nil), sums.problem.reason
	if sums.problem == (problem{}) {
		var err error
		if entries, err = parseChecksums(sums.content.body); err != nil {
			why = err.Error()
			sums.useless = problem{StateUnknown, why}
		}
	}
	for _, f := range r.files {
		if f == sums || sums.target != "" && f.Name != sums.target {
			continue
		}
		if why != "" {
			if f.role == RoleFile {
				f.checksums = append(f.checksums, Checksum{File: sums.Name, Outcome: Unknown, Reason: why})
			}
			continue
		}
		for _, e := range entries {
			if e.name == f.Name || e.name == "" && sums.target == f.Name {
				f.checksums = append(f.checksums, sums.says(e, f))
			}
		}
	}
}

// says gives what one line of a checksum file means for an asset.
func (f *file) says(e entry, about *file) Checksum {
	c := Checksum{File: f.Name, Algorithm: e.algorithm, Signed: f.state == StateVerified}
	switch {
	case about.problem != problem{}:
		c.Outcome, c.Reason = Unknown, "the file itself could not be read"
	case e.compare(about.content) == Failed:
		c.Outcome, c.Reason = Failed, "it says otherwise"
	case f.state == StateFailed:
		c.Outcome, c.Reason = Unknown, "it agrees, but fails itself"
	default:
		c.Outcome = Passed
	}
	return c
}

func (r *release) report() Report {
	report := Report{At: r.verifier.options.Now().UTC()}
	for _, f := range r.files {
		result := Result{
			Name: f.Name, URL: f.URL, Role: f.role, State: f.state, Reason: f.reason,
			Checksums: f.checksums, Signatures: f.signatures, Size: f.content.size,
		}
		if f.content.digests != nil {
			result.Public = true
			result.SHA256 = hex.EncodeToString(f.content.digests["sha256"])
		}
		report.Results = append(report.Results, result)
	}
	return report
}

// quote names an asset in a reason.
func quote(name string) string { return fmt.Sprintf("%q", clip(name)) }

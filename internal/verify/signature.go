package verify

import (
	"context"
	"encoding/hex"
	"slices"
)

// targets are the assets that a proof may be about.
func (r *release) targets(f *file) []*file {
	if f.target != "" {
		return []*file{r.byName[f.target]}
	}
	return slices.DeleteFunc(slices.Clone(r.files), func(other *file) bool {
		return other == f || other.role != RoleFile && other.role != RoleChecksums
	})
}

// judgeSignature holds the assets that a signature or bundle is about against it.
func (r *release) judgeSignature(ctx context.Context, f *file) error {
	switch f.role {
	case RoleBundle:
		r.judgeBundle(f)
	case RoleSignature:
		target := r.byName[f.target]
		s, err := r.judgePair(ctx, f, target)
		if err != nil {
			return err
		}
		s.File = f.Name
		target.signatures = append(target.signatures, s)
	}
	return nil
}

// signed tells whether a signature that stands alone is about an asset.
func (r *release) signed(name string) bool {
	return slices.ContainsFunc(r.files, func(f *file) bool { return f.role == RoleSignature && f.target == name })
}

// judgeBundle reads a bundle file and holds it against its target, or against all that it speaks of.
func (r *release) judgeBundle(f *file) {
	proofs, err := f.bundles()
	used := false
	for _, target := range r.targets(f) {
		var s Signature
		about := slices.DeleteFunc(slices.Clone(proofs), func(p *proof) bool {
			return f.target == "" && !p.about(target.Name, target.content)
		})
		switch {
		case err != nil && f.target == "":
			continue // it would only have made an asset more than it is without it
		case err != nil:
			s = asSignature(KindBundle, err)
		case len(about) == 0:
			continue
		default:
			s = r.best(about, target)
		}
		s.File = f.Name
		target.signatures = append(target.signatures, s)
		used = true
	}
	if !used && err == nil {
		f.useless = problem{StateUnknown, "it is about no asset of this release"}
	}
}

// bundles reads what a bundle file holds.
func (f *file) bundles() ([]*proof, error) {
	if f.problem != (problem{}) {
		return nil, &unreadable{Unknown, f.problem.reason}
	}
	proofs, err := parseBundles(f.content.body)
	if err != nil {
		s := asSignature(KindBundle, err)
		f.useless = problem{StateFailed, s.Reason}
		if s.Outcome == Unknown {
			f.useless.state = StateUnknown
		}
	}
	return proofs, err
}

// best gives what the best of several proofs says about an asset.
func (r *release) best(proofs []*proof, target *file) Signature {
	var best Signature
	for _, p := range proofs {
		var s Signature
		switch {
		case target.problem != problem{}:
			s = Signature{Kind: p.kind, Outcome: Unknown, Reason: "the file itself could not be read"}
		case r.why != "":
			s = Signature{Kind: p.kind, Outcome: Unknown, Reason: r.why}
		default:
			s = r.verifier.check(r.trusted, p, target.content)
		}
		if best.Outcome == "" || weight(s.Outcome) > weight(best.Outcome) {
			best = s
		}
	}
	return best
}

// weight orders outcomes: of several proofs in one file the best counts, and one that fails for being about
// something else does not hide it.
func weight(o Outcome) int {
	return slices.Index([]Outcome{Failed, Unknown, Beside, Passed}, o)
}

// judgePair holds an asset against a signature that stands alone, with the certificate beside it.
func (r *release) judgePair(ctx context.Context, f, target *file) (Signature, error) {
	unknown := func(kind Kind, reason string) (Signature, error) {
		return Signature{Kind: kind, Outcome: Unknown, Reason: reason}, ctx.Err()
	}
	certificate := r.certificateOf(f)
	switch {
	case certificate == nil:
		return unknown(KindOther, "it was made with a key: only signatures with an identity are judged")
	case f.problem != problem{}:
		return unknown(KindCosign, f.problem.reason)
	case certificate.problem != problem{}:
		return unknown(KindCosign, "its certificate: "+certificate.problem.reason)
	case target.problem != problem{}:
		return unknown(KindCosign, "the file itself could not be read")
	}
	proofs, err := r.verifier.pair(ctx, f.content.body, certificate.content.body, target.content)
	if err != nil {
		return asSignature(KindCosign, err), ctx.Err()
	}
	return r.best(proofs, target), ctx.Err()
}

// certificateOf finds the certificate that belongs to a signature: of the same name but for the ending.
func (r *release) certificateOf(f *file) *file {
	for _, s := range suffixes {
		if s.role != RoleSignature || f.Name != f.target+s.text {
			continue
		}
		for _, c := range suffixes {
			if c.role != RoleCertificate || !samePair(s.text, c.text) {
				continue
			}
			if found := r.byName[f.target+c.text]; found != nil && found.role == RoleCertificate {
				return found
			}
		}
	}
	return nil
}

// samePair: "X.sig" goes with "X.pem", "X-keyless.sig" with "X-keyless.pem".
func samePair(signature, certificate string) bool {
	const keyless = "-keyless.sig"
	return signature == ".sig" && certificate[0] == '.' || signature == keyless && certificate[0] == '-'
}

// judgeAttestations asks the host for what it keeps about an asset.
func (r *release) judgeAttestations(ctx context.Context, f *file, attestations Attestations) error {
	if attestations == nil || f.problem != (problem{}) || f.role != RoleFile && f.role != RoleChecksums {
		return nil
	}
	bundles, err := attestations(ctx, "sha256:"+hex.EncodeToString(f.content.digests["sha256"]))
	if err != nil {
		// The caller's words stay out of the report.
		f.signatures = append(f.signatures, Signature{Kind: KindAttestation, Outcome: Unknown, Reason: "the host's attestations could not be read"})
		return ctx.Err()
	}
	for _, document := range bundles[:min(len(bundles), maxBundles)] {
		s := asSignature(KindAttestation, errNoBundle)
		if len(document) <= maxProofBytes {
			if p, err := parseBundle(document); err != nil {
				s = asSignature(KindAttestation, err)
			} else {
				s = r.best([]*proof{p}, f)
			}
		}
		f.signatures = append(f.signatures, s)
	}
	return ctx.Err()
}

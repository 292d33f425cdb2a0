package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	sigverify "github.com/sigstore/sigstore-go/pkg/verify"
)

// proof is a Sigstore bundle that was read, not yet believed.
type proof struct {
	bundle    *bundle.Bundle
	kind      Kind
	algorithm string   // digest that a plain signature is over
	digest    []byte   // as the bundle claims
	subjects  *subject // of an attestation
}

// unreadable is why something is no bundle we can judge; its text becomes a reason.
type unreadable struct {
	outcome Outcome // Failed, or Unknown when it may be good
	reason  string
}

func (u *unreadable) Error() string { return u.reason }

var errNoBundle = &unreadable{Failed, "it is no Sigstore bundle that can be read"}

// parseBundle reads one bundle. It believes nothing of it.
func parseBundle(content []byte) (p *proof, err error) {
	defer failClosed(&err)
	var b bundle.Bundle
	if err := b.UnmarshalJSON(content); err != nil {
		return nil, errNoBundle
	}
	return newProof(&b)
}

// failClosed turns a panic into an error. The bundle comes from outside and is taken apart by several
// libraries: an oversight in one of them must cost that bundle its credit, not the process its life.
func failClosed(err *error) {
	if recover() != nil {
		*err = errNoBundle
	}
}

func newProof(b *bundle.Bundle) (*proof, error) {
	material, err := b.VerificationContent()
	if err != nil {
		return nil, errNoBundle
	}
	if material.Certificate() == nil {
		return nil, &unreadable{Unknown, "it was made with a key: only signatures with an identity are judged"}
	}
	switch b.Content.(type) {
	case *protobundle.Bundle_MessageSignature:
		digest := b.GetMessageSignature().GetMessageDigest()
		algorithm := algorithmOf(digest.GetAlgorithm())
		if algorithm == "" {
			return nil, &unreadable{Unknown, "it is over a digest of a kind that is not computed here"}
		}
		return &proof{bundle: b, kind: KindBundle, algorithm: algorithm, digest: digest.GetDigest()}, nil
	case *protobundle.Bundle_DsseEnvelope:
		subjects, err := parseSubjects(b.GetDsseEnvelope().GetPayload())
		if err != nil {
			return nil, err
		}
		return &proof{bundle: b, kind: KindAttestation, subjects: subjects}, nil
	}
	return nil, errNoBundle
}

// about tells whether a proof claims to be about an asset, by its name or its content.
func (p *proof) about(name string, c content) bool {
	if p.kind == KindAttestation {
		return p.subjects.named(name) || p.subjects.algorithm(c) != ""
	}
	return string(c.digests[p.algorithm]) == string(p.digest)
}

// check verifies a proof against an asset's content and the configured identities. Of several deployments one
// has to vouch for it; if none does, the reason is that of the one that got furthest.
func (v *Verifier) check(trusted []*sigverify.Verifier, p *proof, c content) Signature {
	s := Signature{Kind: p.kind, Outcome: Failed}
	algorithm := p.algorithm
	if p.kind == KindAttestation {
		if algorithm = p.subjects.algorithm(c); algorithm == "" {
			s.Reason = "it is about another file, or another version of this one"
			return s
		}
	}
	policy := sigverify.NewPolicy(sigverify.WithArtifactDigest(algorithm, c.digests[algorithm]),
		// The identity is checked below, so that a stranger's sound signature can be told from an unsound one.
		sigverify.WithoutIdentitiesUnsafe())
	furthest := -1
	for _, deployment := range trusted {
		result, err := verifyEntity(deployment, p.bundle, policy)
		if err == nil {
			v.admit(&s, p, result)
			return s
		}
		if at := stageOf(err); at > furthest {
			furthest, s.Reason = at, stages[at].reason
		}
	}
	return s
}

func verifyEntity(deployment *sigverify.Verifier, entity sigverify.SignedEntity, policy sigverify.PolicyBuilder) (result *sigverify.VerificationResult, err error) {
	defer failClosed(&err)
	return deployment.Verify(entity, policy)
}

// admit decides about a sound signature: who made it, whether they may, and what it says.
func (v *Verifier) admit(s *Signature, p *proof, result *sigverify.VerificationResult) {
	certificate := result.Signature.Certificate
	s.Identity, s.Issuer = clip(certificate.SubjectAlternativeName), clip(certificate.Issuer)
	s.Source = Source{
		Repository: clip(certificate.SourceRepositoryURI), Ref: clip(certificate.SourceRepositoryRef),
		Commit: clip(certificate.SourceRepositoryDigest), Run: clip(certificate.RunInvocationURI),
	}
	for _, proven := range result.VerifiedTimestamps {
		if at := proven.Timestamp.UTC(); s.At.IsZero() || at.Before(s.At) {
			s.At = at
		}
	}
	if p.kind == KindAttestation {
		s.Statement = parseStatement(p.bundle.GetDsseEnvelope().GetPayload())
	}
	switch {
	case len(v.identities) == 0:
		s.Outcome, s.Reason = Unknown, fmt.Sprintf("signed by %s, but the process does not say who may sign", s.Identity)
	case !v.permitted(certificate.SubjectAlternativeName, certificate.Issuer):
		s.Reason = fmt.Sprintf("signed by %s, vouched for by %s, who may not sign for this project", s.Identity, s.Issuer)
	case s.Statement != nil && !s.Statement.origin():
		s.Outcome, s.Reason = Beside, "it says something else than where the file comes from"
	default:
		s.Outcome = Passed
	}
}

// stages are the library's steps in their order, by how their errors begin, and what each means.
var stages = []struct{ prefix, reason string }{
	{"", "the signature is not valid"},
	{"failed to verify log inclusion", "no trusted transparency log has the signature"},
	{"failed to verify log inclusion: integrated time outside certificate validity", "its certificate was not valid, or not any more, when it was made"},
	{"failed to verify timestamps", "nothing trusted proves when it was made"},
	{"failed to verify leaf certificate", "its certificate was not issued by a trusted authority for the time it was made"},
	{"failed to verify signed certificate timestamp", "its certificate is in no trusted certificate log"},
	{"failed to verify signature", "it is not a signature of this file"},
}

// stageOf tells at which of the stages a verification ended. Where the library words its errors in another
// way it is the first, whose reason is always true.
func stageOf(err error) int {
	for i, stage := range slices.Backward(stages) {
		if strings.HasPrefix(err.Error(), stage.prefix) {
			return i
		}
	}
	return 0
}

// parseBundles reads a file of bundles: one document, or one on each line.
func parseBundles(raw []byte) ([]*proof, error) {
	var proofs []*proof
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	for decoder.More() {
		var document json.RawMessage
		if err := decoder.Decode(&document); err != nil {
			return nil, errNoBundle
		}
		if len(proofs) == maxBundles {
			return nil, &unreadable{Unknown, "it holds too many bundles"}
		}
		p, err := parseAny(document)
		if err != nil {
			return nil, err
		}
		proofs = append(proofs, p)
	}
	if len(proofs) == 0 {
		return nil, errNoBundle
	}
	return proofs, nil
}

// maxBundles bounds how many bundles there may be in one file, or from the host for one digest.
const maxBundles = 100

// parseAny reads a Sigstore bundle, or what cosign called one before.
func parseAny(document []byte) (*proof, error) {
	var form struct {
		Signature   *string `json:"base64Signature"`
		PayloadType *string `json:"payloadType"`
	}
	if err := json.Unmarshal(document, &form); err != nil {
		return nil, errNoBundle
	}
	switch {
	case form.Signature != nil:
		return parseCosignBundle(document)
	case form.PayloadType != nil:
		return nil, &unreadable{Unknown, "it is a bare attestation, with nothing that proves when it was made"}
	}
	return parseBundle(document)
}

// asSignature is what a proof that could not be read says about an asset.
func asSignature(kind Kind, err error) Signature {
	if why, ok := errors.AsType[*unreadable](err); ok {
		return Signature{Kind: kind, Outcome: why.outcome, Reason: why.reason}
	}
	return Signature{Kind: kind, Outcome: Failed, Reason: errNoBundle.reason}
}

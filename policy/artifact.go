package policy

import "slices"

// Artifact is one file of a release, as verified. Its names are outside text, and public.
type Artifact struct {
	Name, URL string
	State     ArtifactState
	Reason    ArtifactReason
	// By is who signed the file, or the file that speaks for or against it; "" when there is none.
	By string
	// Provenance is what a sound attestation by a permitted signer says about its build; nil without one.
	Provenance *Provenance
}

// Provenance says how a file was built. Fields may be "".
type Provenance struct {
	Type       string // of the statement, such as https://slsa.dev/provenance/v1
	Builder    string
	Repository string // where the source came from
	Commit     string
}

// ArtifactState sums up what is known about a file.
type ArtifactState string

// The states.
const (
	ArtifactVerified     ArtifactState = "verified"      // a permitted identity signed it, or a checksum file that lists it
	ArtifactChecksumOnly ArtifactState = "checksum-only" // it is what an unsigned checksum file says
	ArtifactUnsigned     ArtifactState = "unsigned"      // everybody can fetch it, and nothing proves it
	ArtifactFailed       ArtifactState = "failed"        // something says otherwise
	ArtifactUnavailable  ArtifactState = "unavailable"   // not everybody can fetch it
	ArtifactUnknown      ArtifactState = "unknown"       // it, or what proves it, could not be read or judged
	ArtifactProof        ArtifactState = "proof"         // it proves others and needs no proof
)

// ArtifactReason says why a file is in its state, where that can have several reasons.
type ArtifactReason string

// The reasons.
const (
	ArtifactIncomplete  ArtifactReason = "incomplete"   // failed: it is not as long, or not what, the host's list says
	ArtifactMalformed   ArtifactReason = "malformed"    // failed: it is no such proof as its name promises
	ArtifactMismatch    ArtifactReason = "checksum"     // failed: the checksum file By says otherwise
	ArtifactForged      ArtifactReason = "signature"    // failed: the signature in By does not hold
	ArtifactWrongSigner ArtifactReason = "signer"       // failed: By signed it, who may not
	ArtifactSignedSums  ArtifactReason = "checksum-for" // verified: the signed checksum file By lists it
	ArtifactUnread      ArtifactReason = "unread"       // unknown: it could not be read whole
	ArtifactUnjudged    ArtifactReason = "unjudged"     // unknown: it was read, but what proves it could not be judged
)

// artifactsShown is how many files the evidence lists.
const artifactsShown = 20

// meets tells whether a file comes up to a need. What is not known never does, and neither does anything under a need
// that nobody knows.
func (a Artifact) meets(need ArtifactNeed) bool {
	switch a.State {
	case ArtifactVerified, ArtifactProof:
		return true
	case ArtifactChecksumOnly:
		return need == ArtifactNeedChecksum || need == ArtifactNeedNone
	case ArtifactUnsigned:
		return need == ArtifactNeedNone
	}
	return false
}

// unjudged tells whether nothing but a proof nobody can judge stands between a file and its verdict.
func (a Artifact) unjudged() bool { return a.State == ArtifactUnknown && a.Reason == ArtifactUnjudged }

// The weights order files by how much somebody has to know about them.
const (
	weightFailed = iota
	weightLacking
	weightUnknown
	weightGood
	weightProof
)

func artifactWeight(a Artifact, need ArtifactNeed) int {
	switch {
	case a.State == ArtifactFailed:
		return weightFailed
	case a.State == ArtifactUnsigned && !a.meets(need), a.State == ArtifactChecksumOnly && !a.meets(need),
		a.State == ArtifactUnavailable:
		return weightLacking
	case !a.meets(need):
		return weightUnknown
	case a.State == ArtifactProof:
		return weightProof
	}
	return weightGood
}

// artifactEvidence counts the files, then lists them, those that need somebody first.
func artifactEvidence(all []Artifact, need ArtifactNeed) []Evidence {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Artifact) int { return artifactWeight(a, need) - artifactWeight(b, need) })
	evidence := []Evidence{{Text: artifactCount(all)}}
	for _, a := range sorted[:min(len(sorted), artifactsShown)] {
		evidence = append(evidence, Evidence{Text: artifactWord(a), URL: a.URL})
	}
	if more := len(sorted) - artifactsShown; more > 0 {
		evidence = append(evidence, Evidence{Text: moreArtifacts(more)})
	}
	return evidence
}

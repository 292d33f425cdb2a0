package policy

import (
	"fmt"
	"strings"
)

// The words about the files of a release.

const noArtifactsNeeded = "the release has no files, and needs none"

func moreArtifacts(n int) string { return fmt.Sprintf("and %d more files", n) }

// artifactCount says how many files there are in each state.
func artifactCount(all []Artifact) string {
	kinds := []struct {
		state ArtifactState
		word  string
	}{
		{ArtifactFailed, "failed"}, {ArtifactUnavailable, "not available"}, {ArtifactUnknown, "unknown"},
		{ArtifactUnsigned, "without proof"}, {ArtifactChecksumOnly, "with a checksum only"}, {ArtifactVerified, "signed"},
		{ArtifactProof, "proving others"},
	}
	counts := map[ArtifactState]int{}
	for _, a := range all {
		counts[a.State]++
	}
	var parts []string
	for _, kind := range kinds {
		if n := counts[kind.state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind.word))
		}
	}
	return counted(len(all), "file", "files") + ": " + strings.Join(parts, ", ")
}

// artifactWord says what is known about one file.
func artifactWord(a Artifact) string {
	word := a.Name + " " + artifactVerdict(a)
	if p := a.Provenance; p != nil {
		word += provenanceWord(*p)
	}
	return word
}

func artifactVerdict(a Artifact) string {
	by := a.By
	if by == "" {
		by = "its attestation"
	}
	switch a.State {
	case ArtifactVerified:
		if a.Reason == ArtifactSignedSums {
			return "is what " + by + " says, which is signed"
		}
		return "is signed by " + by
	case ArtifactChecksumOnly:
		return "is what " + by + " says, which nobody signed"
	case ArtifactUnsigned:
		return "is available, and nothing proves it"
	case ArtifactUnavailable:
		return "is not available to everybody"
	case ArtifactProof:
		return "proves others"
	case ArtifactFailed:
		return artifactFailure(a.Reason, by)
	}
	if a.Reason == ArtifactUnjudged {
		return "is available, but " + by + " could not be judged"
	}
	return "could not be read"
}

func artifactFailure(reason ArtifactReason, by string) string {
	switch reason {
	case ArtifactMalformed:
		return "is no such proof as its name promises"
	case ArtifactMismatch:
		return "is not what " + by + " says"
	case ArtifactForged:
		return "has a signature that does not hold: " + by
	case ArtifactWrongSigner:
		return "is signed by " + by + ", who may not"
	}
	return "did not come as the release's own list says"
}

func provenanceWord(p Provenance) string {
	word := "; provenance " + p.Type
	if p.Repository != "" {
		word += " from " + strings.TrimSpace(p.Repository+" "+p.Commit)
	}
	if p.Builder != "" {
		word += ", built by " + p.Builder
	}
	return word
}

func smokeWord(command string) string { return "left to people: see that it works, with " + command }

// Next steps.
const (
	nextArtifactsLater    = "Release the fixed version first."
	nextReadArtifacts     = "Check that the release's artifacts are available, signed and work."
	nextBuildArtifacts    = "Build, sign and upload the release's artifacts."
	nextArtifactsBad      = "Replace the artifacts that fail verification, and find out why they do."
	nextArtifactsUnsigned = "Make every artifact available to everybody, with a signature by an identity of artifacts.identities."
	nextArtifactsUnsummed = "Make every artifact available to everybody, with a checksum or signature."
	nextArtifactsHidden   = "Make every artifact available to everybody."
	nextArtifactsSigners  = "Name in artifacts.identities of the process file who may sign, or check the signatures by hand."
)

// nextArtifacts is the step towards a need.
func nextArtifacts(need ArtifactNeed) string {
	switch need {
	case ArtifactNeedNone:
		return nextArtifactsHidden
	case ArtifactNeedChecksum:
		return nextArtifactsUnsummed
	}
	return nextArtifactsUnsigned
}

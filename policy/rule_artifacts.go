package policy

import "slices"

// findArtifacts: everything the release consists of can be fetched by anybody and is what was signed. A release that
// came at the wrong time is out all the same.
func findArtifacts(v *view) finding {
	if state := findRelease(v).state; state != StateDone && state != StateViolated {
		return pending(nextArtifactsLater, "")
	}
	if !v.c.Artifacts.Known {
		return unknown(nextReadArtifacts, "", Evidence{Text: unreadArtifacts(v.c.Artifacts.Why)})
	}
	rules, artifacts := v.process.Artifacts, v.c.Artifacts.Value
	if len(artifacts) == 0 && rules.Require != ArtifactNeedNone {
		return pending(nextBuildArtifacts, "")
	}
	if len(artifacts) == 0 {
		return done(Evidence{Text: noArtifactsNeeded})
	}
	evidence := artifactEvidence(artifacts, rules.Require)
	has := func(weight int) bool {
		return slices.ContainsFunc(artifacts, func(a Artifact) bool { return artifactWeight(a, rules.Require) == weight })
	}
	switch {
	case has(weightFailed):
		return violated(nextArtifactsBad, "", evidence...)
	case has(weightLacking):
		return pending(nextArtifacts(rules.Require), "", evidence...)
	case has(weightUnknown) && len(rules.Identities) == 0 && slices.ContainsFunc(artifacts, Artifact.unjudged):
		return unknown(nextArtifactsSigners, "", evidence...)
	case has(weightUnknown):
		return unknown(nextReadArtifacts, "", evidence...)
	}
	if rules.Smoke != "" { // nobody but a person can do that, so it stands before the files, of which there may be many
		evidence = slices.Insert(evidence, 1, Evidence{Text: smokeWord(rules.Smoke)})
	}
	return done(evidence...)
}

package policy

// findArtifacts: everything the release consists of can be fetched by anybody and is what was signed.
func findArtifacts(v *view) finding {
	if findRelease(v).state != StateDone {
		return pending(nextArtifactsLater, "")
	}
	if !v.c.Artifacts.Known {
		return unknown(nextReadArtifacts, "", Evidence{Text: unreadArtifacts(v.c.Artifacts.Why)})
	}
	artifacts := v.c.Artifacts.Value
	if len(artifacts) == 0 {
		return pending(nextBuildArtifacts, "")
	}
	var evidence, bad []Evidence
	waiting := false
	for _, artifact := range artifacts {
		fact := Evidence{Text: artifactWord(artifact), URL: artifact.URL}
		switch {
		case artifact.Digest == CheckFailed || artifact.Signature == CheckFailed:
			bad = append(bad, fact)
		case !artifact.Public || artifact.Signature != CheckPassed && artifact.Digest != CheckPassed:
			waiting = true
		}
		evidence = append(evidence, fact)
	}
	switch {
	case len(bad) > 0:
		return violated(nextArtifactsBad, "", bad...)
	case waiting:
		return pending(nextArtifactsUnsigned, "", evidence...)
	}
	return done(evidence...)
}

package policy

// findCVSS: every recorded vector is valid and agrees with the score and severity GitHub shows, or the SRC ruled.
func findCVSS(v *view) finding {
	advisory := &v.c.Advisory
	var evidence []Evidence
	var ratings []Rating
	for _, recorded := range advisory.CVSS {
		rating, err := RateCVSS(recorded.Vector)
		if err != nil {
			return violated(nextCVSSWrong, usageCVSS, v.onPage(vectorIsWrong(err)))
		}
		// A score of 0 is also what GitHub shows before it has computed one.
		if recorded.Score != 0 && !rating.sameBand(recorded.Score) {
			return violated(nextCVSSWrong, usageCVSS, v.onPage(scoresDiffer(rating, recorded.Score)))
		}
		ratings = append(ratings, rating)
		evidence = append(evidence, v.onPage(vectorIs(rating, recorded.Score)))
	}
	if v.ledger.Severity.Made() {
		return v.findRuling(evidence)
	}
	if len(ratings) == 0 {
		return pending(nextCVSS, usageCVSS)
	}
	if severity := advisory.Severity; severity != "" && !anySays(ratings, severity) {
		return violated(nextCVSSWrong, usageCVSS, v.onPage(severityDiffers(ratings[0], severity)))
	}
	return done(append(evidence, v.bandEvidence()...)...)
}

// findRuling: the SRC has the last word on severity; the advisory has to say the same.
func (v *view) findRuling(evidence []Evidence) finding {
	ruling := v.ledger.Severity
	evidence = append([]Evidence{v.said(wordRuled, ruling)}, evidence...)
	level, known := ruling.Args[ArgLevel]
	if !known {
		return unknown(nextRulingGone, usageSeverity, append(evidence, Evidence{Text: rulingUnread})...)
	}
	if v.c.Advisory.Severity != level {
		return pending(nextRuling, "", evidence...)
	}
	return done(append(append(evidence, v.onPage(severityIs(level))), v.bandEvidence()...)...)
}

func anySays(ratings []Rating, severity string) bool {
	for _, rating := range ratings {
		if rating.says(severity) || severity == "low" && rating.says("none") {
			return true
		}
	}
	return false
}

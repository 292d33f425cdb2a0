package policy

// findTriage: the verdict of /triage.
func findTriage(v *view) finding {
	triage := v.ledger.Triage
	if !triage.Decision.Made() {
		return pending(nextTriage, usageTriage)
	}
	return done(v.said(triageWord(triage.Verdict), triage.Decision))
}

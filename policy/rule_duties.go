package policy

// findDuties: all four duties are assigned.
func findDuties(v *view) finding {
	var evidence []Evidence
	var open []Duty
	for _, duty := range Duties() {
		if assignment, ok := v.ledger.Duties[duty]; ok {
			evidence = append(evidence, v.said(dutyWord(duty, assignment.Login), assignment.Decision))
		} else {
			open = append(open, duty)
		}
	}
	if len(open) > 0 {
		return pending(nextDuties(open), usageAssign(open[0]), evidence...)
	}
	return done(evidence...)
}

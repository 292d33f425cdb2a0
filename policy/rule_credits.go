package policy

// findCredits: the reporter is credited or does not wish to be.
func findCredits(v *view) finding {
	reporter := v.ledger.Reporter.Login
	if reporter == "" && v.c.Advisory.PrivateReport {
		reporter = v.c.Advisory.Author
	}
	var evidence []Evidence
	for _, credit := range v.c.Advisory.Credits {
		if reporter != "" && !sameLogin(credit.Login, reporter) {
			continue
		}
		evidence = append(evidence, v.onPage(creditWord(credit)))
		if credit.State == "pending" {
			return pending(nextCreditPending, "", evidence...)
		}
	}
	switch {
	case len(evidence) > 0:
		return done(evidence...)
	case reporter == "":
		return pending(nextReporter, usageReporter)
	}
	return pending(nextCredit(reporter), "")
}

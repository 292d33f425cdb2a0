package policy

// findCredits: the reporter is credited or does not wish to be.
func findCredits(v *view) finding {
	reporter := ReporterLogin(*v.c, v.ledger)
	wish, said := v.creditWish(reporter)
	if said && !wish.Stands(v.c.Advisory.Credits) {
		return pending(nextCreditWished, "", v.said(creditWished(wish), wish.Decision))
	}
	if said && wish.Type == CreditNone {
		return done(v.said(creditWished(wish), wish.Decision))
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
	return pending(nextCredit(reporter), usageCredit(reporter))
}

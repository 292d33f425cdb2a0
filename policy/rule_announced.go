package policy

// findAnnounced: the announcement was mailed.
func findAnnounced(v *view) finding {
	var evidence []Evidence
	mailed := false
	for _, sent := range v.c.Sent {
		if sent.Kind == SentAnnouncement {
			mailed = mailed || sent.Mail
			evidence = append(evidence, Evidence{Text: announcedOn(sent), URL: sent.URL})
		}
	}
	if mailed {
		return done(evidence...)
	}
	announcement := v.ledger.Announcement
	for _, send := range announcement.Sends {
		evidence = append(evidence, v.said(wordSend, send))
	}
	switch {
	case announcement.Armed():
		return pending(nextArmed, usageHold, evidence...)
	case len(announcement.Sends) == 1:
		return pending(nextSecondSend, usageSend, evidence...)
	case announcement.Held.Made():
		evidence = append(evidence, v.said(wordHeld, announcement.Held))
	}
	return pending(nextSend, usageSend, evidence...)
}

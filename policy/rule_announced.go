package policy

// findAnnounced: the announcement was mailed, or posted where the process names nobody to mail it to.
func findAnnounced(v *view) finding {
	var evidence []Evidence
	announced := false
	for _, sent := range v.c.Sent {
		if sent.Kind == SentAnnouncement {
			announced = announced || sent.Mail || len(v.process.Announcement.Mail.To) == 0
			evidence = append(evidence, Evidence{Text: announcedOn(sent), URL: sent.URL})
		}
	}
	told := len(evidence)
	for _, sent := range v.c.Unsure {
		if sent.Kind == SentAnnouncement {
			evidence = append(evidence, Evidence{Text: announcedPerhaps(sent)})
		}
	}
	unsure := len(evidence) > told
	refused := false // since it was last asked for
	for _, sent := range v.c.Refused {
		if sent.Kind == SentAnnouncement {
			evidence = append(evidence, Evidence{Text: notTaken(sent)})
			refused = refused || !sent.At.Before(v.ledger.Announcement.Ordered())
		}
	}
	switch {
	case announced:
		return done(evidence...)
	case unsure:
		return pending(nextUnsure, usageWaive(ItemAnnounced), evidence...)
	case refused && v.ledger.Announcement.Armed():
		return pending(nextRefused, usageHold, evidence...)
	}
	if !v.process.Announcement.MayAnnounceTo() {
		return pending(nextDraftChannels, "", evidence...)
	}
	return v.orderAnnouncement(evidence)
}

// orderAnnouncement says what is missing for the announcement to be sent.
func (v *view) orderAnnouncement(evidence []Evidence) finding {
	announcement := v.ledger.Announcement
	for _, send := range announcement.Sends {
		evidence = append(evidence, v.said(wordSend, send))
	}
	switch gaps := v.announcementGaps(); {
	case announcement.Armed() && v.published() && len(gaps) > 0:
		return pending(nextGaps(gaps), "", evidence...)
	case announcement.Armed():
		return pending(nextArmed, usageHold, evidence...)
	case len(announcement.Sends) == 1:
		return pending(nextSecondSend, usageSend, evidence...)
	case announcement.Held.Made():
		evidence = append(evidence, v.said(wordHeld, announcement.Held))
	}
	return pending(nextSend, usageSend, evidence...)
}

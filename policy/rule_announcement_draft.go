package policy

// findAnnouncementDraft: once a fix exists, the draft has been previewed, and it is settled where it goes and who
// sends it.
func findAnnouncementDraft(v *view) finding {
	disclosure, assigned := v.ledger.Duties[DutyDisclosure]
	preview := v.ledger.Announcement.Preview
	var evidence []Evidence
	if preview.Made() {
		evidence = append(evidence, v.said(wordPreviewed, preview))
	}
	if assigned {
		evidence = append(evidence, v.said(dutyWord(DutyDisclosure, disclosure.Login), disclosure.Decision))
	}
	routes := v.process.Announcement
	switch {
	case !v.ledger.FixReady.Decision.Made():
		return pending(nextDraftLater, "", evidence...)
	case !routes.MayAnnounceTo():
		return pending(nextDraftChannels, "", evidence...)
	case !assigned:
		return pending(nextDraftSender, usageAssign(DutyDisclosure), evidence...)
	case !preview.Made():
		return pending(nextDraft, usagePreview, evidence...)
	}
	return done(append(evidence, Evidence{Text: channelsAre(len(routes.Mail.To), len(routes.Chat))})...)
}

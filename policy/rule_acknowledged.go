package policy

// findAcknowledged: /ack, or any comment by an SRC or fix-team member in the thread.
func findAcknowledged(v *view) finding {
	if len(v.ledger.Acknowledged) > 0 {
		return done(v.said(wordAcknowledged, v.ledger.Acknowledged[0]))
	}
	people := false
	for i := range v.c.Comments {
		comment := &v.c.Comments[i]
		if comment.App || comment.Author == "" {
			continue
		}
		if v.src(comment.Author) || v.fixTeam(comment.Author) {
			return done(Evidence{Text: saidBy(wordCommented, comment.Author, comment.CreatedAt), URL: comment.URL})
		}
		people = people || !v.reporter(&v.ledger, comment.Author)
	}
	// Somebody other than the reporter spoke, but it cannot be told whether for the SRC or the fix team.
	if unread := v.unreadPeople(); people && len(unread) > 0 {
		return unknown(nextAcknowledge, usageAck, unread...)
	}
	return pending(nextAcknowledge, usageAck)
}

package policy

import "time"

// findRetrospective: it was sent, within its days after the release.
func findRetrospective(v *view) finding {
	var evidence []Evidence
	for _, sent := range v.c.Sent {
		if sent.Kind == SentRetrospective {
			evidence = append(evidence, Evidence{Text: retrospectiveOn(sent), URL: sent.URL})
		}
	}
	told := len(evidence) > 0
	for _, sent := range v.c.Sent {
		if sent.Kind == SentRetrospectiveDraft && !told {
			evidence = append(evidence, Evidence{Text: draftOn(sent)})
		}
	}
	for _, text := range v.missed(SentRetrospective) {
		evidence = append(evidence, Evidence{Text: text})
	}
	if told {
		return done(evidence...)
	}
	if send := v.ledger.RetroSend(); send.Made() {
		evidence = append(evidence, v.said(wordRetro, send))
	}
	released := v.releasedAt()
	if released.IsZero() {
		return pending(nextRetroAfterRelease, "", evidence...)
	}
	window := v.process.Deadlines.Retrospective
	opens := window.After.After(released)
	found := pending(nextRetro, usageRetroSend, evidence...)
	if v.now.Before(opens) {
		found = pending(nextRetroLater(opens), "", evidence...)
		found.wake = opens
	}
	found.from = released
	if !window.Within.IsZero() {
		found.due = window.Within.After(released)
	}
	return found
}

// missed says which recipients of something have not got it, or may not have.
func (v *view) missed(kind SentKind) (texts []string) {
	for _, sent := range v.c.Unsure {
		if sent.Kind == kind {
			texts = append(texts, perhapsTold(sent))
		}
	}
	for _, sent := range v.c.Refused {
		if sent.Kind == kind {
			texts = append(texts, notTaken(sent))
		}
	}
	return texts
}

// releasedAt is when the fix and its advisory were both out; zero before that. A release made long before the
// advisory, or one that is not linked to it, leaves the advisory's own time.
func (v *view) releasedAt() time.Time {
	if !v.published() {
		return time.Time{}
	}
	released := v.c.Advisory.PublishedAt.UTC()
	for _, version := range v.patchedVersions() {
		if release, found := v.releaseOf(version); found && release.PublishedAt.After(released) {
			released = release.PublishedAt.UTC()
		}
	}
	return released
}

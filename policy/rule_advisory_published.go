package policy

// findAdvisoryPublished: GitHub says so.
func findAdvisoryPublished(v *view) finding {
	if v.published() {
		return done(v.onPage(publishedAt(v.c.Advisory.PublishedAt)))
	}
	switch {
	case !v.bySlot():
	case !v.slot.Agreed:
		return pending(nextPublishUnagreed, "")
	case v.now.Before(v.slot.Start):
		found := pending(nextPublishLater(v.slot.Start), "")
		found.wake = v.slot.Start
		return found
	}
	return pending(nextPublish, usagePublish)
}

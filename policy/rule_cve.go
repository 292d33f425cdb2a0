package policy

import "time"

const day = 24 * time.Hour

// findCVE: a CVE id is assigned. One requested and waited for is pending, and by the process's choice blocks nothing.
func findCVE(v *view) finding {
	if id := v.c.Advisory.CVE; id != "" {
		return done(v.onPage(cveIs(id)))
	}
	request := v.ledger.CVERequest
	if v.cveMayFollow() {
		return v.cveAfterRelease(request)
	}
	if !request.Made() {
		found := pending(nextRequestCVE, usageRequestCVE)
		if v.process.CVE.BeforeRelease == CVENone {
			found.need = NeedAdvice
		}
		return found
	}
	found := v.waitForCVE(request)
	if v.timeline.Still {
		return found
	}
	if v.process.CVE.mayWait() {
		found.need, found.undue = NeedAdvice, true
	}
	return found
}

// mayWait tells whether a CVE that was asked for holds up no release.
func (r CVERules) mayWait() bool {
	return r.BeforeRelease == CVERequested || r.BeforeRelease == CVENone
}

// waitForCVE says for how many whole days a CVE has been waited for, so that the text changes once a day.
func (v *view) waitForCVE(request Decision) finding {
	if v.timeline.Still {
		return pending(nextWaitForCVE, "", v.said(wordRequested, request))
	}
	days := max(int(v.now.Sub(request.WrittenAt)/day), 0)
	found := pending(nextWaitForCVE, "", v.said(wordRequested, request), Evidence{Text: waitingFor(days)})
	found.wake = request.WrittenAt.Add(time.Duration(days+1) * day)
	return found
}

// cveMayFollow tells whether the CVE belongs to what comes after the release: by the process's choice, or because the
// advisory is out without it.
func (v *view) cveMayFollow() bool {
	return !v.process.CVE.AfterRelease.IsZero() && (v.published() || v.process.CVE.BeforeRelease == CVENone)
}

// cveAfterRelease judges a missing CVE that the process gives a time after the publication.
func (v *view) cveAfterRelease(request Decision) finding {
	found := pending(nextRequestCVEAfter, "")
	if request.Made() {
		found = v.waitForCVE(request)
	}
	found.need, found.undue = NeedAfter, true
	if published := v.c.Advisory.PublishedAt; v.published() && !published.IsZero() {
		found.from, found.due = published, v.process.CVE.AfterRelease.After(published)
	}
	return found
}

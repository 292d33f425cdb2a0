package policy

import "time"

const day = 24 * time.Hour

// findCVE: a CVE id is assigned. One requested and waited for is pending, and by the process's choice blocks nothing.
func findCVE(v *view) finding {
	if id := v.c.Advisory.CVE; id != "" {
		return done(v.onPage(cveIs(id)))
	}
	request := v.ledger.CVERequest
	if !request.Made() {
		found := pending(nextRequestCVE, usageRequestCVE)
		if v.process.CVE.BeforeRelease == "none" {
			found.need = NeedAdvice
		}
		return found
	}
	if v.timeline.Still {
		return pending(nextWaitForCVE, "", v.said(wordRequested, request))
	}
	waited := v.now.Sub(request.WrittenAt)
	days := max(int(waited/day), 0)
	found := pending(nextWaitForCVE, "", v.said(wordRequested, request), Evidence{Text: waitingFor(days)})
	found.wake = request.WrittenAt.Add(time.Duration(days+1) * day)
	if v.process.CVE.BeforeRelease == "requested" || v.process.CVE.BeforeRelease == "none" {
		found.need, found.undue = NeedAdvice, true
	}
	return found
}

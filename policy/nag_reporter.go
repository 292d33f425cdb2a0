package policy

import "time"

// dateSoon is how near a release slot is when news of it cannot wait.
const dateSoon = 48 * time.Hour

// heardReporter is the reporter who came through a private channel and reads the thread; "" when there is none, or
// when they belong to the SRC or the fix team and know it all.
func (v *view) heardReporter() string {
	login := ReporterLogin(*v.c, v.ledger)
	private := v.privateReporter(&v.ledger, login)
	reads := v.collaborator(login) || v.c.Advisory.PrivateReport && sameLogin(v.c.Advisory.Author, login)
	if !private || !reads || v.src(login) || v.owner(login) {
		return ""
	}
	return login
}

// toReporter is what the reporter has not been told: that the report is accepted, that the fix is ready, on which day
// it is released, and that it is about to be published. Then GitHub closes the thread.
func (v *view) toReporter(items []Item, wake *alarm) []Telling {
	if v.heardReporter() == "" {
		return nil
	}
	var due []Telling
	for _, t := range []Telling{{What: tellAccepted}, {What: tellFixReady}, {What: tellPublishing, urgent: true}} {
		if v.soWithReporter(t, items) && !v.told(t) {
			due = append(due, t)
		}
	}
	if t, ok := v.newsOfDate(); ok {
		if due = append(due, t); !t.urgent {
			wake.set(t.About.Add(-dateSoon))
		}
	}
	return due
}

// soWithReporter tells whether what the reporter is told is so.
func (v *view) soWithReporter(t Telling, items []Item) bool {
	switch t.What {
	case tellAccepted:
		return v.ledger.Triage.Verdict == TriageAccepted || v.ledger.Triage.Verdict == TriageUpstream
	case tellFixReady:
		return stateOf(items, ItemFixReady) == StateDone
	case tellAgreed:
		return v.slot.Agreed && second(v.slot.Start).Equal(t.About)
	case tellReopened:
		return !v.slot.Agreed
	case tellPublishing:
		return v.publishing(items)
	}
	return false
}

// publishing tells whether the advisory is about to be published: on the word of two, or since its slot has begun and
// nothing is missing.
func (v *view) publishing(items []Item) bool {
	if _, _, ok := v.ledger.PublishPair(); ok {
		return true
	}
	began := v.slot.Agreed && !v.now.Before(v.slot.Start) && v.now.Before(v.slot.End)
	return began && len(Report{Items: items}.Missing()) == 0
}

func stateOf(items []Item, id ItemID) State { return Report{Items: items}.Item(id).State }

// newsOfDate is what the reporter does not know of the release day: each word about it has its number, so that a day
// that is given up and agreed on again is told again.
func (v *view) newsOfDate() (Telling, bool) {
	var last Telling
	next := 0
	for _, told := range v.c.Told {
		if (told.What == tellAgreed || told.What == tellReopened) && told.Step >= next {
			last, next = told, told.Step+1
		}
	}
	start := second(v.slot.Start)
	switch {
	case v.slot.Agreed && v.now.Before(v.slot.End):
		t := Telling{What: tellAgreed, Step: next, About: start, urgent: start.Sub(v.now) <= dateSoon}
		return t, last.What != tellAgreed || !last.About.Equal(start)
	case !v.slot.Agreed && last.What == tellAgreed && v.now.Before(last.About):
		return Telling{What: tellReopened, Step: next, About: last.About, urgent: last.About.Sub(v.now) <= dateSoon}, true
	}
	return Telling{}, false
}

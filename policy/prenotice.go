package policy

import (
	"slices"
	"strings"
	"time"
)

// prenoticeWarning is how long before distributors are to be told somebody is reminded that two words are missing.
const prenoticeWarning = 24 * time.Hour

// Prenotice is what was decided about the notice to distributors of the slot on the table. A new proposal voids it.
type Prenotice struct {
	Sends []Decision // the /prenotice send that stand, one per SRC member; none after a /prenotice hold
	Held  Decision   // the last /prenotice hold
}

// Armed tells whether two different SRC members want distributors told.
func (p Prenotice) Armed() bool { return len(p.Sends) >= 2 }

// Ordered is when the last of the words came that want them told; zero until it is armed.
func (p Prenotice) Ordered() time.Time { return orderedAt(p.Armed(), p.Sends) }

// To lists the addresses that every word names: whoever was added to the process file since was not agreed upon.
func (p Prenotice) To() []string {
	if len(p.Sends) == 0 {
		return nil
	}
	to := strings.Fields(p.Sends[0].Args[ArgTo])
	for _, send := range p.Sends[1:] {
		named := strings.Fields(send.Args[ArgTo])
		to = slices.DeleteFunc(to, func(address string) bool { return !slices.Contains(named, address) })
	}
	return to
}

// since drops the words that were given before the record began anew: whether the notice went out on them is not known,
// and nobody is told twice.
func (p Prenotice) since(begun time.Time) Prenotice {
	p.Sends = slices.DeleteFunc(slices.Clone(p.Sends), func(send Decision) bool { return send.WrittenAt.Before(begun) })
	return p
}

func settlePrenotice(l *Ledger, d Decision) {
	if d.Right != RightSRC {
		return
	}
	switch d.Args[ArgAct] {
	case AnnounceHold:
		l.Prenotice.Sends, l.Prenotice.Held = nil, d
	case AnnounceSend:
		// Repeating oneself adds no second voice; the later word stands.
		l.Prenotice.Sends = slices.DeleteFunc(l.Prenotice.Sends, func(send Decision) bool { return sameLogin(send.Actor, d.Actor) })
		l.Prenotice.Sends = append(l.Prenotice.Sends, d)
	}
}

// PrenoticeOccasion names the notice of a release slot: distributors are told again when the slot was moved.
func PrenoticeOccasion(slot Slot) string { return slot.Start.UTC().Format(time.RFC3339) }

// PrenoticeTold lists whom of the given addresses the notice of this slot has reached, or may have.
func PrenoticeTold(c Case, slot Slot, to []string) []string {
	var told []string
	for _, address := range to {
		reached := func(sent Sent) bool {
			return sent.Kind == SentPrenotice && sent.Occasion == PrenoticeOccasion(slot) && strings.EqualFold(sent.Channel, address)
		}
		if slices.ContainsFunc(slices.Concat(c.Sent, c.Unsure), reached) {
			told = append(told, address)
		}
	}
	return told
}

// PrenoticeTo lists the distributors who ought to have been told by now of the agreed slot, whether they were or not:
// on the word of two people who are SRC members still, not before the process's time, and not once the slot has begun.
func PrenoticeTo(process Process, c Case, report Report, now time.Time) []string {
	prenotice := report.Ledger.Prenotice
	if !prenoticeOpen(process, c, report, now) || now.Before(PrenoticeAt(process, report.Slot.Start)) {
		return nil
	}
	who := people{&process, &c, now}
	members := slices.DeleteFunc(slices.Clone(prenotice.Sends), func(send Decision) bool { return !who.src(send.Actor) })
	if len(members) < 2 {
		return nil
	}
	return slices.DeleteFunc(prenotice.To(), func(address string) bool { return !slices.Contains(process.Prenotice.To, address) })
}

// PrenoticeWanting tells whether the time to tell distributors has nearly come, or has, and two SRC members have not
// asked for it.
func PrenoticeWanting(process Process, c Case, report Report, now time.Time) bool {
	return prenoticeOpen(process, c, report, now) && !report.Ledger.Prenotice.Armed() &&
		len(PrenoticeTold(c, report.Slot, process.Prenotice.To)) == 0 &&
		!now.Before(PrenoticeAt(process, report.Slot.Start).Add(-prenoticeWarning))
}

// prenoticeOpen tells whether there is a slot of which distributors can still be told before everybody else.
func prenoticeOpen(process Process, c Case, report Report, now time.Time) bool {
	return c.Advisory.State.Open() && process.Prenotice.Days > 0 && len(process.Prenotice.To) > 0 &&
		report.Slot.Agreed && now.Before(report.Slot.Start) && !report.Timeline.Soon
}

// prenoticeEvidence says how it stands with telling distributors of the agreed slot: who was told when, or what is
// still to happen.
func (v *view) prenoticeEvidence() []Evidence {
	var evidence []Evidence
	for _, text := range v.missed(SentPrenotice) {
		evidence = append(evidence, v.onPage(text))
	}
	told := v.prenoticesSent()
	for _, notice := range slices.Backward(told) { // the newest is what counts
		evidence = append(evidence, v.onPage(distributorsTold(notice)))
	}
	due := PrenoticeAt(*v.process, v.slot.Start)
	here := slices.ContainsFunc(told, func(n []Sent) bool { return n[0].Occasion == PrenoticeOccasion(v.slot) })
	if here || due.IsZero() || v.timeline.Soon {
		return evidence
	}
	sends, next := v.ledger.Prenotice.Sends, tellDistributors(due)
	switch {
	case v.ledger.Prenotice.Armed():
		next = distributorsAreTold(due, sends)
	case len(v.process.Prenotice.To) > 0:
		next = askToTellDistributors(due, sends)
	}
	return slices.Insert(evidence, 0, v.onPage(next)) // what is to come before what has been
}

// prenoticesSent lists the mails of each notice that was sent, oldest first.
func (v *view) prenoticesSent() [][]Sent {
	var notices [][]Sent
	for _, sent := range v.c.Sent {
		if sent.Kind != SentPrenotice {
			continue
		}
		i := slices.IndexFunc(notices, func(n []Sent) bool { return n[0].Occasion == sent.Occasion })
		if i < 0 {
			notices = append(notices, []Sent{sent})
			continue
		}
		notices[i] = append(notices[i], sent)
	}
	return notices
}

// prenoticeWake sets when something about telling distributors becomes due.
func (v *view) prenoticeWake(wake *alarm) {
	if at := PrenoticeAt(*v.process, v.slot.Start); !at.IsZero() {
		wake.set(at)
		wake.set(at.Add(-prenoticeWarning))
		wake.set(v.slot.Start)
	}
}

package policy

import (
	"slices"
	"time"
)

// Act is something that somebody did in an advisory: a command, whatever became of it.
type Act struct {
	Login string
	At    time.Time
}

// Waiting is an advisory that waited for people.
type Waiting struct {
	Advisory string // OWNER/REPO/GHSA
	From     time.Time
	To       time.Time // zero while it still waits
	// On are the logins that it waits on; everybody on the committee when empty.
	On []string
}

// WaitsOn are those whose move an advisory is: who has a duty on it, or everybody while a duty is free.
func WaitsOn(ledger Ledger) []string {
	var logins []string
	for _, duty := range Duties() {
		assigned, ok := ledger.Duties[duty]
		if !ok {
			return nil
		}
		logins = appendName(logins, assigned.Login)
	}
	return logins
}

// Inactivity is a member for whom advisories have waited too long.
type Inactivity struct {
	Login   string
	LastAct time.Time     // zero when nothing of theirs is on record
	Waited  time.Duration // how long advisories have waited on them since, without their leave
	// Advisories are those that waited.
	Advisories []string
}

// Inactive finds the members on whom advisories have waited for src.inactive_after since they last did anything,
// their leave not counted, in the roster's order. Substitutes are asked for their leave's time only.
func Inactive(process Process, acts []Act, waits []Waiting, now time.Time) []Inactivity {
	limit := process.SRC.InactiveAfter
	if limit.IsZero() {
		return nil
	}
	var found []Inactivity
	for i, seat := range Seats(process, DateOf(now)) {
		if seat.Away {
			continue
		}
		member := &process.SRC.Roster[i]
		from, leave := lastAct(acts, seat.Login), member.Leave
		in := Inactivity{Login: seat.Login, LastAct: from}
		if seat.For != "" {
			if begin := leave.From.Start(); from.Before(begin) {
				from = begin
			}
			leave = nil
		}
		in.wait(waits, from, leave, now)
		if in.Waited > 0 && in.Waited >= length(limit) {
			found = append(found, in)
		}
	}
	return found
}

// length is how long a span is. Business days are counted from a Monday: this is no matter of hours.
func length(s Span) time.Duration {
	monday := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return s.After(monday).Sub(monday)
}

func lastAct(acts []Act, login string) time.Time {
	var last time.Time
	for _, act := range acts {
		if sameLogin(act.Login, login) && act.At.After(last) {
			last = act.At
		}
	}
	return last
}

// stretch is a run of time.
type stretch struct{ from, to time.Time }

// wait adds up the time since from in which any advisory waited on the member, once however many did.
func (in *Inactivity) wait(waits []Waiting, from time.Time, leave *Leave, now time.Time) {
	var waited []stretch
	for _, w := range waits {
		if len(w.On) > 0 && !containsName(w.On, in.Login) {
			continue
		}
		s := stretch{w.From, w.To}
		if s.to.IsZero() || s.to.After(now) {
			s.to = now
		}
		if s.from.Before(from) {
			s.from = from
		}
		if !s.from.Before(s.to) {
			continue
		}
		in.Advisories = append(in.Advisories, w.Advisory)
		waited = append(waited, s.without(leave)...)
	}
	slices.SortFunc(waited, func(a, b stretch) int { return a.from.Compare(b.from) })
	var until time.Time
	for _, s := range waited {
		if s.from.Before(until) {
			s.from = until
		}
		if s.from.Before(s.to) {
			in.Waited += s.to.Sub(s.from)
			until = s.to
		}
	}
}

// without cuts a leave out of a stretch.
func (s stretch) without(leave *Leave) []stretch {
	if leave == nil || !leave.From.Start().Before(s.to) || !s.from.Before(leave.To.End()) {
		return []stretch{s}
	}
	var rest []stretch
	if begin := leave.From.Start(); s.from.Before(begin) {
		rest = append(rest, stretch{s.from, begin})
	}
	if end := leave.To.End(); end.Before(s.to) {
		rest = append(rest, stretch{end, s.to})
	}
	return rest
}

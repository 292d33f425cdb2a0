package policy

import (
	"slices"
	"strings"
	"time"
)

// Seat is one place on the committee, and who holds it.
type Seat struct {
	Login, Vendor string
	// For is the member on leave whose place a substitute holds; "" for a member's own.
	For string
	// Away tells that the member is on leave and nobody stands in.
	Away bool
}

// Seats are the committee on a day, in the roster's order: the members, and for those on leave who named one,
// their substitutes, each in the member's place.
func Seats(process Process, day Date) []Seat {
	seats := make([]Seat, 0, len(process.SRC.Roster))
	for _, m := range process.SRC.Roster {
		switch {
		case m.Leave == nil || !m.Leave.covers(day.Start()):
			seats = append(seats, Seat{Login: m.Login, Vendor: m.Vendor})
		case m.Leave.Substitute == "":
			seats = append(seats, Seat{Login: m.Login, Vendor: m.Vendor, Away: true})
		default:
			seats = append(seats, Seat{Login: m.Leave.Substitute, Vendor: m.substituteVendor(), For: m.Login})
		}
	}
	return seats
}

func (m *Member) substituteVendor() string {
	if m.Leave.SubstituteVendor != "" {
		return m.Leave.SubstituteVendor
	}
	return m.Vendor
}

func seatLogins(seats []Seat) []string {
	logins := make([]string, len(seats))
	for i, seat := range seats {
		logins[i] = seat.Login
	}
	return logins
}

// RosterCode says which of its rules a roster breaks.
type RosterCode string

// The rules of a roster. They are stable: people filter by them.
const (
	RosterSize       RosterCode = "size"         // too few or too many members
	RosterVendor     RosterCode = "vendor-ratio" // one vendor has too many of them
	RosterNoVendor   RosterCode = "no-vendor"    // a member without a vendor
	RosterDuplicate  RosterCode = "duplicate"    // one person in two places
	RosterDates      RosterCode = "dates"        // a leave without a beginning or an end
	RosterLongLeave  RosterCode = "long-leave"   // a leave longer than any may be
	RosterCover      RosterCode = "cover"        // a long leave that leaves too few members
	RosterSubstitute RosterCode = "substitute"   // a substitute who may not be one
)

// RosterProblem is one way in which a roster breaks the process.
type RosterProblem struct {
	Code RosterCode
	// Text is one sentence that says what is wrong and what would be right.
	Text string
	// Members are the logins concerned.
	Members []string
	// From is the day on which it begins; the zero Date when it holds already.
	From Date
}

// CheckRoster finds everything in which the roster breaks the process, today and on each later day on which a
// leave that is on record begins or ends. Each problem is named once, with its first day.
func CheckRoster(process Process, now time.Time) []RosterProblem {
	c := rosterCheck{process: &process, today: DateOf(now)}
	c.members()
	for _, day := range c.days() {
		c.on(day)
	}
	return c.problems
}

// rosterCheck collects what is wrong with a roster.
type rosterCheck struct {
	process  *Process
	today    Date
	problems []RosterProblem
}

// add notes a problem that begins on a day, unless it has been found on an earlier one.
func (c *rosterCheck) add(code RosterCode, day Date, text string, members ...string) {
	p := RosterProblem{Code: code, Text: text, Members: members}
	if c.today.Before(day) {
		p.From = day
	}
	known := slices.ContainsFunc(c.problems, func(other RosterProblem) bool {
		return other.Code == code && other.Text == text
	})
	if !known {
		c.problems = append(c.problems, p)
	}
}

// members checks each line of the roster by itself.
func (c *rosterCheck) members() {
	roster := c.process.SRC.Roster
	for i, m := range roster {
		if slices.ContainsFunc(roster[:i], func(other Member) bool { return sameLogin(other.Login, m.Login) }) {
			c.add(RosterDuplicate, c.today, rosterTwice(m.Login), m.Login)
		}
		if strings.TrimSpace(m.Vendor) == "" {
			c.add(RosterNoVendor, c.today, rosterNoVendor(m.Login), m.Login)
		}
		if m.Leave != nil {
			c.leave(&roster[i])
		}
	}
}

// leave checks one member's leave, unless it is over.
func (c *rosterCheck) leave(m *Member) {
	leave, rules := m.Leave, &c.process.SRC.Leave
	switch {
	case leave.From.IsZero() || leave.To.IsZero():
		c.add(RosterDates, c.today, rosterDateMissing(m.Login), m.Login)
		return
	case leave.To.Before(leave.From):
		c.add(RosterDates, c.today, rosterDatesSwapped(m.Login, *leave), m.Login)
		return
	case leave.To.Before(c.today):
		return
	}
	if !rules.Longest.IsZero() && leave.To.End().After(rules.Longest.After(leave.From.Start())) {
		c.add(RosterLongLeave, leave.From, rosterLongLeave(m.Login, *leave, rules.Longest), m.Login)
	}
	if leave.Substitute == "" {
		return
	}
	if !leave.lasts(rules.SubstituteFrom) {
		c.add(RosterSubstitute, leave.From, rosterShortLeave(m.Login, *leave, rules.SubstituteFrom), m.Login, leave.Substitute)
	}
	isMember := func(other Member) bool { return sameLogin(other.Login, leave.Substitute) }
	if slices.ContainsFunc(c.process.SRC.Roster, isMember) {
		c.add(RosterSubstitute, leave.From, rosterSubstituteIsMember(m.Login, leave.Substitute), m.Login, leave.Substitute)
	}
}

// lasts tells whether a leave is at least so long.
func (l *Leave) lasts(span Span) bool { return !l.To.End().Before(span.After(l.From.Start())) }

// days are today and the later ones on which somebody leaves or comes back, in order.
func (c *rosterCheck) days() []Date {
	days := []Date{c.today}
	for _, m := range c.process.SRC.Roster {
		if m.Leave == nil || m.Leave.From.IsZero() || m.Leave.To.IsZero() {
			continue
		}
		for _, day := range []Date{m.Leave.From, m.Leave.To.next()} {
			if c.today.Before(day) {
				days = append(days, day)
			}
		}
	}
	slices.SortFunc(days, func(a, b Date) int { return a.Start().Compare(b.Start()) })
	return slices.Compact(days)
}

// on checks the committee as it is on a day.
func (c *rosterCheck) on(day Date) {
	seats := Seats(*c.process, day)
	size := c.process.SRC.Size
	if n := len(seats); n < size.Min || size.Max > 0 && n > size.Max {
		c.add(RosterSize, day, rosterSize(n, size), seatLogins(seats)...)
	}
	for i, seat := range seats {
		if seat.For != "" && slices.ContainsFunc(seats[:i], func(o Seat) bool { return o.For != "" && sameLogin(o.Login, seat.Login) }) {
			c.add(RosterDuplicate, day, rosterSubstituteTwice(seat.Login), seat.Login)
		}
	}
	c.vendors(seats, day)
	c.cover(seats, day)
}

// vendors checks that no vendor has more members than its share: count ≤ ratio × (total − count).
func (c *rosterCheck) vendors(seats []Seat, day Date) {
	ratio := c.process.SRC.VendorRatio
	if ratio < 1 {
		return // no such rule
	}
	var vendors []string // as first written
	members := map[string][]string{}
	for _, seat := range seats {
		folded := foldVendor(seat.Vendor)
		if folded == "" {
			continue
		}
		if members[folded] == nil {
			vendors = append(vendors, strings.TrimSpace(seat.Vendor))
		}
		members[folded] = append(members[folded], seat.Login)
	}
	for _, vendor := range vendors {
		own := members[foldVendor(vendor)]
		if others := len(seats) - len(own); len(own) > ratio*others {
			c.add(RosterVendor, day, rosterVendorRatio(vendor, len(own), others, ratio), own...)
		}
	}
}

// foldVendor makes names of vendors comparable.
func foldVendor(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// cover checks that those who are there without anybody on a long leave are enough.
func (c *rosterCheck) cover(seats []Seat, day Date) {
	rules := &c.process.SRC.Leave
	var away []string
	present := 0
	for i, seat := range seats {
		if !seat.Away {
			present++
			continue
		}
		if leave := c.process.SRC.Roster[i].Leave; !rules.CoverFrom.IsZero() && leave.lasts(rules.CoverFrom) {
			away = append(away, seat.Login)
		}
	}
	if len(away) > 0 && present < c.process.SRC.Size.Min {
		c.add(RosterCover, day, rosterCover(away, present, c.process.SRC.Size.Min, rules.SubstituteFrom), away...)
	}
}

// Drift is how the SRC's team on GitHub differs from the roster, as logins.
type Drift struct {
	Missing []string // have a seat, are not on the team
	Extra   []string // are on the team without a seat
}

// Any tells whether there is a difference.
func (d Drift) Any() bool { return len(d.Missing)+len(d.Extra) > 0 }

// RosterDrift holds the members of the SRC's team against the roster. A member on leave whose place a substitute
// holds may stay on the team or not. Without a roster there is nothing to differ from.
func RosterDrift(process Process, team []string, now time.Time) Drift {
	if len(process.SRC.Roster) == 0 {
		return Drift{}
	}
	var d Drift
	var welcome []string
	for _, seat := range Seats(process, DateOf(now)) {
		welcome = append(welcome, seat.Login, seat.For)
		if !containsName(team, seat.Login) && !containsName(d.Missing, seat.Login) {
			d.Missing = append(d.Missing, seat.Login)
		}
	}
	for _, login := range team {
		if !containsName(welcome, login) {
			d.Extra = append(d.Extra, login)
		}
	}
	slices.Sort(d.Missing)
	slices.Sort(d.Extra)
	return d
}

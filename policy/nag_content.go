package policy

import (
	"slices"
	"time"
)

// Nag is what one note of the app's own accord says, as things are when it is written.
type Nag struct {
	// Reporter is the login of the reporter, who is told what follows; "" when nothing is.
	Reporter   string
	Accepted   bool      // the report was accepted
	FixReady   bool      // the fix is ready
	Agreed     bool      // the release day was agreed on; it is in the report
	Reopened   time.Time // the beginning of the slot that no longer stands; zero when nothing is said of it
	Publishing bool      // the advisory is about to be published
	Credited   bool      // the reporter is credited already, or was asked how they wish to be

	// Soon are groups of people with what they have to do soon, and Overdue what the SRC has to see to.
	Soon    []NagGroup
	Overdue []Item
	// Hurried says that Overdue is due as soon as possible rather than late.
	Hurried bool
	// Silent is since when nothing has happened; zero when that is not brought up.
	Silent time.Time
}

// NagGroup are items with those who have to see to them.
type NagGroup struct {
	To    []string // logins, and teams as ORG/TEAM; the SRC's team when there are none
	Items []Item
}

// Empty tells whether there is nothing to say any more.
func (n *Nag) Empty() bool {
	return !n.Accepted && !n.FixReady && !n.Agreed && !n.Publishing && n.Reopened.IsZero() && n.Silent.IsZero() && len(n.Soon)+len(n.Overdue) == 0
}

// NagOf is what the note with the key has to say as far as it is still so.
func NagOf(process Process, c Case, report Report, key string, now time.Time) Nag {
	v := report.view(&process, &c, now)
	tellings, _ := ParseNag(key)
	var n Nag
	reporter := v.heardReporter()
	for i := range report.Items {
		item := &report.Items[i]
		for _, t := range tellings {
			if t.What == string(item.ID) && !item.Settled() && second(v.ladderOf(item).due).Equal(t.About) {
				n.remind(v, item, t.Step)
			}
		}
	}
	for _, t := range tellings {
		switch {
		case t.What == tellInactive && second(v.lastActivity()).Equal(t.About):
			n.Silent = t.About
		case reporter != "" && v.soWithReporter(t, report.Items):
			n.Reporter = reporter
			n.tell(t)
		}
	}
	n.Credited = slices.ContainsFunc(c.Advisory.Credits, func(credit Credit) bool { return sameLogin(credit.Login, reporter) })
	return n
}

// tell takes in what the reporter is told.
func (n *Nag) tell(t Telling) {
	switch t.What {
	case tellAccepted:
		n.Accepted = true
	case tellFixReady:
		n.FixReady = true
	case tellAgreed:
		n.Agreed = true
	case tellReopened:
		n.Reopened = t.About
	case tellPublishing:
		n.Publishing = true
	}
}

// remind takes in what people are told of an item.
func (n *Nag) remind(v *view, item *Item, step int) {
	if step >= stepOverdue {
		n.Overdue = append(n.Overdue, *item)
		n.Hurried = n.Hurried || item.State == StateDueSoon
		return
	}
	to := v.audience(item, step)
	for i := range n.Soon {
		if slices.Equal(n.Soon[i].To, to) {
			n.Soon[i].Items = append(n.Soon[i].Items, *item)
			return
		}
	}
	n.Soon = append(n.Soon, NagGroup{To: to, Items: []Item{*item}})
}

// audience is whom an item concerns that is due soon: the fix team, then whoever has the duty; the SRC when there is
// nobody else.
func (v *view) audience(item *Item, step int) []string {
	team, duty := v.teamNames(), v.onDuty(item.ID)
	switch {
	case v.isFixTeams(item) && len(team) > 0 && (step == stepSoon || duty == ""):
		return team
	case duty != "":
		return []string{duty}
	}
	return nil
}

// teamNames is the fix team in few names: teams on the advisory that consist of code owners, and then the persons who
// are in none of those.
func (v *view) teamNames() []string {
	var names, covered []string
	for _, team := range v.c.CollaboratingTeams {
		outsider := func(login string) bool { return !v.owner(login) }
		if team.Known && len(team.Value.Members) > 0 && !slices.ContainsFunc(team.Value.Members, outsider) {
			names = append(names, team.Value.Org+"/"+team.Value.Slug)
			covered = append(covered, team.Value.Members...)
		}
	}
	return append(names, lacking(v.team(), covered)...)
}

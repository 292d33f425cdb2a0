package policy

import (
	"slices"
	"strconv"
	"strings"
)

// CreditTypes lists what GitHub credits people for.
func CreditTypes() []string {
	return []string{
		"analyst", "finder", "reporter", "coordinator", "remediation_developer", "remediation_reviewer",
		"remediation_verifier", "tool", "sponsor", "other",
	}
}

// CreditWish is how somebody is to be credited, as was said last.
type CreditWish struct {
	Login    string
	Type     string // one of CreditTypes; "" for whatever is recorded already; CreditNone for not at all
	Decision Decision
}

func settleCredit(l *Ledger, d Decision) {
	wish := CreditWish{Login: d.Args[ArgLogin], Type: d.Args[ArgCredit], Decision: d}
	if wish.Login == "" {
		return
	}
	kept := make([]CreditWish, 0, len(l.Credits)+1)
	for _, other := range l.Credits {
		if !sameLogin(other.Login, wish.Login) {
			kept = append(kept, other)
		}
	}
	kept = append(kept, wish)
	l.Credits = kept
}

// Stands tells whether the credits are as wished.
func (w CreditWish) Stands(credits []Credit) bool {
	own := slices.DeleteFunc(slices.Clone(credits), func(c Credit) bool { return !sameLogin(c.Login, w.Login) })
	switch w.Type {
	case CreditNone:
		return len(own) == 0
	case "":
		return len(own) > 0
	}
	return slices.ContainsFunc(own, func(c Credit) bool { return c.Type == w.Type })
}

// Apply makes credits as wished; nobody else's are touched. Who reported it is credited for that, and anybody else as a
// finder, unless the wish says for what.
func (w CreditWish) Apply(credits []Credit, reporter string) []Credit {
	if w.Stands(credits) {
		return credits
	}
	isOwn := func(c Credit) bool { return sameLogin(c.Login, w.Login) }
	at := slices.IndexFunc(credits, isOwn)
	changed := slices.DeleteFunc(slices.Clone(credits), isOwn)
	if w.Type == CreditNone {
		return changed
	}
	own := Credit{Login: w.Login, Type: w.Type}
	switch {
	case own.Type != "":
	case sameLogin(reporter, w.Login):
		own.Type = "reporter"
	default:
		own.Type = "finder"
	}
	if at < 0 {
		at = len(changed)
	}
	return slices.Insert(changed, at, own)
}

// ReporterLogin is who reported it, as the SRC says or else as GitHub does; "" when nobody knows.
func ReporterLogin(c Case, ledger Ledger) string {
	if login := ledger.Reporter.Login; login != "" {
		return login
	}
	if c.Advisory.PrivateReport {
		return c.Advisory.Author
	}
	return ""
}

// creditWish is how somebody is to be credited; false when nobody has said.
func (v *view) creditWish(login string) (CreditWish, bool) {
	for _, wish := range v.ledger.Credits {
		if sameLogin(wish.Login, login) {
			return wish, true
		}
	}
	return CreditWish{}, false
}

// wantedCredits are the actions that record what GitHub does not show yet.
func (v *view) wantedCredits() []Action {
	var actions []Action
	for _, wish := range v.ledger.Credits {
		if !wish.Stands(v.c.Advisory.Credits) {
			comment := wish.Decision.Comment
			key := ActionSetCredits + "/" + strconv.FormatInt(comment, 10) + "/" + strings.ToLower(wish.Login)
			actions = append(actions, Action{Kind: ActionSetCredits, Key: key, Comment: comment})
		}
	}
	return actions
}

package policy

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// The sentences about rosters. They are inert Markdown: logins and names of vendors, which anybody may propose,
// stand in code, where they call nobody and make no link.

const (
	rosterFine            = "the roster is as the process demands"
	rosterWrong           = "the roster would break the process"
	rosterEither          = "; one of these is enough"
	rosterNoLazyConsensus = "lazy consensus is not to be had here"
	rosterNoVoters        = "nobody may decide: the roster in force names nobody, and the SRC's team could not be read or is empty"
)

// Sentence is the problem's text with the day on which it begins.
func (p RosterProblem) Sentence() string {
	if p.From.IsZero() {
		return p.Text
	}
	return "from " + p.From.String() + " on: " + p.Text
}

// named puts a name from a roster into code. Nothing in it can end the code, and it is cut short.
func named(name string) string {
	inert := strings.Map(func(r rune) rune {
		if r == '`' || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, strings.Join(strings.Fields(name), " "))
	if inert == "" {
		inert = "nobody"
	}
	return "`" + clip(inert) + "`"
}

func namedAll(logins []string) string {
	quoted := make([]string, len(logins))
	for i, login := range logins {
		quoted[i] = named(login)
	}
	return strings.Join(quoted, ", ")
}

func rosterTwice(login string) string {
	return named(login) + " stands in the roster twice; remove a line"
}

func rosterNoVendor(login string) string {
	return named(login) + " has no vendor; name the employer, or the person for an independent member"
}

func rosterDateMissing(login string) string {
	return "the leave of " + named(login) + " lacks a date; give both from and to"
}

func rosterDatesSwapped(login string, l Leave) string {
	return fmt.Sprintf("the leave of %s ends (%s) before it begins (%s)", named(login), l.To, l.From)
}

func rosterLongLeave(login string, l Leave, longest Span) string {
	return fmt.Sprintf("the leave of %s, %s to %s, is longer than %s; shorten it, or let %s step down",
		named(login), l.From, l.To, longest, named(login))
}

func rosterShortLeave(login string, l Leave, from Span) string {
	return fmt.Sprintf("the leave of %s, %s to %s, is too short for a substitute: only one of %s or more may name one",
		named(login), l.From, l.To, from)
}

func rosterSubstituteIsMember(login, substitute string) string {
	return fmt.Sprintf("%s is a member and cannot stand in for %s; name somebody else", named(substitute), named(login))
}

func rosterSubstituteTwice(login string) string {
	return named(login) + " stands in for two members at once; name somebody else for one of them"
}

func rosterSize(n int, size SizeRange) string {
	if n < size.Min {
		return fmt.Sprintf("the SRC has %s; it needs at least %d", counted(n, "member", "members"), size.Min)
	}
	return fmt.Sprintf("the SRC has %s; it may have at most %d", counted(n, "member", "members"), size.Max)
}

func rosterVendorRatio(vendor string, own, others, ratio int) string {
	return fmt.Sprintf("%s has %s against %d of all the others together; at most %d are allowed then",
		named(vendor), counted(own, "member", "members"), others, ratio*others)
}

func rosterCover(away []string, present, least int, substitute Span) string {
	text := fmt.Sprintf("while %s on leave, %s left, and %d are needed: add a member", verbFor(away),
		counted(present, "member is", "members are"), least)
	if !substitute.IsZero() {
		text += fmt.Sprintf(", or name a substitute if the leave is of %s or more", substitute)
	}
	return text
}

func verbFor(logins []string) string {
	if len(logins) == 1 {
		return namedAll(logins) + " is"
	}
	return namedAll(logins) + " are"
}

func rosterJoins(m Member) string   { return named(m.Login) + " (" + named(m.Vendor) + ") joins" }
func rosterRemoved(m Member) string { return named(m.Login) + " (" + named(m.Vendor) + ") is removed" }

func rosterStepsDown(m Member) string {
	return named(m.Login) + " (" + named(m.Vendor) + ") steps down"
}

func rosterSubstitute(m Member) string {
	return fmt.Sprintf("%s (%s) stands in for %s from %s to %s", named(m.Leave.Substitute), named(m.substituteVendor()),
		named(m.Login), m.Leave.From, m.Leave.To)
}

func rosterChangesVendor(old, changed Member) string {
	return fmt.Sprintf("%s goes from %s to %s", named(old.Login), named(old.Vendor), named(changed.Vendor))
}

func rosterChangesDuties(m Member) string {
	return "the preferred duties of " + named(m.Login) + " change"
}

func rosterChangesLeave(m Member) string {
	if m.Leave == nil {
		return named(m.Login) + " takes back a leave"
	}
	return fmt.Sprintf("%s is on leave from %s to %s", named(m.Login), m.Leave.From, m.Leave.To)
}

func rosterRuleChanges(key string) string { return "the committee's own rules change: `" + key + "`" }

func rosterOwnChoice(author string) string {
	return "at once: it is the choice of " + named(author) + ", who proposes it"
}

func rosterObjected(logins []string) string {
	if len(logins) == 1 {
		return namedAll(logins) + " objects"
	}
	return namedAll(logins) + " object"
}

func rosterLazyUntil(moment time.Time, days int) string {
	return fmt.Sprintf("lazy consensus: passes at %s if nobody of the SRC objects (%s since the last push)",
		at(moment), counted(days, "day", "days"))
}

func rosterLazyPassed(moment time.Time, days int) string {
	return fmt.Sprintf("lazy consensus: nobody of the SRC has objected for %s, until %s", counted(days, "day", "days"), at(moment))
}

var quorumWords = map[Quorum]string{
	QuorumMajority: "a majority", QuorumTwoThirds: "a super-majority (two thirds)", QuorumAll: "everybody",
}

func rosterVotes(quorum Quorum, needed, voters int, approved []string) string {
	text := fmt.Sprintf("%s of the SRC: %d of %d needed, %d so far", quorumWords[quorum], needed, voters, len(approved))
	if len(approved) > 0 {
		text += " (" + namedAll(approved) + ")"
	}
	return text
}

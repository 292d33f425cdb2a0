package command

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/embargo-app/embargo/policy"
)

// reader takes a command's arguments apart, word by word. The first fault ends the reading: whatever is asked for
// afterwards is skipped, so a command's read function needs no checks of its own.
type reader struct {
	process  policy.Process
	advisory policy.Advisory
	written  time.Time // when the comment was written, for "tomorrow" and the like

	rest     string            // not read yet
	args     map[string]string // understood so far, in one fixed spelling
	reasoned bool              // a reason was given
	fault    string            // detail code, "" while all is well
}

// readArgs reads the arguments of a command and checks that nothing is left over.
func readArgs(spec Spec, r *reader) {
	r.args = map[string]string{}
	if spec.read != nil {
		spec.read(r)
	}
	if r.fault == "" && r.rest != "" {
		r.fail(detailExtra)
	}
}

// fail records the first fault.
func (r *reader) fail(detail string) {
	if r.fault == "" {
		r.fault = detail
	}
}

// peek returns the next word without taking it, "" when there is none.
func (r *reader) peek() string {
	if end := strings.IndexAny(r.rest, " \t"); end >= 0 {
		return r.rest[:end]
	}
	return r.rest
}

// take removes the next word.
func (r *reader) take() { r.rest = strings.TrimLeft(r.rest[len(r.peek()):], " \t") }

// value reads the next word as the argument key; parse gives its one spelling, or a fault.
func (r *reader) value(key, missing string, parse func(word string) (value, fault string)) {
	if r.fault != "" {
		return
	}
	word := r.peek()
	if word == "" {
		r.fail(missing)
		return
	}
	value, fault := parse(word)
	if fault != "" {
		r.fail(fault)
		return
	}
	r.args[key] = value
	r.take()
}

// choice reads one of several words, in any case.
func (r *reader) choice(key, fault string, options ...string) {
	r.value(key, fault, func(word string) (string, string) {
		if lower := strings.ToLower(word); slices.Contains(options, lower) {
			return lower, ""
		}
		return "", fault
	})
}

// duty reads one of the four duties.
func (r *reader) duty(key string) {
	var options []string
	for _, duty := range policy.Duties() {
		options = append(options, string(duty))
	}
	r.choice(key, detailDuty, options...)
}

// login reads a GitHub login, with or without the at sign.
func (r *reader) login() {
	r.value(policy.ArgLogin, detailLogin, func(word string) (string, string) {
		login, ok := parseLogin(word)
		if !ok {
			return "", detailLogin
		}
		return login, ""
	})
}

// reason takes the rest of the line as a reason. It is never kept: only that there is one is noted.
func (r *reader) reason() {
	r.optionalReason()
	if r.fault == "" && !r.reasoned {
		r.fail(detailReason)
	}
}

// optionalReason takes the rest of the line as a reason, if there is any rest.
func (r *reader) optionalReason() {
	if r.fault != "" {
		return
	}
	// Dots, dashes or invisible characters are no reason.
	r.reasoned = strings.IndexFunc(r.rest, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) >= 0
	r.rest = ""
}

// loginOrTeam reads "@login" as the argument login, or "@org/team" as the argument team.
func (r *reader) loginOrTeam() {
	if !strings.Contains(r.peek(), "/") {
		r.login()
		return
	}
	r.value(policy.ArgTeam, detailTeam, func(word string) (string, string) {
		org, slug, ok := parseTeam(word)
		if !ok {
			return "", detailTeam
		}
		return org + "/" + slug, ""
	})
}

// item reads the ID of an item of the checklist.
func (r *reader) item(key string) {
	r.value(key, detailItem, func(word string) (string, string) {
		id := policy.ItemID(strings.ToLower(word))
		if !slices.Contains(policy.ItemIDs(r.process), id) {
			return "", detailItem
		}
		return string(id), ""
	})
}

package policy

import (
	"strconv"
	"time"
)

// Decision is one slash command, folded once: what was asked, by whom, with which right, and the verdict.
// It is stored, so it never holds free text; arguments that could tell something about the vulnerability
// are present only while the comment they came from can still be read unchanged.
type Decision struct {
	Comment   int64  // id of the comment
	Index     int    // position of the command within its comment, from 0
	URL       string // of the comment, "" when unknown
	Command   string // name without the slash, such as "assign"
	Actor     string // login of the comment's author
	Right     Right  // the right that allowed it; RightNone when refused
	Args      map[string]string
	Verdict   Verdict
	Detail    string    // for a refusal: a stable code of what was wrong, such as "weekday"; never outside text
	WrittenAt time.Time // when the comment was created
	FoldedAt  time.Time // when the command was decided
}

// Made tells whether there is such a decision at all.
func (d Decision) Made() bool { return d.Command != "" }

// SetBy stands on the record in the place of a value that is never stored: it says which comment it came from.
func SetBy(comment int64) string { return "set by comment " + strconv.FormatInt(comment, 10) }

// Verdict is what became of a command.
type Verdict string

// The verdicts.
const (
	VerdictAccepted     Verdict = "accepted"  // it changed the record
	VerdictAnswered     Verdict = "answered"  // it only asked (/help, /status); the reply is the effect
	VerdictUnrecognised Verdict = "unknown"   // no such command
	VerdictMalformed    Verdict = "malformed" // arguments not understood
	VerdictForbidden    Verdict = "forbidden" // the actor lacks the right
	VerdictRefused      Verdict = "refused"   // understood and allowed, but against a rule; Detail names it
)

// Right is the capacity in which somebody acts on an advisory.
type Right string

// The rights, weakest first. A stranger has RightNone.
const (
	RightNone     Right = ""
	RightReporter Right = "reporter"
	RightFixTeam  Right = "fix-team"
	RightSRC      Right = "src"
)

// Package command reads slash commands from advisory threads and decides what becomes of them.
//
// Three things happen to a comment, each in its own place. Parse finds the command lines in the text;
// each command's own file says which arguments it takes, who may use it and which rules it obeys;
// Fold joins them into decisions, with the rights that hold at that moment.
// Nothing here reads GitHub or the clock, and no free text ever gets into a decision.
//
// A new command is one file with one Spec, one line in the registry below and one test.
package command

import (
	"slices"
	"time"

	"github.com/embargo-app/embargo/policy"
)

//go:generate go run ./gendocs ../../docs/commands.md

// Spec says everything about one command. Its strings are Markdown of ours and safe to show to anybody.
type Spec struct {
	Name    string // without the slash
	Usage   string // "/assign DUTY @login"; capitals stand for values, brackets for what may be left out
	Help    string // one line, a full sentence
	Example string // a line that works as it stands
	// Rights lists who may use the command at all, weakest first; some uses may need more, as Note says.
	Rights []policy.Right
	// Limited says that the fix team may not use all of the command, as Note says.
	Limited bool
	// Note says what Rights and Usage cannot, "" when there is nothing to say.
	Note string
	// Secret names the arguments that could tell something about the vulnerability: they are never stored.
	Secret []string
	// Late says that the command still makes sense when the advisory was published before its comment was read.
	Late bool

	asks  bool           // it changes nothing: the reply is its whole effect
	read  func(*reader)  // reads the arguments; nil when there are none
	judge func(*request) // applies the rules beyond Rights; nil when there are none
}

// registry lists the commands in the order in which /help shows them.
var registry = []Spec{
	help,
	status,
	ack,
	assign,
	triage,
	reportedAt,
	reporter,
	credit,
	cvss,
	requestCVE,
	fixReady,
	introducedBy,
	slow,
	createFork,
	releaseDay,
	agree,
	disagree,
	approve,
	revoke,
	severity,
	lowRisk,
	waive,
	done,
	extend,
	publicDisclosure,
	reporterDeadline,
	upstream,
	announce,
	prenotice,
	publish,
	retro,
}

// byName finds a command's place in the registry.
var byName = func() map[string]int {
	index := make(map[string]int, len(registry))
	for i, spec := range registry {
		index[spec.Name] = i
	}
	return index
}()

// All lists every command in the order in which they are shown.
func All() []Spec { return slices.Clone(registry) }

// lookup finds a command by its name without the slash.
func lookup(name string) (Spec, bool) {
	i, ok := byName[name]
	if !ok {
		return Spec{}, false
	}
	return registry[i], true
}

// Allowed lists what somebody with this right may use, in the order of All; a stranger may use nothing.
func Allowed(right policy.Right) []Spec {
	var specs []Spec
	for _, spec := range registry {
		if spec.allows(right) {
			specs = append(specs, spec)
		}
	}
	return specs
}

func (s Spec) allows(right policy.Right) bool {
	return right != policy.RightNone && slices.Contains(s.Rights, right)
}

// Comment is one comment of a thread with its text, which is embargoed.
type Comment struct {
	ID        int64
	Author    string // login; "" when GitHub does not tell, which makes the author a stranger
	URL       string
	Body      string
	CreatedAt time.Time
}

// Who may use a command, weakest first.
var (
	everybody     = []policy.Right{policy.RightReporter, policy.RightFixTeam, policy.RightSRC}
	fixTeamAndSRC = []policy.Right{policy.RightFixTeam, policy.RightSRC}
	responseTeam  = []policy.Right{policy.RightSRC}
)

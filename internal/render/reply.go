package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// ReplyView is what one reply tells: the answers to all commands of one comment.
type ReplyView struct {
	Key          string // of the note, see NoteMarker
	To           string // login of who is answered; nobody is addressed when it is no person's login
	Right        policy.Right
	Answers      []Answer // in the order of the commands
	Process      policy.Process
	Case         policy.Case
	Report       policy.Report
	ChecklistURL string // "" while it is not known
	Now          time.Time
}

// Answer is what became of one command. All its strings may hold outside text.
type Answer struct {
	Command    string // its name, known or as written, without the slash; "" when its comment was edited since
	Verdict    policy.Verdict
	Detail     string     // a refusal's stable code
	Understood string     // the command restated, then ": " and why when it was not carried out; code spans are kept
	Example    string     // a line that works; "" when there is none
	Help       []HelpLine // for /help: the commands open to who asks
}

// HelpLine describes one command.
type HelpLine struct{ Usage, Help, Example string }

// Bounds of a reply. Those in bytes only matter for hostile text, whose every character may need many; with the
// few next steps of a status they stay within Limit together.
const (
	answersShown = 25
	answersBytes = 15_000
	replyFrame   = 1_000 // for what stands around answers and previews
	helpShown    = 50
	helpBytes    = 12_000
	statusSteps  = 3
	wordRunes    = 40 // of a command as somebody wrote it
)

// Reply writes one comment that answers every command of another. It begins with the note's marker, addresses
// who wrote, keeps to one line per command, and gives moments only as dates, since it stays as it is for ever.
func Reply(v ReplyView) string {
	var lines, blocks []string
	asked := map[string]bool{} // asking twice is answered once
	for _, a := range v.Answers {
		asks := a.Verdict == policy.VerdictAnswered && (a.Command == policy.CommandHelp || a.Command == policy.CommandStatus)
		switch {
		case !asks:
			lines = append(lines, AnswerText(a, v.Right))
			if shown := beneath(v, a); shown != "" && !slices.Contains(blocks, shown) {
				blocks = append(blocks, shown)
			}
		case asked[a.Command]:
		case a.Command == policy.CommandHelp:
			blocks = append(blocks, helpBlock(v.Right, a.Help))
		default:
			blocks = append(blocks, statusBlock(v.Report, v.ChecklistURL))
		}
		asked[a.Command] = asked[a.Command] || asks
	}
	lines, left := fit(lines, answersShown, answersBytes)
	if left > 0 {
		lines = append(lines, fmt.Sprintf(wordsMoreAnswers, left))
	}
	opening := slices.Concat(greeting(v.To), paragraph(lines))
	blocks, left = fit(blocks, len(blocks), Limit-len(strings.Join(opening, "\n\n"))-replyFrame)
	if left > 0 {
		blocks = append(blocks, wordsMoreShown)
	}
	return note(v.Key, slices.Concat(opening, blocks)...)
}

// beneath is what is shown under the answer to a command: a preview of what it leads to, or what it asked for; ""
// when the answer says it all.
func beneath(v ReplyView, a Answer) string {
	for _, show := range []func(ReplyView, Answer) string{publishPreview, prenoticePreview, retroSoFar} {
		if shown := show(v, a); shown != "" {
			return shown
		}
	}
	return ""
}

// fit keeps as many of the first lines as are within both bounds, and says how many are left out.
func fit(lines []string, count, bytes int) (kept []string, left int) {
	for i, line := range lines {
		if bytes -= len(line); i == count || bytes < 0 {
			return lines[:i:i], len(lines) - i
		}
	}
	return lines, 0
}

func greeting(to string) []string {
	if at := mention(to); at != "" {
		return []string{at + ","}
	}
	return nil
}

// paragraph makes several lines a list and leaves a single one as it is.
func paragraph(lines []string) []string {
	switch len(lines) {
	case 0:
		return nil
	case 1:
		return lines
	}
	return []string{"- " + strings.Join(lines, "\n- ")}
}

// AnswerText says in one line of Markdown what became of a command that somebody with that right gave.
func AnswerText(a Answer, right policy.Right) string {
	switch a.Verdict {
	case policy.VerdictAccepted:
		return fmt.Sprintf(wordsAccepted, subject(a))
	case policy.VerdictAnswered:
		return fmt.Sprintf(wordsAnswered, subject(a))
	case policy.VerdictUnrecognised:
		return joined(capital(fmt.Sprintf(wordsUnknown, quoted(a.Command))), wordsSeeHelp, example(a))
	case policy.VerdictForbidden:
		who := forbiddenWords[right]
		if a.Detail != "" {
			who = "" // what was understood ends with the reason
		}
		return joined(fmt.Sprintf(wordsForbidden, subject(a)), who, example(a))
	case policy.VerdictRefused:
		return joined(fmt.Sprintf(wordsRefused, subject(a)), example(a))
	default:
		return joined(fmt.Sprintf(wordsMalformed, subject(a)), example(a))
	}
}

// subject names a command with what was understood of it.
func subject(a Answer) string {
	command := quoted(a.Command)
	text := strings.TrimRight(prose(a.Understood), ". ")
	if text == "" || strings.HasPrefix(text, command) {
		return cmp.Or(text, command)
	}
	return command + ": " + text
}

// quoted shows a command word, known or not, without giving it any effect. The word of a comment that was edited
// meanwhile is no longer known.
func quoted(command string) string {
	if command == "" {
		return wordsThatCommand
	}
	return code("/"+command, wordRunes)
}

func example(a Answer) string {
	if a.Example == "" || a.Example == "/"+policy.CommandHelp && a.Verdict == policy.VerdictUnrecognised {
		return "" // the sentence before says it already
	}
	return fmt.Sprintf(wordsExample, code(a.Example, commandRunes))
}

func joined(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, empty), " ")
}

// helpBlock lists the commands open to who asks: a list, since a table does not fit a phone.
func helpBlock(right policy.Right, help []HelpLine) string {
	if len(help) == 0 {
		return wordsHelpNone
	}
	lines := make([]string, 0, len(help))
	for _, h := range help {
		line := "- " + code(h.Usage, commandRunes)
		if h.Help != "" {
			line += " – " + prose(h.Help)
		}
		if h.Example != "" && h.Example != h.Usage {
			line += "<br>" + fmt.Sprintf(wordsHelpLine, code(h.Example, commandRunes))
		}
		lines = append(lines, line)
	}
	lines, left := fit(lines, helpShown, helpBytes)
	text := fmt.Sprintf(wordsHelpHead, RightWord(right)) + "\n\n" + strings.Join(lines, "\n")
	if left > 0 {
		text += "\n\n" + fmt.Sprintf(wordsMoreHelp, left)
	}
	return text
}

// statusBlock sums up the report in a few lines.
func statusBlock(r policy.Report, checklistURL string) string {
	text := fmt.Sprintf(wordsStatusHead, capital(PhaseWord(r.Phase)), capital(openLeft(r)))
	if r.Slot.Agreed {
		text += " " + fmt.Sprintf(wordsSlot, Slot(r.Slot.Start, r.Slot.End)) + "."
	}
	blocks := []string{text}
	if open := steps(r); r.Phase != policy.PhaseAbandoned && len(open) > 0 {
		lines := []string{wordsStatusNext, ""}
		for i, it := range open[:min(len(open), statusSteps)] {
			lines = append(lines, fmt.Sprintf("%d. %s", i+1, statusStep(it)))
		}
		blocks = append(blocks, strings.Join(lines, "\n"))
	}
	if target := safeURL(checklistURL); target != "" {
		blocks = append(blocks, fmt.Sprintf(wordsStatusLink, target))
	}
	return strings.Join(blocks, "\n\n")
}

// statusStep is one next step: what, by whom, until when.
func statusStep(it policy.Item) string {
	text := "**" + title(it) + "**"
	if it.State != policy.StatePending {
		text += " (" + StateWord(it.State) + ")"
	}
	if step := nextStep(it); step != "" {
		text += " – " + actor(it.Owner) + ": " + strings.TrimSuffix(step, ".")
	}
	if !it.Deadline.IsZero() {
		text += fmt.Sprintf(wordsByDate, Moment(it.Deadline))
	}
	return text + "."
}

func openLeft(r policy.Report) string {
	settledSteps, required := Progress(r)
	switch {
	case required == 0:
		return wordsNoRequired
	case settledSteps == required:
		return fmt.Sprintf(wordsNoneLeft, required)
	}
	return fmt.Sprintf(wordsOpenLeft, required-settledSteps, required)
}

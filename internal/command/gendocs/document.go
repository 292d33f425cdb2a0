package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/policy"
)

// The parts of the page that no command can tell about itself.
const (
	head = `# Commands

<!-- Made from the registry by "go generate ./internal/command"; edit the commands there. -->

A command is written into a comment of the advisory's thread, alone on its line. ` + "`/help`" + ` lists those open to you, and every
answer says what was understood and gives a line that works.
`
	writing = `## How a command is written

- It begins at the very start of a line, with an ordinary slash and a word in small letters. With blanks, invisible
  characters or anything else before it, it is text.
- Several commands may stand in one comment, each on its own line. They are carried out in that order, each knowing the
  ones before it, and answered together. Only the first %d are; the others are refused.
- Quoted lines, code (blocks, indented lines, spans over several lines), HTML comments, and what HTML tags mark as code or
  as a quote are text. A line of your own counts even right under a quoted one.
- File paths and the like are text: ` + "`/etc/passwd`, `/usr`, `/v2`" + `. Any other word after a slash that is no command is
  answered once.
- What is edited into a comment after it was read runs nothing. Write a new comment.
- Your right is the one you have when the command is read, and only your account decides it.

| what | how |
|---|---|
| a person | ` + "`@login` or `login`" + ` |
| a team | ` + "`@org/team`" + `, of the advisory's own organisation |
| a pull request | ` + "`#12`" + ` (of the advisory's repository), ` + "`owner/repo#12`" + `, or its address |
| a day | ` + "`2026-11-26`, `today`, `tomorrow`, `yesterday`, `thursday`, `next tuesday`" + ` |
| a time of day | ` + "`16:00` or `16:00 UTC`" + `; times are always in UTC |
| a day and time | ` + "`2026-11-26 16:00`, `2026-11-26T16:00:00Z`, `2026-11-26T17:00:00+01:00`" + ` |
| a reason | the rest of the line, in words; it stays in the thread and is stored nowhere else |

Days in words count from the day on which the comment was written, in UTC. ` + "`thursday`" + ` is the first Thursday after that
day. ` + "`next thursday`" + ` is the Thursday of the following week, where weeks begin on Monday. The answer and the checklist show
the date that was understood.
`
	twoPeople = `## What takes two people

- **The release day** is agreed when one of the fix team and one of the SRC agreed to the same proposal. Proposing is
  agreeing; a new proposal voids what was said before; ` + "`/disagree`" + ` opens it again.
- **` + "`/announce send`" + `** takes two different SRC members. The first word waits for the second until ` + "`/announce hold`" + `.
- **` + "`/prenotice send`" + `** likewise, until ` + "`/prenotice hold`" + ` or another release day is proposed.
- **` + "`/publish`" + `** takes two different SRC members within 24 hours. The second word counts only inside the agreed slot and
  when nothing required before the release is missing.
`
	codes = `## Why a command may be turned down

The code stands in the record of decisions; the answer in the thread says it in words.

| code | meaning |
|---|---|
`
)

// document writes the whole page.
func document() string {
	var page strings.Builder
	page.WriteString(head + "\n" + overview() + "\n")
	fmt.Fprintf(&page, writing+"\n", command.MaxLines)
	page.WriteString("## Every command\n")
	for _, spec := range command.All() {
		page.WriteString("\n" + section(spec))
	}
	page.WriteString("\n" + twoPeople + "\n" + codes)
	for _, code := range command.Details() {
		fmt.Fprintf(&page, "| `%s` | %s |\n", code, command.Reason(code))
	}
	return page.String()
}

// overview is the table of who may use what.
func overview() string {
	var table strings.Builder
	table.WriteString("| command | reporter | fix team | SRC |\n|---|---|---|---|\n")
	for _, spec := range command.All() {
		usage := strings.ReplaceAll(spec.Usage, "|", `\|`)
		fmt.Fprintf(&table, "| [`%s`](#%s) |", usage, spec.Name)
		for _, right := range []policy.Right{policy.RightReporter, policy.RightFixTeam, policy.RightSRC} {
			fmt.Fprintf(&table, " %s |", may(spec, right))
		}
		table.WriteString("\n")
	}
	return table.String()
}

// may says in a word whether somebody with the right may use the command.
func may(spec command.Spec, right policy.Right) string {
	switch {
	case !slices.Contains(spec.Rights, right):
		return "–"
	case right == policy.RightFixTeam && spec.Limited:
		return "in part"
	default:
		return "yes"
	}
}

// section describes one command.
func section(spec command.Spec) string {
	text := fmt.Sprintf("### %s\n\n`%s`\n\n%s", spec.Name, spec.Usage, spec.Help)
	if spec.Note != "" {
		text += " " + spec.Note
	}
	text += fmt.Sprintf("\n\n- For %s.\n", whom(spec))
	if spec.Example != spec.Usage {
		text += fmt.Sprintf("- For example: `%s`\n", spec.Example)
	}
	if spec.Late {
		text += "- Counts also when the advisory was published before the comment was read.\n"
	}
	if len(spec.Secret) > 0 {
		text += fmt.Sprintf("- The %s stays in the thread and is stored nowhere else.\n", strings.Join(spec.Secret, " and "))
	}
	return text
}

// whom names those who may use the command.
func whom(spec command.Spec) string {
	names := map[policy.Right]string{
		policy.RightReporter: "the reporter", policy.RightFixTeam: "the fix team", policy.RightSRC: "the SRC",
	}
	words := make([]string, len(spec.Rights))
	for i, right := range spec.Rights {
		words[i] = names[right]
	}
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " and " + words[last]
	}
	return words[0]
}

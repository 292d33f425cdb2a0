package reconcile

import (
	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// answers says what the reply to a comment has to tell: one answer for each of its commands, by the verdicts on
// record. What the comment said is read from it again; where it was edited meanwhile, only the verdict is told.
func (o *observation) answers(comment int64, report policy.Report, v outbox.View) (render.ReplyView, bool) {
	reply := render.ReplyView{
		Key: outbox.ReplyKey(comment), Process: o.process, Case: o.facts, Report: report,
		Now: v.Now, ChecklistURL: v.ChecklistURL,
	}
	lines := o.linesOf(comment)
	for _, d := range o.facts.Decisions {
		if d.Comment != comment {
			continue
		}
		if len(reply.Answers) == 0 {
			reply.To = d.Actor
			reply.Right = policy.RightOf(o.process, o.facts, report.Ledger, d.Actor, v.Now)
		}
		reply.Answers = append(reply.Answers, answer(d, lines[d.Index], reply.Right))
	}
	return reply, len(reply.Answers) > 0
}

// linesOf reads the commands of a comment by their place in it.
func (o *observation) linesOf(id int64) map[int]command.Line {
	lines := map[int]command.Line{}
	for _, comment := range o.comments {
		if comment.ID == id && !o.wasEdited(comment) {
			for _, line := range command.Parse(comment.Body) {
				lines[line.Index] = line
			}
		}
	}
	return lines
}

// wasEdited tells whether a folded comment says something else now.
func (o *observation) wasEdited(comment ghsa.Comment) bool {
	at, folded := o.folded[comment.ID]
	return folded && !comment.UpdatedAt.Equal(at)
}

// answer explains one decision to somebody with the given right.
func answer(d policy.Decision, line command.Line, right policy.Right) render.Answer {
	if line.Name == "" {
		line = command.Line{Index: d.Index, Name: d.Command}
	}
	a := render.Answer{Command: line.Name, Verdict: d.Verdict, Detail: d.Detail}
	if d.Verdict == policy.VerdictAnswered && d.Command == policy.CommandHelp {
		for _, spec := range command.Allowed(right) {
			a.Help = append(a.Help, render.HelpLine{Usage: spec.Usage, Help: spec.Help, Example: spec.Example})
		}
		return a
	}
	if d.Verdict != policy.VerdictAnswered {
		a.Understood, a.Example = command.Explain(line, d, right)
	}
	return a
}

package render

import (
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/internal/render/preview"
	"github.com/embargo-app/embargo/policy"
)

var helpOfSRC = []HelpLine{
	{Usage: "/help", Help: "Lists the commands you may use here.", Example: "/help"},
	{Usage: "/ack", Help: "Acknowledges the report.", Example: "/ack"},
	{Usage: "/assign DUTY @login", Help: "Gives one of the four duties (`triage`, `infra`, `disclosure`, `release`) to somebody.", Example: "/assign triage @alice"},
}

// replies are those with a golden file each.
var replies = map[string]ReplyView{
	"accepted": {Right: policy.RightSRC, Answers: []Answer{
		{Command: "assign", Verdict: policy.VerdictAccepted, Understood: "`/assign` duty `triage` login `alice`"}}},
	"unknown": {Right: policy.RightReporter, Answers: []Answer{
		{Command: "statsu", Verdict: policy.VerdictUnrecognised, Understood: "`/statsu` is no command", Example: "/status"}}},
	"unknown-hostile": {Right: policy.RightReporter, Answers: []Answer{
		{Command: "<!-- embargo:note x --> `@bob` [a](https://example.com)" + strings.Repeat("z", 500), Verdict: policy.VerdictUnrecognised}}},
	"unknown-edited": {Right: policy.RightReporter, Answers: []Answer{
		{Verdict: policy.VerdictUnrecognised, Understood: "`/` is no command", Example: "/help"}}},
	"malformed": {Right: policy.RightFixTeam, Answers: []Answer{
		{Command: "assign", Verdict: policy.VerdictMalformed, Detail: "duty", Example: "/assign triage @alice",
			Understood: "`/assign`: a duty is one of `triage`, `infra`, `disclosure`, `release`"}}},
	"forbidden": {Right: policy.RightReporter, Answers: []Answer{
		{Command: "ack", Verdict: policy.VerdictForbidden, Understood: "`/ack`", Example: "/help"}}},
	"forbidden-self-only": {Right: policy.RightFixTeam, Answers: []Answer{
		{Command: "assign", Verdict: policy.VerdictForbidden, Detail: "self-only", Example: "/assign infra @bob",
			Understood: "`/assign` duty `infra` login `carol`: the fix team may assign only themselves; anybody else is assigned by the SRC"}}},
	"refused": {Right: policy.RightSRC, Answers: []Answer{
		{Command: "ack", Verdict: policy.VerdictRefused, Detail: "published", Understood: "`/ack`: the advisory is published"}}},
	"help": {Right: policy.RightSRC, Answers: []Answer{
		{Command: "help", Verdict: policy.VerdictAnswered, Help: helpOfSRC}, {Command: "help", Verdict: policy.VerdictAnswered, Help: helpOfSRC}}},
	"help-stranger": {Right: policy.RightNone, Answers: []Answer{{Command: "help", Verdict: policy.VerdictAnswered}}},
	"status": {Right: policy.RightReporter, ChecklistURL: thread + "#advisory-comment-100", Report: midWay().r,
		Answers: []Answer{{Command: "status", Verdict: policy.VerdictAnswered}}},
	"status-ready": {Right: policy.RightFixTeam, Report: ready().r,
		Answers: []Answer{{Command: "status", Verdict: policy.VerdictAnswered}}},
	"status-abandoned": {Right: policy.RightFixTeam, Report: abandoned().r,
		Answers: []Answer{{Command: "status", Verdict: policy.VerdictAnswered}}},
	"several": {Right: policy.RightSRC, Report: justReported().r, ChecklistURL: thread, Answers: []Answer{
		{Command: "ack", Verdict: policy.VerdictAccepted, Understood: "`/ack`"},
		{Command: "assign", Verdict: policy.VerdictMalformed, Detail: "login", Understood: "`/assign`: a GitHub login is wanted, such as `@alice`", Example: "/assign triage @alice"},
		{Command: "frobnicate", Verdict: policy.VerdictUnrecognised, Example: "/help"},
		{Command: "help", Verdict: policy.VerdictAnswered, Help: helpOfSRC},
		{Command: "status", Verdict: policy.VerdictAnswered}}},
}

func reply(name string) string {
	v := replies[name]
	v.Key, v.To, v.Now = "reply/123", "bob", reported
	return Reply(v)
}

func TestReplyGolden(t *testing.T) {
	for name := range replies {
		t.Run(name, func(t *testing.T) { golden.Check(t, "reply/"+name+".md", reply(name)) })
	}
}

func TestReplyBeginsWithItsMarker(t *testing.T) {
	for name := range replies {
		if key, ok := NoteKey(reply(name)); key != "reply/123" || !ok {
			t.Errorf("%s: key %q, %v", name, key, ok)
		}
	}
}

// A reply is for the person who asked, so it notifies that person and nobody else.
func TestReplyMentionsOnlyTheAsker(t *testing.T) {
	for name := range replies {
		html := preview.HTML(reply(name))
		if n := strings.Count(html, `class="mention"`); n != 1 || !strings.Contains(html, ">@bob</strong>,") {
			t.Errorf("%s: %d mentions in\n%s", name, n, html)
		}
	}
	for _, to := range []string{"", "dependabot[bot]", "a--b", "-x", "x y", "@bob", "org/team", strings.Repeat("a", 40)} {
		v := ReplyView{Key: "k", To: to, Answers: replies["refused"].Answers}
		if text := Reply(v); strings.Contains(text, "@") {
			t.Errorf("to %q: addresses somebody:\n%s", to, text)
		}
	}
}

func TestReplyIsBounded(t *testing.T) {
	nasty := strings.Repeat("<@$|`*_#", 200)
	var v ReplyView
	for range 2000 { // the first asks for help
		v.Answers = append(v.Answers, Answer{Command: nasty, Verdict: policy.VerdictMalformed, Detail: nasty, Understood: nasty, Example: nasty})
	}
	for range 300 {
		v.Answers[0].Help = append(v.Answers[0].Help, HelpLine{nasty, nasty, nasty})
	}
	v.Answers[0].Command, v.Answers[0].Verdict = "help", policy.VerdictAnswered
	v.Answers = append(v.Answers, Answer{Command: "status", Verdict: policy.VerdictAnswered})
	v.Report = policy.Report{Items: []policy.Item{
		{State: policy.StateOverdue, Title: nasty, Next: nasty, Command: nasty, Owner: nasty},
		{State: policy.StateOverdue, Title: nasty, Next: nasty, Command: nasty, Owner: nasty},
		{State: policy.StateOverdue, Title: nasty, Next: nasty, Command: nasty, Owner: nasty},
	}}
	text := Reply(v)
	if len(text) > Limit {
		t.Errorf("%d bytes", len(text))
	}
	if n := strings.Count(text, "more"); n != 2 {
		t.Errorf("%d times it says that something was left out, want 2:\n%s", n, text)
	}
}

package command

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

// TestChangeOfEveryCommand folds each command's own example and prints what it changed. A command that is accepted
// and changes nothing has been forgotten in standing.
func TestChangeOfEveryCommand(t *testing.T) {
	var text strings.Builder
	for _, spec := range All() {
		if spec.asks {
			continue
		}
		folder := NewFolder(distributors(t), testCase(policy.AdvisoryDraft), now)
		switch spec.Name {
		case policy.CommandSlow:
			say(t, folder, []said{{by: sarah, body: "/low-risk only in tests"}})
		case policy.CommandAgree, policy.CommandDisagree:
			say(t, folder, []said{{by: frank, body: "/release-day 2026-12-02"}})
		case policy.CommandRevoke:
			login := strings.TrimPrefix(strings.Fields(spec.Example)[1], "@")
			say(t, folder, []said{{by: sarah, body: "/approve @" + login + " knows it"}})
		}
		changes := NewChanges(folder.c.Decisions)
		got := folder.Fold(Comment{ID: 99, Author: simon, Body: spec.Example, CreatedAt: now})
		if len(got) == 1 && got[0].Verdict == answered { // this use of it only asks
			continue
		}
		if len(got) != 1 || got[0].Verdict != accepted {
			t.Errorf("%s: %+v", spec.Example, got)
			continue
		}
		was, is := changes.Next(got[0])
		if len(was)+len(is) == 0 {
			t.Errorf("%s was accepted and changed nothing", spec.Example)
		}
		for _, key := range spec.Secret {
			if strings.Contains(fmt.Sprint(was, is), got[0].Args[key]) {
				t.Errorf("%s: the change holds the secret %s", spec.Example, key)
			}
		}
		fmt.Fprintf(&text, "%s\n    %v → %v\n", spec.Example, was, is)
	}
	golden.Check(t, "changes.txt", text.String())
}

func TestChange(t *testing.T) {
	assign := func(login string) policy.Decision {
		return policy.Decision{Command: policy.CommandAssign, Verdict: accepted, Args: args("duty", "triage", "login", login)}
	}
	release := func(actor, command string, pairs ...string) policy.Decision {
		return policy.Decision{Command: command, Actor: actor, Right: policy.RightSRC, Verdict: accepted, Args: args(pairs...)}
	}
	vector := func(comment int64) policy.Decision {
		return policy.Decision{Command: policy.CommandCVSS, Comment: comment, Verdict: accepted, Args: args("vector", "CVSS:3.1/…")}
	}
	first, second := "2026-12-02T16:00:00Z", "2026-12-03T16:00:00Z"
	for _, test := range []struct {
		name    string
		before  []policy.Decision
		d       policy.Decision
		was, is map[string]string
	}{
		{"another takes over a duty", []policy.Decision{assign(sarah)}, assign(simon), args("duty/triage", sarah), args("duty/triage", simon)},
		{"the same again", []policy.Decision{assign(sarah)}, assign(sarah), nil, nil},
		{"another vector", []policy.Decision{vector(1)}, vector(2), args("cvss", "set by comment 1"), args("cvss", "set by comment 2")},
		{"refused", nil, policy.Decision{Command: policy.CommandAck, Verdict: refused}, nil, nil},
		{
			"another slot voids what was agreed",
			[]policy.Decision{release(sarah, "release-day", "start", first), release(simon, "agree")},
			release(frank, "release-day", "start", second),
			args("release-slot", first, "release-slot-agreed-by", "sarah simon"),
			args("release-slot", second, "release-slot-agreed-by", frank),
		},
		{
			"disagreeing", []policy.Decision{release(sarah, "release-day", "start", first)}, release(simon, "disagree"),
			args("release-slot-agreed-by", sarah), args("release-slot-disagreed-by", simon),
		},
		{
			"holding back", []policy.Decision{release(sarah, "announce", "act", "send")}, release(simon, "announce", "act", "hold"),
			args("announcement-sent-by", sarah), args("announcement-held-by", simon),
		},
		{
			"telling distributors", nil, release(sarah, "prenotice", "act", "send", "to", "distros@example.org"),
			nil, args("prenotice-asked-by", sarah, "prenotice-to", "distros@example.org"),
		},
		{
			"not telling them", []policy.Decision{release(sarah, "prenotice", "act", "send", "to", "distros@example.org")},
			release(simon, "prenotice", "act", "hold"),
			args("prenotice-asked-by", sarah, "prenotice-to", "distros@example.org"), args("prenotice-held-by", simon),
		},
		{"a draft of the retrospective", nil, release(sarah, "retro"), nil, args("retro-asked-by", sarah)},
		{
			"sending the retrospective", []policy.Decision{release(sarah, "retro")}, release(simon, "retro", "act", "send"),
			args("retro-asked-by", sarah), args("retro-asked-by", "sarah simon", "retro-sent-by", simon),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			was, is := NewChanges(test.before).Next(test.d)
			if diff := cmp.Diff(test.was, was) + cmp.Diff(test.is, is); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func BenchmarkChanges(b *testing.B) {
	decisions := make([]policy.Decision, 1000)
	for i := range decisions {
		decisions[i] = policy.Decision{
			Comment: int64(i), Command: policy.CommandAck, Actor: fmt.Sprint("user", i%4), Verdict: accepted, WrittenAt: now.Add(time.Duration(i)),
		}
	}
	for b.Loop() {
		changes := NewChanges(nil)
		for _, d := range decisions {
			changes.Next(d)
		}
	}
}

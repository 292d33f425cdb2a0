package command

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/policy"
)

func TestRedactAndRestore(t *testing.T) {
	process, c := testProcess(t), testCase(policy.AdvisoryDraft)
	for _, line := range []string{cvss.Example, severity.Example, publicDisclosure.Example, upstream.Example, ack.Example, assign.Example} {
		comment := Comment{ID: 1, Author: sarah, Body: "/status\n" + line, CreatedAt: now}
		full := Fold(process, c, comment, now)[1]
		spec, _ := lookup(full.Command)
		redacted := Redact(full)
		for _, key := range spec.Secret {
			if full.Args[key] == "" {
				t.Errorf("%s: argument %s is empty", line, key)
			}
			if _, ok := redacted.Args[key]; ok {
				t.Errorf("%s: argument %s would be stored", line, key)
			}
		}
		restored, ok := Restore(process, c, redacted, comment)
		if diff := cmp.Diff(full, restored); !ok || diff != "" {
			t.Errorf("%s (-folded +restored, %v):\n%s", line, ok, diff)
		}
	}
}

func TestRestoreFromAnotherText(t *testing.T) {
	process, c := testProcess(t), testCase(policy.AdvisoryDraft)
	d := Redact(Fold(process, c, Comment{Author: sarah, Body: cvss.Example, CreatedAt: now}, now)[0])
	for _, body := range []string{"", "/ack", "/cvss 9.8", "/ack\n" + cvss.Example} {
		got, ok := Restore(process, c, d, Comment{Author: sarah, Body: body, CreatedAt: now})
		if ok || cmp.Diff(d, got) != "" {
			t.Errorf("%q: restored %v", body, got.Args)
		}
	}
}

package reconcile

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

var refusedAt = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)

// aboutRefused is what is known of an advisory whose retrospective a list refused, beside some other letters.
func aboutRefused(others ...store.LetterRow) lettering {
	ref := ghsa.Ref{Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2345-6789-cfgh"}
	o := &observation{ref: ref, letters: append([]store.LetterRow{{
		Kind: string(policy.SentRetrospective), Way: store.ByMail, Channel: "dev@example.org", State: store.LetterRefused, At: refusedAt,
	}}, others...)}
	for i := range o.letters {
		o.letters[i].Ref = ref.String()
	}
	o.process.SRC.Notify.Mail = []string{"src@example.org"}
	return lettering{observation: o, now: refusedAt.Add(time.Minute)}
}

// TestUndeliveredIsToldOnceAcrossVersions: an earlier version told of a refusal under a name without its time. That counts,
// but not for a refusal after it.
func TestUndeliveredIsToldOnceAcrossVersions(t *testing.T) {
	told := func(at time.Time) store.LetterRow {
		return store.LetterRow{
			Kind: string(letterUndelivered), Occasion: "retrospective//mail/dev@example.org", Way: store.ByMail, Channel: "src@example.org",
			State: store.LetterSent, At: at,
		}
	}
	for name, test := range map[string]struct {
		l    lettering
		want bool
	}{
		"not told":               {aboutRefused(), true},
		"told before":            {aboutRefused(told(refusedAt.Add(time.Second))), false},
		"told of an earlier one": {aboutRefused(told(refusedAt.Add(-time.Hour))), true},
	} {
		letters := undelivered(test.l)
		if len(letters) != 1 || test.l.unsent(letters[0]) != test.want {
			t.Errorf("%s: %+v", name, letters)
		}
	}
}

// TestSentFor: what was refused everywhere ends, too, so that a list which is added a year later gets nothing old.
func TestSentFor(t *testing.T) {
	l := aboutRefused()
	l.now = refusedAt.Add(96 * time.Hour)
	for name, test := range map[string]struct {
		to   letter
		want time.Duration
	}{
		"since it was refused":    {letter{kind: policy.SentRetrospective, orderedAt: refusedAt.Add(-time.Hour)}, 96 * time.Hour},
		"ordered anew":            {letter{kind: policy.SentRetrospective, orderedAt: refusedAt.Add(95 * time.Hour)}, time.Hour},
		"not sent to anybody yet": {letter{kind: policy.SentAnnouncement, orderedAt: refusedAt}, 0},
	} {
		if got := l.sentFor(test.to); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

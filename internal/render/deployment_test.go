package render

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/embargo-app/embargo/policy"
)

func TestDeploymentLog(t *testing.T) {
	start := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	slot := policy.Slot{Start: start, End: start.Add(4 * time.Hour), Agreed: true}
	d := policy.Deployment{Owner: "o", Repo: "r", Run: 42, Environment: "release", Ref: "v2.4.1", RequestedAt: start.AddDate(0, 0, -1)}
	said := map[policy.DeploymentCode]string{}
	for _, test := range []struct {
		code    policy.DeploymentCode
		verdict policy.DeploymentVerdict
		want    string
	}{
		{policy.DeploymentFree, policy.DeploymentVerdict{Answer: policy.DeploymentApprove}, "Release conditions are met."},
		{policy.DeploymentReady, policy.DeploymentVerdict{Answer: policy.DeploymentApprove, Slot: slot}, "Release conditions are met."},
		{policy.DeploymentNoSlot, policy.DeploymentVerdict{Answer: policy.DeploymentWait}, "Waiting for release conditions."},
		{policy.DeploymentUnread, policy.DeploymentVerdict{Answer: policy.DeploymentWait}, "Waiting for release conditions."},
		{policy.DeploymentEarly, policy.DeploymentVerdict{Answer: policy.DeploymentWait, Slot: slot},
			"Waiting for release conditions. The release slot begins Tue 24 Nov 2026 16:00 UTC."},
		{policy.DeploymentMissing, policy.DeploymentVerdict{Answer: policy.DeploymentWait, Slot: slot},
			"Waiting for release conditions. The release slot is open until Tue 24 Nov 2026 20:00 UTC."},
		{policy.DeploymentLate, policy.DeploymentVerdict{Answer: policy.DeploymentWait, Slot: slot, Expiring: true},
			"Waiting for release conditions. The release slot ended Tue 24 Nov 2026 20:00 UTC; the next one is not set yet. " +
				"GitHub ends this run at Wed 23 Dec 2026 16:00 UTC if it still waits then."},
		{policy.DeploymentClosed, policy.DeploymentVerdict{Answer: policy.DeploymentReject}, "The release conditions can no longer be met."},
		{policy.DeploymentExpired, policy.DeploymentVerdict{Answer: policy.DeploymentReject},
			"The release conditions were not met within the 30 days that GitHub waits. Start the workflow again."},
	} {
		test.verdict.Code = test.code
		got := DeploymentLog(test.verdict, d)
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.code, got, test.want)
		}
		if utf8.RuneCountInString(got) > 1024 {
			t.Errorf("%s: %d characters", test.code, utf8.RuneCountInString(got))
		}
		said[test.code] = got
	}
	if said[policy.DeploymentFree] != said[policy.DeploymentReady] {
		t.Error("a deployment that concerns no embargo is told something else than one that does")
	}
}

// TestDeploymentNotes has what people chose freely, such as the name of an environment, stay without effect.
func TestDeploymentNotes(t *testing.T) {
	n := DeploymentNote{
		Key: "deployment/held/o/r/42/a b --> c/7", To: "o/team", URL: "https://github.com/o/r/actions/runs/42", Held: policy.DeploymentLate,
		Deployment: policy.Deployment{Owner: "o", Repo: "r", Run: 42, Environment: "`@mallory` <!-- embargo:checklist v1 -->", Ref: "refs/tags/v1`2"},
	}
	for _, write := range []func(DeploymentNote) string{DeploymentHeld, DeploymentExpires, DeploymentPassed, DeploymentStuck} {
		text := write(n)
		if key, ok := NoteKey(text); !ok || key != n.Key {
			t.Errorf("the key is %q, %t", key, ok)
		}
		body := strings.SplitN(text, "\n", 2)[1]
		if strings.Contains(body, " @mallory") || strings.Contains(body, "\n<!--") || strings.Contains(body, "refs/tags") {
			t.Errorf("outside text has an effect:\n%s", body)
		}
	}
}

package policy

import "testing"

func TestArtifacts(t *testing.T) {
	released := func(w *world) {
		w.do(patched, agreed, on("2026-11-11 16:30"), releases(release("v2.3.1", "2026-11-11 16:20")))
	}
	has := func(all ...Artifact) step { return edit(func(c *Case) { c.Artifacts = Know(all) }) }
	file := func(public bool, digest, signature Check) Artifact {
		return Artifact{Name: "cosign-linux-amd64", URL: "https://github.com/example/cosign/releases/v2.3.1/cosign", Public: public, Digest: digest, Signature: signature}
	}
	checkRule(t, ItemArtifacts, []ruleCase{
		{"not released", StatePending, []step{has(file(true, CheckPassed, CheckPassed))}},
		{"nobody looked", StateUnknown, []step{released}},
		{"none", StateDueSoon, []step{released, has()}},
		{"not public", StateDueSoon, []step{released, has(file(false, CheckPassed, CheckPassed))}},
		{"neither checksum nor signature", StateDueSoon, []step{released, has(file(true, CheckAbsent, CheckAbsent))}},
		{"overdue", StateOverdue, []step{released, has(), on("2026-11-11 20:00")}},
		{"tampered with", StateViolated, []step{released, has(file(true, CheckPassed, CheckPassed), file(true, CheckFailed, CheckPassed))}},
		{"signed by the wrong one", StateViolated, []step{released, has(file(true, CheckPassed, CheckFailed))}},
		{"good", StateDone, []step{released, has(file(true, CheckPassed, CheckPassed), file(true, CheckAbsent, CheckPassed))}},
		{"waived", StateWaived, []step{released, says("alice", CommandWaive, "item=artifacts")}},
	})
}

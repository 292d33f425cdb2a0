package policy

import (
	"slices"
	"testing"
)

func TestArtifacts(t *testing.T) {
	released := func(w *world) {
		w.do(patched, agreed, on("2026-11-11 16:30"), releases(release("v2.3.1", "2026-11-11 16:20")))
	}
	has := func(all ...Artifact) step { return edit(func(c *Case) { c.Artifacts = Know(all) }) }
	requires := func(need ArtifactNeed, signers ...SigningIdentity) step {
		return func(w *world) { w.process.Artifacts.Require, w.process.Artifacts.Identities = need, signers }
	}
	someone := SigningIdentity{SAN: "builder@example.org", Issuer: "https://issuer.example.org"}
	file := func(state ArtifactState, reason ArtifactReason, by string) Artifact {
		return Artifact{Name: "cosign-linux-amd64", URL: "https://github.com/example/cosign/releases/v2.3.1/cosign", State: state, Reason: reason, By: by}
	}
	signed := file(ArtifactVerified, "", "builder@example.org")
	summed := file(ArtifactChecksumOnly, "", "SHA256SUMS")
	unjudged := file(ArtifactUnknown, ArtifactUnjudged, "cosign.sigstore.json")
	built := signed
	built.Provenance = &Provenance{Type: "https://slsa.dev/provenance/v1", Builder: "https://github.com/actions/runner", Repository: "https://github.com/example/cosign", Commit: "0123abcd"}
	checkRule(t, ItemArtifacts, []ruleCase{
		{"not released", StatePending, []step{has(signed)}},
		{"nobody looked", StateUnknown, []step{released}},
		{"none", StateDueSoon, []step{released, has()}},
		{"none and none needed", StateDone, []step{released, has(), requires(ArtifactNeedNone)}},
		{"not public", StateDueSoon, []step{released, has(file(ArtifactUnavailable, "", "")), requires(ArtifactNeedNone)}},
		{"nothing proves it", StateDueSoon, []step{released, has(file(ArtifactUnsigned, "", "")), requires(ArtifactNeedChecksum)}},
		{"no proof needed", StateDone, []step{released, has(file(ArtifactUnsigned, "", "")), requires(ArtifactNeedNone)}},
		{"checksum where a signature is needed", StateDueSoon, []step{released, has(signed, summed), requires(ArtifactNeedSignature)}},
		{"checksum where one is needed", StateDone, []step{released, has(signed, summed), requires(ArtifactNeedChecksum)}},
		{"a need nobody knows", StateDueSoon, []step{released, has(signed, summed), requires("more")}},
		{"a state nobody knows", StateUnknown, []step{released, has(signed, file("better", "", ""))}},
		{"overdue", StateOverdue, []step{released, has(), on("2026-11-11 20:00")}},
		{"tampered with", StateViolated, []step{released, has(signed, file(ArtifactFailed, ArtifactMismatch, "SHA256SUMS"), unjudged)}},
		{"forged", StateViolated, []step{released, has(file(ArtifactFailed, ArtifactForged, "cosign.sig"))}},
		{"signed by the wrong one", StateViolated, []step{released, has(file(ArtifactFailed, ArtifactWrongSigner, "mallory@example.net"))}},
		{"no proof at all", StateViolated, []step{released, has(file(ArtifactFailed, ArtifactMalformed, ""))}},
		{"attested by nobody who may", StateViolated, []step{released, has(file(ArtifactFailed, ArtifactForged, ""))}},
		{"cut short", StateViolated, []step{released, has(file(ArtifactFailed, ArtifactIncomplete, ""))}},
		{"nobody may sign yet", StateUnknown, []step{released, has(signed, unjudged)}},
		{"unreadable", StateUnknown, []step{released, has(signed, file(ArtifactUnknown, ArtifactUnread, "")), requires(ArtifactNeedNone, someone)}},
		{"good", StateDone, []step{released, has(built, file(ArtifactProof, "", ""), file(ArtifactVerified, ArtifactSignedSums, "SHA256SUMS")),
			func(w *world) { w.process.Artifacts.Smoke = "cosign version" }}},
		{"many", StateDone, []step{released, has(slices.Repeat([]Artifact{signed}, 25)...)}},
		{"waived", StateWaived, []step{released, says("alice", CommandWaive, "item=artifacts")}},
	})
}

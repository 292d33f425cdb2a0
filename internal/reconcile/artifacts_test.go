package reconcile

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/verify"
	"github.com/embargo-app/embargo/policy"
)

// TestFileRows: a verdict is kept as codes and names, with the proof that it comes from.
func TestFileRows(t *testing.T) {
	const sha = "ab"
	asset := verify.Asset{Name: "tool", URL: "https://example.org/tool", Size: 3, Digest: "sha256:" + sha}
	passed := verify.Signature{File: "tool.sigstore.json", Outcome: verify.Passed, Identity: "builder@example.org",
		Statement: &verify.Statement{PredicateType: "p", Builder: "b", Repository: "r", Commit: "c"}}
	sums := verify.Checksum{File: "SHA256SUMS", Outcome: verify.Passed}
	signedSums := verify.Checksum{File: "signed.txt", Outcome: verify.Passed, Signed: true}
	stranger := verify.Signature{File: "tool.sig", Outcome: verify.Failed, Identity: "mallory@example.net"}
	attested := verify.Signature{Outcome: verify.Failed}
	for _, tc := range []struct {
		name   string
		result verify.Result
		reason policy.ArtifactReason
		by     string
	}{
		{"signed", verify.Result{State: verify.StateVerified, Checksums: []verify.Checksum{sums}, Signatures: []verify.Signature{attested, passed}}, "", "builder@example.org"},
		{"in a signed list", verify.Result{State: verify.StateVerified, Checksums: []verify.Checksum{sums, signedSums}}, policy.ArtifactSignedSums, "signed.txt"},
		{"in a list", verify.Result{State: verify.StateChecksumOnly, Checksums: []verify.Checksum{{File: "x", Outcome: verify.Unknown}, sums}}, "", "SHA256SUMS"},
		{"nothing", verify.Result{State: verify.StateUnsigned}, "", ""},
		{"other than listed", verify.Result{State: verify.StateFailed, Checksums: []verify.Checksum{sums, {File: "x", Outcome: verify.Failed}}, Signatures: []verify.Signature{stranger}}, policy.ArtifactMismatch, "x"},
		{"by a stranger", verify.Result{State: verify.StateFailed, Signatures: []verify.Signature{stranger}}, policy.ArtifactWrongSigner, "mallory@example.net"},
		{"attested in vain", verify.Result{State: verify.StateFailed, Signatures: []verify.Signature{attested}}, policy.ArtifactForged, ""},
		{"another size", verify.Result{State: verify.StateFailed, Size: 2, SHA256: sha}, policy.ArtifactIncomplete, ""},
		{"another content", verify.Result{State: verify.StateFailed, Size: 3, SHA256: "cd"}, policy.ArtifactIncomplete, ""},
		{"no proof", verify.Result{State: verify.StateFailed, Size: 3, SHA256: sha}, policy.ArtifactMalformed, ""},
		{"unreadable", verify.Result{State: verify.StateUnknown}, policy.ArtifactUnread, ""},
		{"unjudged", verify.Result{State: verify.StateUnknown, Public: true, Signatures: []verify.Signature{{File: "tool.asc", Outcome: verify.Unknown}}}, policy.ArtifactUnjudged, "tool.asc"},
		{"unread list", verify.Result{State: verify.StateUnknown, Public: true, Checksums: []verify.Checksum{{File: "SHA256SUMS", Outcome: verify.Unknown}}}, policy.ArtifactUnjudged, "SHA256SUMS"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.result.Name, tc.result.URL, tc.result.Reason = asset.Name, asset.URL, "words that are not kept"
			got := fileRows([]verify.Asset{asset}, verify.Report{Results: []verify.Result{tc.result}})
			want := store.FileRow{Name: asset.Name, URL: asset.URL, State: string(tc.result.State), Reason: string(tc.reason), By: tc.by,
				Size: tc.result.Size, SHA256: tc.result.SHA256}
			if tc.name == "signed" {
				want.Predicate, want.Builder, want.Source, want.Commit = "p", "b", "r", "c"
			}
			if diff := cmp.Diff([]store.FileRow{want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestReleaseDigest: it changes with every file and with whoever may sign, and with nothing else.
func TestReleaseDigest(t *testing.T) {
	release := func(change func(*ghsa.Release, *policy.ArtifactRules)) string {
		r := ghsa.Release{ID: 7, TagName: "v1.2.3", Assets: []ghsa.Asset{
			{ID: 1, Name: "tool", Size: 3, State: "uploaded", URL: "https://example.org/tool"}, {ID: 2, Name: "sums", Size: 4, State: "uploaded"},
		}}
		rules := policy.ArtifactRules{Identities: []policy.SigningIdentity{{SAN: "a", Issuer: "b"}}}
		change(&r, &rules)
		return releaseDigest(r, rules)
	}
	same := release(func(*ghsa.Release, *policy.ArtifactRules) {})
	for name, tc := range map[string]struct {
		change func(*ghsa.Release, *policy.ArtifactRules)
		same   bool
	}{
		"page":     {func(r *ghsa.Release, _ *policy.ArtifactRules) { r.HTMLURL, r.Prerelease = "x", true }, true},
		"need":     {func(_ *ghsa.Release, p *policy.ArtifactRules) { p.Require, p.Smoke = "none", "x" }, true},
		"replaced": {func(r *ghsa.Release, _ *policy.ArtifactRules) { r.Assets[0].ID = 3 }, false},
		"renamed":  {func(r *ghsa.Release, _ *policy.ArtifactRules) { r.Assets[0].Name = "tool2" }, false},
		"digest":   {func(r *ghsa.Release, _ *policy.ArtifactRules) { r.Assets[0].Digest = "sha256:ab" }, false},
		"removed":  {func(r *ghsa.Release, _ *policy.ArtifactRules) { r.Assets = r.Assets[:1] }, false},
		"signer":   {func(_ *ghsa.Release, p *policy.ArtifactRules) { p.Identities[0].SAN = "c" }, false},
		"nobody":   {func(_ *ghsa.Release, p *policy.ArtifactRules) { p.Identities = nil }, false},
	} {
		if got := release(tc.change) == same; got != tc.same {
			t.Errorf("%s: the same is %t, want %t", name, got, tc.same)
		}
	}
}

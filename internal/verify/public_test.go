package verify

import (
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sigstore/sigstore-go/pkg/testing/data"
)

// TestPublicDeployment: a real attestation, made by a workflow on GitHub and logged in Sigstore's public log,
// holds under Sigstore's real trusted root: logged certificate, logged signature, identity and all.
func TestPublicDeployment(t *testing.T) {
	material, err := data.TrustedRoot(t, "public-good.json").MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	document, err := data.Bundle(t, "sigstore.js@2.0.0-provenance.sigstore.json").MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := parseRoots(material)
	if err != nil {
		t.Fatal(err)
	}
	p, err := parseBundle(document)
	if err != nil {
		t.Fatal(err)
	}
	digest, err := hex.DecodeString("46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c")
	if err != nil {
		t.Fatal(err)
	}
	const workflow = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main"
	v := verifier(t, Options{Identities: []Identity{{
		SAN: `https://github\.com/sigstore/sigstore-js/\.github/workflows/release\.yml@refs/heads/.*`, Issuer: `https://token\.actions\.githubusercontent\.com`,
	}}})
	want := Signature{
		Kind: KindAttestation, Outcome: Passed, Identity: workflow, Issuer: "https://token.actions.githubusercontent.com",
		At: time.Date(2023, 8, 18, 16, 5, 35, 0, time.UTC),
		Source: Source{
			Repository: "https://github.com/sigstore/sigstore-js", Ref: "refs/heads/main", Commit: "f0b49a04e5a62250e0f60fb128004a73110fe311",
			Run: "https://github.com/sigstore/sigstore-js/actions/runs/5904696764/attempts/1",
		},
		Statement: &Statement{
			PredicateType: "https://slsa.dev/provenance/v1", BuildType: "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
			Builder: "https://github.com/actions/runner/github-hosted", Repository: "https://github.com/sigstore/sigstore-js",
			Commit: "f0b49a04e5a62250e0f60fb128004a73110fe311",
		},
	}
	got := v.check(trusted, p, content{digests: map[string][]byte{"sha512": digest}})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	digest[0]++
	if got := v.check(trusted, p, content{digests: map[string][]byte{"sha512": digest}}); got.Outcome != Failed || got.Identity != "" {
		t.Errorf("another file: %+v", got)
	}
}

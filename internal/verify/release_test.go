package verify

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	protocommon "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	protorekor "github.com/sigstore/protobuf-specs/gen/pb-go/rekor/v1"
	"github.com/sigstore/sigstore-go/pkg/tlog"
)

func payloadOf(e *protorekor.TransparencyLogEntry) tlog.RekorPayload {
	return tlog.RekorPayload{Body: e.CanonicalizedBody, IntegratedTime: e.IntegratedTime, LogIndex: e.LogIndex, LogID: hex.EncodeToString(e.LogId.KeyId)}
}

// serve offers files to whoever asks without credentials, and gives them as a release's assets in the order
// of their names.
func serve(t *testing.T, files map[string][]byte) []Asset {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, ok := files[strings.TrimPrefix(r.URL.Path, "/")]
		switch {
		case r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "":
			t.Error("the request was not anonymous")
		case !ok:
			http.NotFound(w, r)
		default:
			w.Write(content)
		}
	}))
	t.Cleanup(server.Close)
	var assets []Asset
	for _, name := range slices.Sorted(maps.Keys(files)) {
		assets = append(assets, Asset{Name: name, URL: server.URL + "/" + name, Size: int64(len(files[name]))})
	}
	return assets
}

func verifier(t *testing.T, o Options) *Verifier {
	t.Helper()
	v, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// states gives "state: reason" of each asset that is not just a proof.
func states(r Report) map[string]string {
	all := map[string]string{}
	for _, result := range r.Results {
		if result.State != StateProof {
			all[result.Name] = strings.TrimSuffix(string(result.State)+": "+result.Reason, ": ")
		}
	}
	return all
}

func releaseOf(t *testing.T, v *Verifier, assets []Asset, attestations Attestations) Report {
	t.Helper()
	report, err := v.Release(t.Context(), assets, attestations)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Results) != len(assets) {
		t.Fatalf("%d results for %d assets", len(report.Results), len(assets))
	}
	return report
}

var us = []Identity{{SAN: `release@example\.org`, Issuer: `https://issuer\.example\.org`}}

func sumsOf(files map[string][]byte) []byte {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	return []byte(b.String())
}

const slsa = `{"buildDefinition":{"buildType":"https://actions.github.io/buildtypes/workflow/v1","externalParameters":{"workflow":{"repository":"https://github.com/example/tool","ref":"refs/tags/v1"}},"resolvedDependencies":[{"uri":"git+https://github.com/example/tool","digest":{"gitCommit":"c0ffee"}}]},"runDetails":{"builder":{"id":"https://builder.example.org"}}}`

// TestRelease: what a release carries, and what comes of it.
func TestRelease(t *testing.T) {
	a, foreign := newAuthority(t), newAuthority(t)
	tool, doc := []byte("the tool"), []byte("its manual")
	both := map[string][]byte{"tool": tool, "doc": doc}
	sums := sumsOf(both)
	signature, certificate, old := a.cosign(builder, tool)
	late := time.Now().Add(30 * time.Minute)
	type files = map[string][]byte
	tests := []struct {
		name  string
		files files
		want  map[string]string
	}{
		{"nothing proves it", files{"tool": tool}, map[string]string{"tool": "unsigned: nothing in the release proves it"}},
		{"bundle", files{"tool": tool, "tool.sigstore.json": a.sign(builder, tool)}, map[string]string{"tool": "verified: signed by release@example.org"}},
		{"bundle under its older name", files{"tool": tool, "tool.sigstore": a.sign(builder, tool)}, map[string]string{"tool": "verified: signed by release@example.org"}},
		{"cosign's older bundle", files{"tool": tool, "tool.bundle": old}, map[string]string{"tool": "verified: signed by release@example.org"}},
		{"tampered with", files{"tool": []byte("a trojan"), "tool.sigstore.json": a.sign(builder, tool)},
			map[string]string{"tool": `failed: "tool.sigstore.json": it is not a signature of this file`}},
		{"tampered with, older bundle", files{"tool": []byte("a trojan"), "tool.bundle": old},
			map[string]string{"tool": `failed: "tool.bundle": it is not a signature of this file`}},
		{"somebody else's signature", files{"tool": tool, "tool.sigstore.json": a.sign(stranger, tool)},
			map[string]string{"tool": `failed: "tool.sigstore.json": signed by mallory@example.net, vouched for by https://issuer.example.org, who may not sign for this project`}},
		{"foreign authority", files{"tool": tool, "tool.sigstore.json": foreign.sign(builder, tool)},
			map[string]string{"tool": `failed: "tool.sigstore.json": no trusted transparency log has the signature`}},
		{"signed after the certificate expired", files{"tool": tool, "tool.sigstore.json": a.signAt(builder, tool, late)},
			map[string]string{"tool": `failed: "tool.sigstore.json": its certificate was not valid, or not any more, when it was made`}},
		{"signed with a key", files{"tool": tool, "tool.sigstore.json": a.sign(builder, tool, func(b *protobundle.Bundle) {
			b.VerificationMaterial.Content = &protobundle.VerificationMaterial_PublicKey{PublicKey: &protocommon.PublicKeyIdentifier{Hint: "k"}}
		})}, map[string]string{
			"tool":               `unknown: "tool.sigstore.json": it was made with a key: only signatures with an identity are judged`,
			"tool.sigstore.json": "unknown: it was made with a key: only signatures with an identity are judged",
		}},
		{"not logged", files{"tool": tool, "tool.sigstore.json": a.sign(builder, tool, func(b *protobundle.Bundle) { b.VerificationMaterial.TlogEntries = nil })},
			map[string]string{"tool": `failed: "tool.sigstore.json": no trusted transparency log has the signature`}},
		{"no bundle at all", files{"tool": tool, "tool.sigstore.json": []byte("<html>")}, map[string]string{
			"tool":               `failed: "tool.sigstore.json": it is no Sigstore bundle that can be read`,
			"tool.sigstore.json": "failed: it is no Sigstore bundle that can be read",
		}},
		{"bundle of no asset", files{"tool": tool, "gone.sigstore.json": a.sign(builder, doc)}, map[string]string{
			"tool": "unsigned: nothing in the release proves it", "gone.sigstore.json": "unknown: it is about no asset of this release",
		}},
		{"bundle found by its digest", files{"tool": tool, "tool-keyless.sigstore.json": a.sign(builder, tool)}, map[string]string{"tool": "verified: signed by release@example.org"}},
		{"pair without a log to ask", files{"tool": tool, "tool.sig": signature, "tool.pem": certificate},
			map[string]string{"tool": `unknown: "tool.sig": nothing with it proves when it was made, and no transparency log is configured to look it up in`}},
		{"OpenPGP", files{"tool": tool, "tool.asc": []byte("-----BEGIN PGP SIGNATURE-----")},
			map[string]string{"tool": `unknown: "tool.asc": it was made with a key: only signatures with an identity are judged`}},
		{"certificate of nothing", files{"tool": tool, "tool.pem": certificate, "tool.sigstore.json": a.sign(builder, tool)},
			map[string]string{"tool": "verified: signed by release@example.org", "tool.pem": "unsigned: nothing in the release proves it"}},

		{"checksums", files{"tool": tool, "doc": doc, "checksums.txt": sums}, map[string]string{
			"tool": `checksum-only: it is what "checksums.txt" says, which is not signed`, "doc": `checksum-only: it is what "checksums.txt" says, which is not signed`,
		}},
		{"signed checksums", files{"tool": tool, "doc": doc, "checksums.txt": sums, "checksums.txt.sigstore.json": a.sign(builder, sums)}, map[string]string{
			"tool": `verified: it is what "checksums.txt" says, which is signed`, "doc": `verified: it is what "checksums.txt" says, which is signed`,
			"checksums.txt": "verified: signed by release@example.org",
		}},
		{"checksums tampered with", files{"tool": tool, "SHA256SUMS": sums, "SHA256SUMS.sigstore.json": a.sign(builder, []byte("other"))}, map[string]string{
			"tool":       `unknown: "SHA256SUMS": it agrees, but fails itself`,
			"SHA256SUMS": `failed: "SHA256SUMS.sigstore.json": it is not a signature of this file`,
		}},
		{"checksum mismatch", files{"tool": []byte("a trojan"), "checksums.txt": sums}, map[string]string{"tool": `failed: it is not what "checksums.txt" says`}},
		{"checksum mismatch of a signed file", files{"tool": tool, "tool.sigstore.json": a.sign(builder, tool), "tool.sha256": fmt.Appendf(nil, "%064x", 1)},
			map[string]string{"tool": `failed: it is not what "tool.sha256" says`}},
		{"bare digest beside its file", files{"tool": tool, "doc": doc, "tool.sha512": fmt.Appendf(nil, "%x\n", sha512.Sum512(tool))}, map[string]string{
			"tool": `checksum-only: it is what "tool.sha512" says, which is not signed`, "doc": "unsigned: nothing in the release proves it",
		}},
		{"not listed", files{"tool": tool, "new": []byte("new"), "checksums.txt": sums}, map[string]string{
			"tool": `checksum-only: it is what "checksums.txt" says, which is not signed`, "new": "unsigned: nothing in the release proves it",
		}},
		{"two checksums of one name", files{"tool": tool, "checksums.txt": slices.Concat(sums, fmt.Appendf(nil, "%064x  tool\n", 1))}, map[string]string{
			"tool": `unknown: "checksums.txt": it gives two different checksums for one name`, "checksums.txt": "unknown: it gives two different checksums for one name",
		}},

		{"provenance of several", files{"tool": tool, "doc": doc, "multiple.intoto.jsonl": a.attest(builder, "https://slsa.dev/provenance/v1", slsa, both)},
			map[string]string{"tool": "verified: signed by release@example.org", "doc": "verified: signed by release@example.org"}},
		{"provenance of another version", files{"tool": []byte("a trojan"), "multiple.intoto.jsonl": a.attest(builder, "https://slsa.dev/provenance/v1", slsa, both)},
			map[string]string{"tool": `failed: "multiple.intoto.jsonl": it is about another file, or another version of this one`}},
		{"a bill of materials proves no origin", files{"tool": tool, "tool.sigstore.json": a.attest(builder, "https://spdx.dev/Document", "{}", files{"tool": tool})},
			map[string]string{"tool": "unsigned: nothing in the release proves it"}},
		{"one of several bundles", files{"tool": tool, "tool.sigstore.jsonl": slices.Concat(a.sign(stranger, tool), []byte("\n"), a.sign(builder, tool), []byte("\n"), a.sign(builder, doc))},
			map[string]string{"tool": "verified: signed by release@example.org"}},
		{"a bundle for each file", files{"tool": tool, "doc": doc, "all.sigstore.jsonl": slices.Concat(a.sign(builder, tool), []byte("\n"), a.sign(stranger, doc))}, map[string]string{
			"tool": "verified: signed by release@example.org",
			"doc":  `failed: "all.sigstore.jsonl": signed by mallory@example.net, vouched for by https://issuer.example.org, who may not sign for this project`,
		}},
		{"attestation of nothing", files{"tool": tool, "tool.intoto.jsonl": a.attest(builder, "https://slsa.dev/provenance/v1", slsa, nil)}, map[string]string{
			"tool":              `failed: "tool.intoto.jsonl": it is no in-toto statement that can be read`,
			"tool.intoto.jsonl": "failed: it is no in-toto statement that can be read",
		}},
		{"over a weak digest", files{"tool": tool, "tool.sigstore.json": a.sign(builder, tool, func(b *protobundle.Bundle) {
			b.GetMessageSignature().MessageDigest.Algorithm = protocommon.HashAlgorithm_HASH_ALGORITHM_UNSPECIFIED
		})}, map[string]string{
			"tool":               `unknown: "tool.sigstore.json": it is over a digest of a kind that is not computed here`,
			"tool.sigstore.json": "unknown: it is over a digest of a kind that is not computed here",
		}},
		{"bare attestation", files{"tool": tool, "tool.intoto.jsonl": []byte(`{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[]}`)}, map[string]string{
			"tool":              `unknown: "tool.intoto.jsonl": it is a bare attestation, with nothing that proves when it was made`,
			"tool.intoto.jsonl": "unknown: it is a bare attestation, with nothing that proves when it was made",
		}},
		{"provenance after the certificate expired", files{"tool": tool, "tool.intoto.jsonl": a.attestAt(builder, "https://slsa.dev/provenance/v1", slsa, both, late)},
			map[string]string{"tool": `failed: "tool.intoto.jsonl": its certificate was not valid, or not any more, when it was made`}},
	}
	v := verifier(t, Options{TrustedRoot: a.trusted(usual), Identities: us})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, states(releaseOf(t, v, serve(t, tt.files), nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTrust: the same release, believed or not by what is configured.
func TestTrust(t *testing.T) {
	a, other := newAuthority(t), newAuthority(t)
	tool := []byte("the tool")
	files := map[string][]byte{"tool": tool, "tool.sigstore.json": a.sign(builder, tool)}
	two, err := rootFromBytes(slices.Concat(other.root(usual), []byte("\n"), a.root(usual)))
	if err != nil {
		t.Fatal(err)
	}
	identity := func(san, issuer string) []Identity { return []Identity{{SAN: san, Issuer: issuer}} }
	tests := []struct {
		name    string
		options Options
		want    string
	}{
		{"trusted", Options{TrustedRoot: a.trusted(usual), Identities: us}, "verified"},
		{"one of two deployments", Options{TrustedRoot: two, Identities: us}, "verified"},
		{"timestamps only", Options{TrustedRoot: a.trusted(offer{timestamps: true}), Identities: us}, "verified"},
		{"timestamping authority had been retired", Options{TrustedRoot: a.trusted(offer{timestamps: true, retired: true}), Identities: us}, "failed"},
		{"another deployment", Options{TrustedRoot: other.trusted(usual), Identities: us}, "failed"},
		{"certificate not logged where that is demanded", Options{TrustedRoot: a.trusted(offer{log: true, certificateLog: true}), Identities: us}, "failed"},
		{"no trusted root", Options{Identities: us}, "unknown"},
		{"no identities", Options{TrustedRoot: a.trusted(usual)}, "unknown"},
		{"wrong issuer", Options{TrustedRoot: a.trusted(usual), Identities: identity(`release@example\.org`, `https://accounts\.example\.com`)}, "failed"},
		{"wrong identity", Options{TrustedRoot: a.trusted(usual), Identities: identity(`other@example\.org`, `https://issuer\.example\.org`)}, "failed"},
		{"pattern matches a part only", Options{TrustedRoot: a.trusted(usual), Identities: identity(`release@example`, `https://issuer\.example\.org`)}, "failed"},
		{"alternatives are grouped", Options{TrustedRoot: a.trusted(usual), Identities: identity(`release|org`, `https://issuer\.example\.org`)}, "failed"},
		{"a second identity", Options{TrustedRoot: a.trusted(usual), Identities: slices.Concat(identity("x", "y"), us)}, "verified"},
		{"subject of one, issuer of another", Options{TrustedRoot: a.trusted(usual), Identities: slices.Concat(identity(`release@.*`, "y"), identity("x", "https://.*"))}, "failed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report := releaseOf(t, verifier(t, tt.options), serve(t, files), nil)
			if got := report.Results[0]; string(got.State) != tt.want || got.Reason == "" {
				t.Errorf("%s (%s), want %s", got.State, got.Reason, tt.want)
			}
		})
	}
}

// TestLargerDigests: signatures made with larger keys are over larger digests.
func TestLargerDigests(t *testing.T) {
	for _, algorithm := range []protocommon.PublicKeyDetails{
		protocommon.PublicKeyDetails_PKIX_ECDSA_P384_SHA_384, protocommon.PublicKeyDetails_PKIX_ECDSA_P521_SHA_512,
	} {
		a := newAuthorityOf(t, algorithm)
		v := verifier(t, Options{TrustedRoot: a.trusted(usual), Identities: us})
		tool := []byte("the tool")
		files := map[string][]byte{"tool": tool, "tool.sigstore.json": a.sign(builder, tool)}
		if got := states(releaseOf(t, v, serve(t, files), nil))["tool"]; got != "verified: signed by release@example.org" {
			t.Errorf("%s: %s", algorithm, got)
		}
	}
}

// TestCosignBundleForms: cosign's older bundles that cannot be read are no proof.
func TestCosignBundleForms(t *testing.T) {
	_, certificate, bundle := newAuthority(t).cosign(builder, []byte("the tool"))
	key := base64.StdEncoding.EncodeToString([]byte("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"))
	tests := []struct {
		name, from, to string
		want           Outcome
	}{
		{"as it was", "", "", Passed},
		{"made with a key", string(certificate), key, Unknown},
		{"no certificate", string(certificate), "", Failed},
		{"signature not encoded", `"base64Signature":"`, `"base64Signature":"?`, Failed},
		{"entry not encoded", `"body":"`, `"body":"?`, Failed},
		{"log's name not encoded", `"logID":"`, `"logID":"?`, Failed},
		{"time not a number", `"integratedTime":`, `"integratedTime":"x","other":`, Failed},
		{"no promise", `"SignedEntryTimestamp":"`, `"Other":"`, Failed},
		{"another entry", `"body":"`, `"body":"e30=","other":"`, Unknown},
	}
	for _, tt := range tests {
		proofs, err := parseBundles([]byte(strings.Replace(string(bundle), tt.from, tt.to, 1)))
		got := Passed
		if err != nil {
			got = asSignature(KindBundle, err).Outcome
		} else if len(proofs) != 1 || proofs[0].kind != KindCosign {
			t.Errorf("%s: %d proofs", tt.name, len(proofs))
		}
		if got != tt.want {
			t.Errorf("%s: %s (%v), want %s", tt.name, got, err, tt.want)
		}
	}
}

// TestClip: outsiders' names cannot break out of a line, or fill a page.
func TestClip(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                  "plain",
		"two\nlines\x1b[31m":     "two�lines�[31m",
		"\xff\u202egnp.exe":      "��gnp.exe",
		strings.Repeat("a", 300): strings.Repeat("a", 200) + "…",
	} {
		if got := clip(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestEvidence: the report says who signed, when, and where the file comes from.
func TestEvidence(t *testing.T) {
	a := newAuthority(t)
	tool := []byte("the tool")
	now := time.Date(2026, 11, 26, 16, 0, 0, 0, time.UTC)
	v := verifier(t, Options{TrustedRoot: a.trusted(usual), Identities: us, Now: func() time.Time { return now }})
	files := map[string][]byte{"tool": tool, "tool.intoto.jsonl": a.attest(builder, "https://slsa.dev/provenance/v1", slsa, map[string][]byte{"tool": tool})}
	assets := serve(t, files)
	report := releaseOf(t, v, assets, nil)
	if report.At != now {
		t.Errorf("at %s", report.At)
	}
	want := Result{
		Name: "tool", URL: assets[0].URL, Role: RoleFile, State: StateVerified, Reason: "signed by release@example.org",
		Public: true, Size: 8, SHA256: fmt.Sprintf("%x", sha256.Sum256(tool)),
		Signatures: []Signature{{
			File: "tool.intoto.jsonl", Kind: KindAttestation, Outcome: Passed, Identity: builder, Issuer: issuer,
			Statement: &Statement{
				PredicateType: "https://slsa.dev/provenance/v1", BuildType: "https://actions.github.io/buildtypes/workflow/v1",
				Builder: "https://builder.example.org", Repository: "https://github.com/example/tool", Commit: "c0ffee",
			},
		}},
	}
	got := report.Results[0]
	if at := got.Signatures[0].At; at.IsZero() || at.Location() != time.UTC {
		t.Errorf("signed at %s", at)
	}
	got.Signatures[0].At = time.Time{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAttestations: what the host keeps counts like a signature, but that of another workflow does no harm.
func TestAttestations(t *testing.T) {
	a := newAuthority(t)
	tool := []byte("the tool")
	about := map[string][]byte{"tool": tool}
	good := a.attest(builder, "https://slsa.dev/provenance/v1", slsa, about)
	strange := a.attest(stranger, "https://slsa.dev/provenance/v1", slsa, about)
	give := func(all ...[]byte) Attestations {
		return func(_ context.Context, digest string) ([][]byte, error) {
			if want := fmt.Sprintf("sha256:%x", sha256.Sum256(tool)); digest != want {
				t.Errorf("asked for %s, want %s", digest, want)
			}
			return all, nil
		}
	}
	tests := []struct {
		name         string
		attestations Attestations
		want         string
	}{
		{"none", give(), "unsigned: nothing in the release proves it"},
		{"good", give(good), "verified: signed by release@example.org"},
		{"good and another's", give(strange, good), "verified: signed by release@example.org"},
		{"only another's", give(strange), "failed: its attestation: signed by mallory@example.net, vouched for by https://issuer.example.org, who may not sign for this project"},
		{"of another file", give(a.attest(builder, "https://slsa.dev/provenance/v1", slsa, map[string][]byte{"tool": []byte("other")})),
			"failed: its attestation: it is about another file, or another version of this one"},
		{"unreadable", func(context.Context, string) ([][]byte, error) { return nil, errors.New("token ghs_secret expired") },
			"unknown: its attestation: the host's attestations could not be read"},
	}
	v := verifier(t, Options{TrustedRoot: a.trusted(usual), Identities: us})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report := releaseOf(t, v, serve(t, about), tt.attestations)
			if got := states(report)["tool"]; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestPair: a signature and its certificate count when the transparency log has them.
func TestPair(t *testing.T) {
	a := newAuthority(t)
	tool := []byte("the tool")
	signature, certificate, bundle := a.cosign(builder, tool)
	var old struct {
		RekorBundle struct {
			SignedEntryTimestamp string
			Payload              map[string]any
		} `json:"rekorBundle"`
	}
	if err := json.Unmarshal(bundle, &old); err != nil {
		t.Fatal(err)
	}
	entry := old.RekorBundle.Payload
	entry["verification"] = map[string]any{"signedEntryTimestamp": old.RekorBundle.SignedEntryTimestamp}
	known := fmt.Sprintf("%x", sha256.Sum256(tool))
	log := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/api/v1/log/entries/retrieve" || r.Method != http.MethodPost {
			t.Errorf("asked %s %s: %v", r.Method, r.URL.Path, err)
		}
		found := []map[string]any{}
		if strings.Contains(string(asked), known) {
			found = append(found, map[string]any{"24296fb24b8ad77a": entry})
		}
		json.NewEncoder(w).Encode(found)
	}))
	defer log.Close()
	down := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer down.Close()
	files := func(tool []byte, ending string) map[string][]byte {
		return map[string][]byte{"tool": tool, "tool" + ending + "sig": signature, "tool" + ending + "pem": certificate}
	}
	tests := []struct {
		name, log string
		files     map[string][]byte
		want      string
	}{
		{"logged", log.URL, files(tool, "."), "verified: signed by release@example.org"},
		{"logged, other name", log.URL + "/", files(tool, "-keyless."), "verified: signed by release@example.org"},
		{"tampered with", log.URL, files([]byte("a trojan"), "."), `failed: "tool.sig": the transparency log does not know it`},
		{"log out of order", down.URL, files(tool, "."), `unknown: "tool.sig": it could not be looked up in the transparency log`},
		{"no certificate", log.URL, map[string][]byte{"tool": tool, "tool.sig": signature}, `unknown: "tool.sig": it was made with a key: only signatures with an identity are judged`},
		{"another's certificate", log.URL, map[string][]byte{"tool": tool, "tool.sig": signature, "tool.pem": second(a.cosign(builder, tool))},
			`failed: "tool.sig": no trusted transparency log has the signature`},
		{"no signature", log.URL, map[string][]byte{"tool": tool, "tool.sig": []byte("?"), "tool.pem": certificate}, `failed: "tool.sig": it is no signature of cosign's`},
		{"no certificate in it", log.URL, map[string][]byte{"tool": tool, "tool.sig": signature, "tool.pem": []byte("?")}, `failed: "tool.sig": its certificate cannot be read`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := verifier(t, Options{TrustedRoot: a.trusted(usual), Identities: us, TransparencyLog: tt.log})
			if got := states(releaseOf(t, v, serve(t, tt.files), nil))["tool"]; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func second(_, b, _ []byte) []byte { return b }

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"empty subject":      {Identities: []Identity{{Issuer: ".*"}}},
		"empty issuer":       {Identities: []Identity{{SAN: ".*"}}},
		"breaks its group":   {Identities: []Identity{{SAN: "a)|(?:b", Issuer: "i"}}},
		"no pattern":         {Identities: []Identity{{SAN: "*", Issuer: "i"}}},
		"log without https":  {TransparencyLog: "http://rekor.example.org"},
		"log with a secret":  {TransparencyLog: "https://user:hunter2@rekor.example.org"},
		"log without a host": {TransparencyLog: "https://"},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReleaseRefuses(t *testing.T) {
	v := verifier(t, Options{})
	for name, assets := range map[string][]Asset{
		"no name":   {{URL: "https://example.org"}},
		"same name": {{Name: "a"}, {Name: "a"}},
		"too many":  make([]Asset, maxAssets+1),
	} {
		if _, err := v.Release(t.Context(), assets, nil); err == nil {
			t.Error(name)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Release(ended, serve(t, map[string][]byte{"a": []byte("a")}), nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestLacking(t *testing.T) {
	var report Report
	for _, s := range []State{StateVerified, StateProof, StateChecksumOnly, StateUnsigned, StateFailed, StateUnavailable, StateUnknown} {
		report.Results = append(report.Results, Result{Name: string(s), State: s})
	}
	for need, want := range map[Need]string{
		NeedNone:      "failed unavailable unknown",
		NeedChecksum:  "unsigned failed unavailable unknown",
		NeedSignature: "checksum-only unsigned failed unavailable unknown",
		"nonsense":    "checksum-only unsigned failed unavailable unknown",
	} {
		var got []string
		for _, r := range report.Lacking(need) {
			got = append(got, r.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s", need, got)
		}
	}
}

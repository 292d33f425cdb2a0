package scenario

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	protocommon "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	protodsse "github.com/sigstore/protobuf-specs/gen/pb-go/dsse"
	protorekor "github.com/sigstore/protobuf-specs/gen/pb-go/rekor/v1"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/testing/ca"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/embargo-app/embargo/internal/demo"
)

// oidcIssuer vouches for whoever signs in a story.
const oidcIssuer = "https://issuer.example.org"

// trust makes a Sigstore deployment in memory, that of the library's own tests, and restarts the app with its trusted
// root.
func trust(w *world, ts *testscript.TestScript, _ []string) error {
	authority, err := ca.NewVirtualSigstore()
	if err != nil {
		return err
	}
	logs := authority.RekorLogs()
	for _, l := range logs {
		id, err := hex.DecodeString(string(l.ID)) // the library's test authority has it encoded
		if err != nil {
			return err
		}
		l.ID = id
	}
	material, err := root.NewTrustedRoot(root.TrustedRootMediaType01, authority.FulcioCertificateAuthorities(), nil,
		authority.TimestampingAuthorities(), logs)
	if err != nil {
		return err
	}
	content, err := material.MarshalJSON()
	if err != nil {
		return err
	}
	w.authority, w.settings.TrustedRoot = authority, filepath.Join(ts.Getenv("WORK"), "trusted_root.json")
	if err := os.WriteFile(w.settings.TrustedRoot, content, 0o600); err != nil {
		return err
	}
	return restart(w, ts, nil)
}

// attest stores SLSA provenance about a file, signed by an identity, among a repository's attestations.
func attest(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	digest := fmt.Sprintf("%x", sha256.Sum256([]byte(ts.ReadFile(args[2]))))
	statement := fmt.Sprintf(`{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":%q,"digest":{"sha256":%q}}],
		"predicateType":"https://slsa.dev/provenance/v1","predicate":{"runDetails":{"builder":{"id":"https://builder.example.org"}}}}`,
		args[2], digest)
	entity, err := w.authority.AttestAtTime(args[1], oidcIssuer, []byte(statement), time.Now().Add(time.Minute), true)
	if err != nil {
		return err
	}
	bundle, err := pack(w.authority, entity)
	if err != nil {
		return err
	}
	return w.sim.AddAttestation(demo.Org+"/"+args[0], "sha256:"+digest, string(bundle))
}

// pack writes what the test authority made as the bundle that GitHub would keep.
func pack(authority *ca.VirtualSigstore, entity *ca.TestEntity) ([]byte, error) {
	signed, err := entity.SignatureContent()
	if err != nil {
		return nil, err
	}
	envelope := signed.EnvelopeContent().RawEnvelope()
	payload, err := base64.StdEncoding.DecodeString(envelope.Payload)
	if err != nil {
		return nil, err
	}
	verification, err := entity.VerificationContent()
	if err != nil {
		return nil, err
	}
	entries, err := entity.TlogEntries()
	if err != nil {
		return nil, err
	}
	entry := entries[0].TransparencyLogEntry()
	if err := complete(authority, entry); err != nil {
		return nil, err
	}
	stamps, err := entity.Timestamps()
	if err != nil {
		return nil, err
	}
	material := &protobundle.VerificationMaterial{
		Content:                   &protobundle.VerificationMaterial_Certificate{Certificate: &protocommon.X509Certificate{RawBytes: verification.Certificate().Raw}},
		TlogEntries:               []*protorekor.TransparencyLogEntry{entry},
		TimestampVerificationData: &protobundle.TimestampVerificationData{},
	}
	for _, stamp := range stamps {
		material.TimestampVerificationData.Rfc3161Timestamps = append(material.TimestampVerificationData.Rfc3161Timestamps,
			&protocommon.RFC3161SignedTimestamp{SignedTimestamp: stamp})
	}
	return protojson.Marshal(&protobundle.Bundle{
		MediaType: "application/vnd.dev.sigstore.bundle.v0.3+json", VerificationMaterial: material,
		Content: &protobundle.Bundle_DsseEnvelope{DsseEnvelope: &protodsse.Envelope{
			Payload: payload, PayloadType: envelope.PayloadType, Signatures: []*protodsse.Signature{{Sig: signed.Signature()}},
		}},
	})
}

// complete adds to the log's entry what the test authority leaves out: its kind and the log's promise.
func complete(authority *ca.VirtualSigstore, entry *protorekor.TransparencyLogEntry) error {
	var kind struct{ Kind, APIVersion string }
	if err := json.Unmarshal(entry.CanonicalizedBody, &kind); err != nil {
		return err
	}
	entry.KindVersion = &protorekor.KindVersion{Kind: kind.Kind, Version: kind.APIVersion}
	promise, err := authority.RekorSignPayload(tlog.RekorPayload{
		Body: base64.StdEncoding.EncodeToString(entry.CanonicalizedBody), IntegratedTime: entry.IntegratedTime,
		LogIndex: entry.LogIndex, LogID: hex.EncodeToString(entry.LogId.KeyId),
	})
	entry.InclusionPromise = &protorekor.InclusionPromise{SignedEntryTimestamp: promise}
	return err
}

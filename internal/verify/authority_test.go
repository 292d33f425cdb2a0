package verify

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"

	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	protocommon "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	protodsse "github.com/sigstore/protobuf-specs/gen/pb-go/dsse"
	protorekor "github.com/sigstore/protobuf-specs/gen/pb-go/rekor/v1"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/testing/ca"
	"google.golang.org/protobuf/encoding/protojson"
)

const (
	builder  = "release@example.org"
	issuer   = "https://issuer.example.org"
	stranger = "mallory@example.net"
)

// authority is a whole Sigstore deployment in memory, that of the library's own tests.
type authority struct {
	t *testing.T
	*ca.VirtualSigstore
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	return newAuthorityOf(t, protocommon.PublicKeyDetails_PKIX_ECDSA_P256_SHA_256)
}

func newAuthorityOf(t *testing.T, algorithm protocommon.PublicKeyDetails) authority {
	t.Helper()
	virtual, err := ca.NewVirtualSigstoreWithSigningAlg(algorithm)
	if err != nil {
		t.Fatal(err)
	}
	return authority{t, virtual}
}

// offer says what a trusted root names besides the certificate authority.
type offer struct{ log, certificateLog, timestamps, retired bool }

var usual = offer{log: true, timestamps: true}

// root gives the deployment's trusted_root.json.
func (a authority) root(o offer) []byte {
	a.t.Helper()
	logs := func(wanted bool, all map[string]*root.TransparencyLog) map[string]*root.TransparencyLog {
		if !wanted {
			return nil
		}
		for _, l := range all {
			id, err := hex.DecodeString(string(l.ID)) // the library's test authority has it encoded
			if err != nil {
				a.t.Fatal(err)
			}
			l.ID = id
		}
		return all
	}
	var timestamps []root.TimestampingAuthority
	if o.timestamps {
		timestamps = a.TimestampingAuthorities()
		if o.retired {
			old := *timestamps[0].(*root.SigstoreTimestampingAuthority)
			old.ValidityPeriodEnd = time.Now().Add(-time.Hour)
			timestamps = []root.TimestampingAuthority{&old}
		}
	}
	material, err := root.NewTrustedRoot(root.TrustedRootMediaType01, a.FulcioCertificateAuthorities(),
		logs(o.certificateLog, a.CTLogs()), timestamps, logs(o.log, a.RekorLogs()))
	if err != nil {
		a.t.Fatal(err)
	}
	content, err := material.MarshalJSON()
	if err != nil {
		a.t.Fatal(err)
	}
	return content
}

func (a authority) trusted(o offer) *TrustedRoot {
	a.t.Helper()
	r, err := rootFromBytes(a.root(o))
	if err != nil {
		a.t.Fatal(err)
	}
	return r
}

// sign gives a Sigstore bundle with a signature of the content.
func (a authority) sign(identity string, content []byte, change ...func(*protobundle.Bundle)) []byte {
	a.t.Helper()
	return a.signAt(identity, content, time.Now().Add(time.Minute), change...)
}

func (a authority) signAt(identity string, content []byte, at time.Time, change ...func(*protobundle.Bundle)) []byte {
	a.t.Helper()
	entity, err := a.SignAtTime(identity, issuer, content, at)
	if err != nil {
		a.t.Fatal(err)
	}
	return a.pack(entity, "application/vnd.dev.sigstore.bundle+json;version=0.1", change)
}

// attest gives a Sigstore bundle with an in-toto statement about files by name.
func (a authority) attest(identity, predicateType, predicate string, files map[string][]byte) []byte {
	a.t.Helper()
	return a.attestAt(identity, predicateType, predicate, files, time.Now().Add(time.Minute))
}

func (a authority) attestAt(identity, predicateType, predicate string, files map[string][]byte, at time.Time) []byte {
	a.t.Helper()
	var subjects []string
	for name, content := range files {
		subjects = append(subjects, fmt.Sprintf(`{"name":%q,"digest":{"sha256":"%x"}}`, name, sha256.Sum256(content)))
	}
	statement := fmt.Sprintf(`{"_type":"https://in-toto.io/Statement/v1","subject":[%s],"predicateType":%q,"predicate":%s}`,
		strings.Join(subjects, ","), predicateType, predicate)
	entity, err := a.AttestAtTime(identity, issuer, []byte(statement), at, true)
	if err != nil {
		a.t.Fatal(err)
	}
	return a.pack(entity, "application/vnd.dev.sigstore.bundle.v0.3+json", nil)
}

// pack writes what the test authority made as the bundle that a release would carry.
func (a authority) pack(e *ca.TestEntity, mediaType string, change []func(*protobundle.Bundle)) []byte {
	a.t.Helper()
	b := &protobundle.Bundle{MediaType: mediaType, VerificationMaterial: &protobundle.VerificationMaterial{
		Content:                   &protobundle.VerificationMaterial_Certificate{Certificate: &protocommon.X509Certificate{RawBytes: a.certificate(e)}},
		TlogEntries:               []*protorekor.TransparencyLogEntry{a.entry(e)},
		TimestampVerificationData: &protobundle.TimestampVerificationData{},
	}}
	stamps, _ := e.Timestamps()
	for _, s := range stamps {
		b.VerificationMaterial.TimestampVerificationData.Rfc3161Timestamps = append(
			b.VerificationMaterial.TimestampVerificationData.Rfc3161Timestamps, &protocommon.RFC3161SignedTimestamp{SignedTimestamp: s})
	}
	signed, err := e.SignatureContent()
	if err != nil {
		a.t.Fatal(err)
	}
	if envelope := signed.EnvelopeContent(); envelope != nil {
		payload, err := base64.StdEncoding.DecodeString(envelope.RawEnvelope().Payload)
		if err != nil {
			a.t.Fatal(err)
		}
		b.Content = &protobundle.Bundle_DsseEnvelope{DsseEnvelope: &protodsse.Envelope{
			Payload: payload, PayloadType: envelope.RawEnvelope().PayloadType, Signatures: []*protodsse.Signature{{Sig: signed.Signature()}},
		}}
	} else {
		message := signed.MessageSignatureContent()
		algorithm := protocommon.HashAlgorithm(protocommon.HashAlgorithm_value[message.DigestAlgorithm()])
		b.Content = &protobundle.Bundle_MessageSignature{MessageSignature: &protocommon.MessageSignature{
			MessageDigest: &protocommon.HashOutput{Algorithm: algorithm, Digest: message.Digest()}, Signature: signed.Signature(),
		}}
	}
	for _, c := range change {
		c(b)
	}
	content, err := protojson.Marshal(b)
	if err != nil {
		a.t.Fatal(err)
	}
	return content
}

func (a authority) certificate(e *ca.TestEntity) []byte {
	a.t.Helper()
	material, err := e.VerificationContent()
	if err != nil {
		a.t.Fatal(err)
	}
	return material.Certificate().Raw
}

// entry gives the log's entry, with what the test authority leaves out.
func (a authority) entry(e *ca.TestEntity) *protorekor.TransparencyLogEntry {
	a.t.Helper()
	entries, err := e.TlogEntries()
	if err != nil {
		a.t.Fatal(err)
	}
	entry := entries[0].TransparencyLogEntry()
	var kind struct{ Kind, APIVersion string }
	if err := json.Unmarshal(entry.CanonicalizedBody, &kind); err != nil {
		a.t.Fatal(err)
	}
	entry.KindVersion = &protorekor.KindVersion{Kind: kind.Kind, Version: kind.APIVersion}
	entry.InclusionPromise = &protorekor.InclusionPromise{SignedEntryTimestamp: a.promise(entry)}
	return entry
}

// promise is the log's signature over an entry.
func (a authority) promise(entry *protorekor.TransparencyLogEntry) []byte {
	a.t.Helper()
	signed, err := a.RekorSignPayload(payloadOf(entry))
	if err != nil {
		a.t.Fatal(err)
	}
	return signed
}

// cosign gives what cosign writes: a signature, its certificate, and its older bundle.
func (a authority) cosign(identity string, content []byte) (signature, certificate, bundle []byte) {
	a.t.Helper()
	e, err := a.SignAtTime(identity, issuer, content, time.Now().Add(time.Minute))
	if err != nil {
		a.t.Fatal(err)
	}
	signed, err := e.SignatureContent()
	if err != nil {
		a.t.Fatal(err)
	}
	signature = []byte(base64.StdEncoding.EncodeToString(signed.Signature()) + "\n")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate(e)})
	certificate = []byte(base64.StdEncoding.EncodeToString(text))
	entry := a.entry(e)
	payload := payloadOf(entry)
	bundle, err = json.Marshal(map[string]any{
		"base64Signature": strings.TrimSpace(string(signature)), "cert": string(certificate),
		"rekorBundle": map[string]any{"SignedEntryTimestamp": entry.InclusionPromise.SignedEntryTimestamp, "Payload": payload},
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return signature, certificate, bundle
}

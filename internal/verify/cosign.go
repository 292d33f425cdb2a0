package verify

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	protocommon "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	protorekor "github.com/sigstore/protobuf-specs/gen/pb-go/rekor/v1"
	"github.com/sigstore/sigstore-go/pkg/bundle"
)

// mediaType is that of the oldest bundles, which rest on the log's promise as cosign's do.
const mediaType = "application/vnd.dev.sigstore.bundle+json;version=0.1"

// logEntry is an entry of a Rekor log, as cosign's bundles and the log's own answers hold it.
type logEntry struct {
	Body           string `json:"body"` // base64
	IntegratedTime int64  `json:"integratedTime"`
	LogIndex       int64  `json:"logIndex"`
	LogID          string `json:"logID"` //nolint:tagliatelle // Rekor's name
	Verification   struct {
		SignedEntryTimestamp []byte `json:"signedEntryTimestamp"`
	} `json:"verification"`
}

// logRecord is what an entry's body says of a signature.
type logRecord struct {
	Kind    string `json:"kind"`
	Version string `json:"apiVersion"`
	Spec    struct {
		Data struct {
			Hash struct {
				Algorithm string `json:"algorithm"`
				Value     string `json:"value"`
			} `json:"hash"`
		} `json:"data"`
	} `json:"spec"`
}

// parseCosignBundle reads what cosign wrote with --bundle before Sigstore bundles were.
func parseCosignBundle(document []byte) (p *proof, err error) {
	defer failClosed(&err)
	var old struct {
		Signature   string `json:"base64Signature"`
		Cert        string `json:"cert"`
		RekorBundle struct {
			SignedEntryTimestamp []byte   `json:"SignedEntryTimestamp"` //nolint:tagliatelle // cosign's name
			Payload              logEntry `json:"Payload"`              //nolint:tagliatelle // cosign's name
		} `json:"rekorBundle"`
	}
	if err := json.Unmarshal(document, &old); err != nil {
		return nil, errNoBundle
	}
	entry := old.RekorBundle.Payload
	entry.Verification.SignedEntryTimestamp = old.RekorBundle.SignedEntryTimestamp
	certificate, err := parseCertificate([]byte(old.Cert))
	if err != nil {
		return nil, err
	}
	signature, err := base64.StdEncoding.DecodeString(old.Signature)
	if err != nil {
		return nil, errNoBundle
	}
	return assemble(signature, certificate, entry)
}

// assemble makes a bundle of its parts. The digest is the one the log's entry names: it is no more trusted
// than the rest, and compared with the asset's when the bundle is verified.
func assemble(signature, certificate []byte, entry logEntry) (*proof, error) {
	body, err := base64.StdEncoding.DecodeString(entry.Body)
	if err != nil {
		return nil, errNoBundle
	}
	id, err := hex.DecodeString(entry.LogID)
	if err != nil {
		return nil, errNoBundle
	}
	var record logRecord
	if err := json.Unmarshal(body, &record); err != nil {
		return nil, errNoBundle
	}
	digest, err := hex.DecodeString(record.Spec.Data.Hash.Value)
	if err != nil || record.Spec.Data.Hash.Algorithm != "sha256" {
		return nil, &unreadable{Unknown, "it is over a digest of a kind that cosign's signatures do not use"}
	}
	b, err := bundle.NewBundle(&protobundle.Bundle{
		MediaType: mediaType,
		VerificationMaterial: &protobundle.VerificationMaterial{
			Content: &protobundle.VerificationMaterial_Certificate{Certificate: &protocommon.X509Certificate{RawBytes: certificate}},
			TlogEntries: []*protorekor.TransparencyLogEntry{{
				LogIndex: entry.LogIndex, LogId: &protocommon.LogId{KeyId: id}, IntegratedTime: entry.IntegratedTime,
				KindVersion:       &protorekor.KindVersion{Kind: record.Kind, Version: record.Version},
				InclusionPromise:  &protorekor.InclusionPromise{SignedEntryTimestamp: entry.Verification.SignedEntryTimestamp},
				CanonicalizedBody: body,
			}},
		},
		Content: &protobundle.Bundle_MessageSignature{MessageSignature: &protocommon.MessageSignature{
			MessageDigest: &protocommon.HashOutput{Algorithm: protocommon.HashAlgorithm_SHA2_256, Digest: digest},
			Signature:     signature,
		}},
	})
	if err != nil {
		return nil, errNoBundle
	}
	p, err := newProof(b)
	if err == nil {
		p.kind = KindCosign
	}
	return p, err
}

// parseCertificate reads a certificate as cosign writes it: PEM, or PEM in base64. It gives DER.
func parseCertificate(text []byte) ([]byte, error) {
	if decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text))); err == nil {
		text = decoded
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, &unreadable{Failed, "its certificate cannot be read"}
	}
	if block.Type != "CERTIFICATE" {
		return nil, &unreadable{Unknown, "it was made with a key: only signatures with an identity are judged"}
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		return nil, &unreadable{Failed, "its certificate cannot be read"}
	}
	return block.Bytes, nil
}

// pair reads a signature and its certificate, which say nothing about when the signature was made: that is
// looked up in the transparency log, if one is configured. What the log answers is verified like a bundle.
func (v *Verifier) pair(ctx context.Context, signatureText, certificateText []byte, c content) (proofs []*proof, err error) {
	defer failClosed(&err)
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(signatureText)))
	if err != nil {
		return nil, &unreadable{Failed, "it is no signature of cosign's"}
	}
	certificate, err := parseCertificate(certificateText)
	if err != nil {
		return nil, err
	}
	if v.options.TransparencyLog == "" {
		return nil, &unreadable{Unknown, "nothing with it proves when it was made, and no transparency log is configured to look it up in"}
	}
	entries, err := v.lookUp(ctx, signature, certificate, c.digests["sha256"])
	if err != nil {
		return nil, &unreadable{Unknown, "it could not be looked up in the transparency log"}
	}
	if len(entries) == 0 {
		return nil, &unreadable{Failed, "the transparency log does not know it"}
	}
	for _, entry := range entries {
		p, err := assemble(signature, certificate, entry)
		if err != nil {
			return nil, err
		}
		proofs = append(proofs, p)
	}
	return proofs, nil
}

// lookUp asks the log for the entry of one signature.
func (v *Verifier) lookUp(ctx context.Context, signature, certificate, digest []byte) ([]logEntry, error) {
	type object = map[string]any
	question, err := json.Marshal(object{"entries": []object{{
		"apiVersion": "0.0.1", "kind": "hashedrekord",
		"spec": object{
			"data": object{"hash": object{"algorithm": "sha256", "value": hex.EncodeToString(digest)}},
			"signature": object{
				"content":   signature,
				"publicKey": object{"content": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})},
			},
		},
	}}})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	address := strings.TrimRight(v.options.TransparencyLog, "/") + "/api/v1/log/entries/retrieve"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", userAgent)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	response, err := v.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // closing what was only read tells nothing
	if response.StatusCode != http.StatusOK {
		return nil, errors.New("the log refused")
	}
	var found []map[string]logEntry
	if err := json.NewDecoder(io.LimitReader(response.Body, maxProofBytes)).Decode(&found); err != nil {
		return nil, err
	}
	if len(found) > maxBundles {
		return nil, errors.New("the log gave more than was asked for")
	}
	var entries []logEntry
	for _, byID := range found {
		for _, entry := range byID {
			entries = append(entries, entry)
		}
	}
	return entries, nil
}

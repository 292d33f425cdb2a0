package githubsim

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// AddAttestation stores an artifact attestation of a repository ("owner/name"):
// the Sigstore bundle, as JSON, of a statement about the digest ("sha256:…").
func (s *Sim) AddAttestation(repo, digest, bundle string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(repo)
	switch {
	case err != nil:
		return err
	case !json.Valid([]byte(bundle)):
		return refuse("the bundle is no JSON")
	}
	if r.attestations == nil {
		r.attestations = map[string][]json.RawMessage{}
	}
	r.attestations[digest] = append(r.attestations[digest], json.RawMessage(bundle))
	return nil
}

// listAttestations answers GET /repos/{owner}/{repo}/attestations/{subject_digest}.
func listAttestations(c *call) reply {
	all := c.repo.attestations[c.param("subject_digest")]
	if len(all) == 0 {
		return notFound()
	}
	first := 0
	if cursor := c.query("after"); cursor != "" {
		n, err := strconv.Atoi(cursor)
		if err != nil || n < 0 {
			return problem(http.StatusBadRequest, "The after cursor is invalid.")
		}
		first = min(n, len(all))
	}
	list, wanted := []object{}, c.query("predicate_type")
	for i, bundle := range all[first:] {
		if len(list) == c.perPage() {
			c.addLink("next", map[string]string{"after": strconv.Itoa(first + i)})
			break
		}
		if wanted == "" || predicateOf(bundle) == wanted {
			list = append(list, object{"bundle": bundle, "repository_id": c.repo.id, "bundle_url": "", "initiator": "user"})
		}
	}
	return reply{status: http.StatusOK, body: object{"attestations": list}}
}

// predicateOf is the short name of what a bundle states, or its type's address:
// GitHub takes either; empty when the bundle states nothing.
func predicateOf(bundle json.RawMessage) string {
	var b struct {
		Envelope struct {
			Payload string `json:"payload"`
		} `json:"dsseEnvelope"`
	}
	var statement struct {
		Type string `json:"predicateType"`
	}
	if json.Unmarshal(bundle, &b) != nil {
		return ""
	}
	text, err := base64.StdEncoding.DecodeString(b.Envelope.Payload)
	if err != nil || json.Unmarshal(text, &statement) != nil {
		return ""
	}
	if strings.HasPrefix(statement.Type, "https://slsa.dev/provenance/") {
		return "provenance"
	}
	return statement.Type
}

package verify

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"strings"

	protocommon "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
)

// subject is what an in-toto statement is about: files by name and digest.
type subject struct {
	files []struct {
		Name   string            `json:"name"`
		Digest map[string]string `json:"digest"`
	}
}

// maxSubjects is how many the library takes.
const maxSubjects = 1024

func parseSubjects(payload []byte) (*subject, error) {
	var statement struct {
		Subject []struct {
			Name   string            `json:"name"`
			Digest map[string]string `json:"digest"`
		} `json:"subject"`
	}
	if err := json.Unmarshal(payload, &statement); err != nil || len(statement.Subject) == 0 || len(statement.Subject) > maxSubjects {
		return nil, &unreadable{Failed, "it is no in-toto statement that can be read"}
	}
	return &subject{files: statement.Subject}, nil
}

// named tells whether the statement names a file like the asset.
func (s *subject) named(name string) bool {
	for _, f := range s.files {
		if baseName(f.Name) == name {
			return true
		}
	}
	return false
}

// algorithm gives the kind of digest by which the statement is about the content, "" when it is not.
func (s *subject) algorithm(c content) string {
	for _, algorithm := range []string{"sha256", "sha512", "sha384"} {
		digest := hex.EncodeToString(c.digests[algorithm])
		for _, f := range s.files {
			if digest != "" && strings.ToLower(f.Digest[algorithm]) == digest {
				return algorithm
			}
		}
	}
	return ""
}

// algorithmOf names a digest's algorithm as the rest of the package does, "" for those not computed.
func algorithmOf(algorithm protocommon.HashAlgorithm) string {
	switch algorithm {
	case protocommon.HashAlgorithm_SHA2_256:
		return "sha256"
	case protocommon.HashAlgorithm_SHA2_384:
		return "sha384"
	case protocommon.HashAlgorithm_SHA2_512:
		return "sha512"
	}
	return ""
}

// resource is a file or repository that a build used.
type resource struct {
	URI    string            `json:"uri"`
	Digest map[string]string `json:"digest"`
}

// predicate is what is read of SLSA provenance: version 1, and 0.1 and 0.2 in the second half.
type predicate struct {
	BuildDefinition struct {
		BuildType          string     `json:"buildType"`
		Dependencies       []resource `json:"resolvedDependencies"`
		ExternalParameters struct {
			Workflow struct {
				Repository string `json:"repository"`
			} `json:"workflow"`
			Source resource `json:"source"`
		} `json:"externalParameters"`
	} `json:"buildDefinition"`
	RunDetails struct {
		Builder struct {
			ID string `json:"id"`
		} `json:"builder"`
	} `json:"runDetails"`

	BuildType string `json:"buildType"`
	Builder   struct {
		ID string `json:"id"`
	} `json:"builder"`
	Invocation struct {
		ConfigSource resource `json:"configSource"`
	} `json:"invocation"`
	Materials []resource `json:"materials"`
}

// parseStatement reads what a statement says about where its subjects come from. Only call it with a payload
// whose signature was verified. What it does not find stays "".
func parseStatement(payload []byte) *Statement {
	var kind struct {
		PredicateType string          `json:"predicateType"`
		Predicate     json.RawMessage `json:"predicate"`
	}
	if err := json.Unmarshal(payload, &kind); err != nil {
		return &Statement{}
	}
	s := &Statement{PredicateType: clip(kind.PredicateType)}
	var p predicate
	if !s.slsa() || json.Unmarshal(kind.Predicate, &p) != nil {
		return s
	}
	s.BuildType = clip(cmp.Or(p.BuildDefinition.BuildType, p.BuildType))
	s.Builder = clip(cmp.Or(p.RunDetails.Builder.ID, p.Builder.ID))
	used := append([]resource{p.BuildDefinition.ExternalParameters.Source, p.Invocation.ConfigSource}, p.BuildDefinition.Dependencies...)
	used = append(used, p.Materials...)
	s.Repository = clip(p.BuildDefinition.ExternalParameters.Workflow.Repository)
	for _, r := range used {
		if s.Repository == "" && r.URI != "" {
			s.Repository = clip(r.URI)
		}
		if commit := cmp.Or(r.Digest["gitCommit"], r.Digest["sha1"]); s.Commit == "" && commit != "" {
			s.Commit = clip(commit)
		}
	}
	return s
}

func (s *Statement) slsa() bool {
	return strings.HasPrefix(s.PredicateType, "https://slsa.dev/provenance/")
}

// origin tells statements that say where a file comes from: its build, or that it is part of a release.
func (s *Statement) origin() bool {
	return s.slsa() || strings.HasPrefix(s.PredicateType, "https://in-toto.io/attestation/release/")
}

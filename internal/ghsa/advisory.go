package ghsa

import (
	"encoding/json"
	"strings"
	"time"
)

// User is a GitHub account.
type User struct {
	Login string `json:"login"`
	ID    int64  `json:"id"`
	Type  string `json:"type"` // "User", "Bot" or "Organization"
}

// Team is a team of the organisation that owns an advisory's repository.
type Team struct {
	ID   int64  `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Advisory is a repository security advisory as GitHub's API gives it; what GitHub leaves out or gives as null
// is zero. Summary, description and whatever tells about the vulnerability are embargoed until State is
// "published": they must not be stored or logged.
type Advisory struct {
	GHSA               string          `json:"ghsa_id"`
	CVEID              string          `json:"cve_id"` // "" until assigned
	URL                string          `json:"url"`
	HTMLURL            string          `json:"html_url"`
	State              string          `json:"state"` // triage, draft, published, closed or withdrawn
	Summary            string          `json:"summary"`
	Description        string          `json:"description"`
	Severity           string          `json:"severity"`
	CVSSSeverities     *CVSSSeverities `json:"cvss_severities"` // nil when no vector is recorded
	CWEs               []string        `json:"cwe_ids"`
	Vulnerabilities    []Vulnerability `json:"vulnerabilities"`
	Author             *User           `json:"author"` // of a private report: the reporter
	Publisher          *User           `json:"publisher"`
	Submission         *Submission     `json:"submission"` // nil unless reported privately
	Credits            []Credit        `json:"credits"`
	CreditsDetailed    []CreditDetail  `json:"credits_detailed"`
	CollaboratingUsers []User          `json:"collaborating_users"`
	CollaboratingTeams []Team          `json:"collaborating_teams"`
	PrivateFork        *Fork           `json:"private_fork"` // nil when there is none
	Comments           int             `json:"comments"`     // those not confidential
	// CommentsURL is nil once the thread is closed (as after publication). An empty list of comments does
	// not tell: a closed thread answers with one too.
	CommentsURL *string   `json:"comments_url"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
	PublishedAt time.Time `json:"published_at"` // zero until published
	ClosedAt    time.Time `json:"closed_at"`    // zero unless closed
	WithdrawnAt time.Time `json:"withdrawn_at"` // zero unless withdrawn
}

// CVSSSeverities holds the recorded vectors, nil where none is recorded. Where GitHub gives only the deprecated
// field cvss, its vector stands here.
type CVSSSeverities struct {
	V3 *CVSS `json:"cvss_v3"`
	V4 *CVSS `json:"cvss_v4"`
}

// CVSS is a vector with the score GitHub computed for it (0 when it gave none).
type CVSS struct {
	VectorString string  `json:"vector_string"`
	Score        float64 `json:"score"`
}

// Submission says how a private report stands.
type Submission struct {
	Accepted bool `json:"accepted"`
}

// Vulnerability is one affected package.
type Vulnerability struct {
	Package                Package  `json:"package"`
	VulnerableVersionRange string   `json:"vulnerable_version_range"` // such as "< 2.3.1"
	PatchedVersions        string   `json:"patched_versions"`         // comma-separated, "" while unknown
	VulnerableFunctions    []string `json:"vulnerable_functions"`
}

// Package names a package in an ecosystem, in GitHub's words for ecosystems.
type Package struct {
	Ecosystem string `json:"ecosystem"`
	Name      string `json:"name"`
}

// Credit names a person to credit and for what ("reporter", "finder", …).
type Credit struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

// CreditDetail says whether the credited person accepted: State is "accepted", "declined" or "pending".
type CreditDetail struct {
	User  User   `json:"user"`
	Type  string `json:"type"`
	State string `json:"state"`
}

// Fork is an advisory's temporary private fork.
type Fork struct {
	ID       int64  `json:"id"`
	FullName string `json:"full_name"` // OWNER/NAME
	HTMLURL  string `json:"html_url"`
}

// UnmarshalJSON reads the API's JSON. It requires ghsa_id and state, and tolerates the rest.
func (a *Advisory) UnmarshalJSON(data []byte) error {
	type plain Advisory
	raw := struct {
		*plain
		Deprecated *CVSS `json:"cvss"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	if a.GHSA == "" {
		return &missingError{"advisory", "ghsa_id"}
	}
	if a.State == "" {
		return &missingError{"advisory", "state"}
	}
	a.CVSSSeverities = settled(a.CVSSSeverities, raw.Deprecated)
	for _, t := range []*time.Time{&a.CreatedAt, &a.UpdatedAt, &a.PublishedAt, &a.ClosedAt, &a.WithdrawnAt} {
		*t = t.UTC()
	}
	return nil
}

// settled drops vectors that are not there and falls back on the deprecated field.
func settled(s *CVSSSeverities, deprecated *CVSS) *CVSSSeverities {
	if s == nil {
		s = &CVSSSeverities{}
	}
	v3, v4, old := recorded(s.V3), recorded(s.V4), recorded(deprecated)
	if v3 == nil && v4 == nil && old != nil {
		if strings.HasPrefix(old.VectorString, "CVSS:4") {
			v4 = old
		} else {
			v3 = old
		}
	}
	if v3 == nil && v4 == nil {
		return nil
	}
	return &CVSSSeverities{V3: v3, V4: v4}
}

func recorded(c *CVSS) *CVSS {
	if c == nil || c.VectorString == "" {
		return nil
	}
	return c
}

// Ref tells which advisory this is, from its addresses: in an organisation's listing nothing else names the
// repository. It is false when neither address is of GitHub's form.
func (a Advisory) Ref() (Ref, bool) {
	for _, address := range []string{a.URL, a.HTMLURL} {
		if r, ok := refFromURL(address); ok && r.GHSA == a.GHSA {
			return r, true
		}
	}
	return Ref{}, false
}

// ThreadOpen tells whether GitHub still takes comments on this advisory.
func (a Advisory) ThreadOpen() bool { return a.CommentsURL != nil && *a.CommentsURL != "" }

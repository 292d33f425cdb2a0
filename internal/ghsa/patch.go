package ghsa

import (
	"context"
	"net/http"
	"slices"
)

// Patch is a change to an advisory: what is nil stays as it is. Lists replace the whole list at GitHub, so
// read the advisory, change the list, write it, and read back what became of it; a pointer to an empty list
// empties it. Severity and CVSSVector exclude each other.
type Patch struct {
	Summary            *string          `json:"summary,omitempty"`
	Description        *string          `json:"description,omitempty"`
	CVEID              *string          `json:"cve_id,omitempty"`
	Vulnerabilities    *[]Vulnerability `json:"vulnerabilities,omitempty"`
	CWEs               *[]string        `json:"cwe_ids,omitempty"`
	Credits            *[]Credit        `json:"credits,omitempty"`
	Severity           *string          `json:"severity,omitempty"` // critical, high, medium or low
	CVSSVector         *string          `json:"cvss_vector_string,omitempty"`
	State              *string          `json:"state,omitempty"`               // published (for ever), closed or draft
	CollaboratingUsers *[]string        `json:"collaborating_users,omitempty"` // logins
	CollaboratingTeams *[]string        `json:"collaborating_teams,omitempty"` // slugs
}

// PatchAdvisory changes an advisory and gives it as it is then. Changes GitHub would refuse for sure are
// refused before they are sent. It needs repository_advisories: write.
func (c *Client) PatchAdvisory(ctx context.Context, ref Ref, p Patch) (Advisory, error) {
	r := write(http.MethodPatch, "patch-advisory", ref.String(), p.listed(), advisoryPath(ref)...)
	if err := ref.check(r); err != nil {
		return Advisory{}, err
	}
	if fault := p.fault(); fault != "" {
		return Advisory{}, r.fail(KindInvalid, fault)
	}
	return fetch[Advisory](ctx, c.conn, r)
}

func (p Patch) fault() string {
	switch {
	case p == Patch{}:
		return "nothing to change"
	case p.Severity != nil && p.CVSSVector != nil:
		return "severity and cvss_vector_string exclude each other; give one of them"
	case p.Severity != nil && !slices.Contains([]string{"critical", "high", "medium", "low"}, *p.Severity):
		return "severity is none of critical, high, medium, low"
	case p.State != nil && !slices.Contains([]string{"published", "closed", "draft"}, *p.State):
		return "state is none of published, closed, draft"
	}
	return ""
}

// listed turns lists that are set but nil into empty ones: GitHub would take null for "leave it alone", and
// whoever removes the last collaborator has a nil list in hand.
func (p Patch) listed() Patch {
	p.Vulnerabilities = orEmpty(p.Vulnerabilities)
	p.CWEs = orEmpty(p.CWEs)
	p.Credits = orEmpty(p.Credits)
	p.CollaboratingUsers = orEmpty(p.CollaboratingUsers)
	p.CollaboratingTeams = orEmpty(p.CollaboratingTeams)
	return p
}

func orEmpty[T any](list *[]T) *[]T {
	if list != nil && *list == nil {
		return &[]T{}
	}
	return list
}

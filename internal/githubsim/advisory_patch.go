package githubsim

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
)

var zeroTime time.Time

// patch is an update of an advisory, checked field by field before any of it is
// done.
type patch struct {
	call     *call
	advisory *advisory
	fields   map[string]json.RawMessage
	edits    []func()
	publish  bool
}

func (p *patch) edit(do func()) { p.edits = append(p.edits, do) }

// patchFields are the keys GitHub knows, each with what it does.
var patchFields = map[string]func(*patch, json.RawMessage) *reply{
	"summary": func(p *patch, v json.RawMessage) *reply {
		return patchText(p, v, "summary", func(s string) { p.advisory.summary = s })
	},
	"description": func(p *patch, v json.RawMessage) *reply {
		return patchText(p, v, "description", func(s string) { p.advisory.description = s })
	},
	"cve_id":              (*patch).patchCVE,
	"vulnerabilities":     (*patch).patchVulnerabilities,
	"cwe_ids":             (*patch).patchCWEs,
	"credits":             (*patch).patchCredits,
	"severity":            (*patch).patchSeverity,
	"cvss_vector_string":  (*patch).patchVector,
	"state":               (*patch).patchStateField,
	"collaborating_users": (*patch).patchUsers,
	"collaborating_teams": (*patch).patchTeams,
}

// read checks the whole request; nil means the edits may be done.
func (p *patch) read() *reply {
	for name := range p.fields {
		if patchFields[name] == nil {
			r := invalidRequest(`"` + name + `" is not a permitted key.`)
			return &r
		}
	}
	if given(p.fields["severity"]) && given(p.fields["cvss_vector_string"]) {
		return p.refuse("cvss_vector_string")
	}
	for _, name := range []string{
		"summary", "description", "cve_id", "vulnerabilities", "cwe_ids", "credits", "severity",
		"cvss_vector_string", "state", "collaborating_users", "collaborating_teams",
	} {
		if v, ok := p.fields[name]; ok {
			if refused := patchFields[name](p, v); refused != nil {
				return refused
			}
		}
	}
	return nil
}

// given reports whether a field is there and not null.
func given(v json.RawMessage) bool { return v != nil && !bytes.Equal(v, []byte("null")) }

// refuse is the validation error about one field.
func (p *patch) refuse(field string) *reply {
	r := invalid("RepositoryAdvisory", field, "invalid")
	return &r
}

func patchText(p *patch, v json.RawMessage, field string, set func(string)) *reply {
	var text string
	if !given(v) || json.Unmarshal(v, &text) != nil || (field == "summary" && text == "") || len(text) > 65535 {
		return p.refuse(field)
	}
	p.edit(func() { set(text) })
	return nil
}

func (p *patch) patchCVE(v json.RawMessage) *reply {
	var id string
	if json.Unmarshal(v, &id) != nil || (id != "" && !cvePattern.MatchString(id)) {
		return p.refuse("cve_id")
	}
	p.edit(func() { p.advisory.cve = id })
	return nil
}

func (p *patch) patchSeverity(v json.RawMessage) *reply {
	var level string
	if json.Unmarshal(v, &level) != nil || (level != "" && !slices.Contains(severities, level)) {
		return p.refuse("severity")
	}
	if level == "" {
		return nil // null beside a vector: the vector decides
	}
	p.edit(func() { p.advisory.severity, p.advisory.cvss3, p.advisory.cvss4 = level, "", "" })
	return nil
}

func (p *patch) patchVector(v json.RawMessage) *reply {
	var vector string
	if json.Unmarshal(v, &vector) != nil {
		return p.refuse("cvss_vector_string")
	}
	if vector == "" {
		if !given(p.fields["severity"]) {
			p.edit(func() { p.advisory.cvss3, p.advisory.cvss4 = "", "" })
		}
		return nil
	}
	next := *p.advisory
	if err := next.setVector(vector); err != nil {
		return p.refuse("cvss_vector_string")
	}
	p.edit(func() {
		p.advisory.cvss3, p.advisory.cvss4, p.advisory.severity = next.cvss3, next.cvss4, next.severity
	})
	return nil
}

func (p *patch) patchStateField(v json.RawMessage) *reply {
	var state string
	if json.Unmarshal(v, &state) != nil {
		return p.refuse("state")
	}
	return p.patchState(state)
}

// ecosystems GitHub knows.
var ecosystems = []string{
	"rubygems", "npm", "pip", "maven", "nuget", "composer", "go", "rust", "erlang", "actions", "pub", "other", "swift",
}

func (p *patch) patchVulnerabilities(v json.RawMessage) *reply {
	var list []struct {
		Package struct {
			Ecosystem string  `json:"ecosystem"`
			Name      *string `json:"name"`
		} `json:"package"`
		Range     *string  `json:"vulnerable_version_range"`
		Patched   *string  `json:"patched_versions"`
		Functions []string `json:"vulnerable_functions"`
	}
	if !given(v) || strictly(v, &list) != nil {
		return p.refuse("vulnerabilities")
	}
	vulns := []Vulnerability{}
	for _, e := range list {
		if !slices.Contains(ecosystems, e.Package.Ecosystem) {
			return p.refuse("vulnerabilities")
		}
		vulns = append(vulns, Vulnerability{
			Ecosystem: e.Package.Ecosystem, Package: deref(e.Package.Name), Range: deref(e.Range),
			Patched: deref(e.Patched), Functions: e.Functions,
		})
	}
	p.edit(func() { p.advisory.vulns = vulns })
	return nil
}

func (p *patch) patchCWEs(v json.RawMessage) *reply {
	var ids []string
	if !given(v) || json.Unmarshal(v, &ids) != nil {
		return p.refuse("cwe_ids")
	}
	p.edit(func() { p.advisory.cwes = ids })
	return nil
}

func (p *patch) patchCredits(v json.RawMessage) *reply {
	var list []Credit
	if !given(v) || strictly(v, &list) != nil {
		return p.refuse("credits")
	}
	for _, c := range list {
		if p.call.sim.accounts[key(c.Login)] == nil || c.Type == "" {
			return p.refuse("credits")
		}
	}
	p.edit(func() { p.advisory.credits = list })
	return nil
}

func (p *patch) patchUsers(v json.RawMessage) *reply {
	var logins []string
	if !given(v) || json.Unmarshal(v, &logins) != nil {
		return p.refuse("collaborating_users")
	}
	users := []*account{}
	for _, login := range logins {
		u := p.call.sim.accounts[key(login)]
		if u == nil || u.kind != typeUser {
			return p.refuse("collaborating_users")
		}
		if !slices.Contains(users, u) {
			users = append(users, u)
		}
	}
	if refused := p.collaborators(!slices.Equal(users, p.advisory.users)); refused != nil {
		return refused
	}
	p.edit(func() { p.advisory.users = users })
	return nil
}

func (p *patch) patchTeams(v json.RawMessage) *reply {
	var slugs []string
	if !given(v) || json.Unmarshal(v, &slugs) != nil {
		return p.refuse("collaborating_teams")
	}
	teams := []*team{}
	for _, slug := range slugs {
		t := p.call.sim.teams[key(p.advisory.repo.owner.login, slug)]
		if t == nil {
			return p.refuse("collaborating_teams")
		}
		if !slices.Contains(teams, t) {
			teams = append(teams, t)
		}
	}
	if refused := p.collaborators(!slices.Equal(teams, p.advisory.teams)); refused != nil {
		return refused
	}
	p.edit(func() { p.advisory.teams = teams })
	return nil
}

// collaborators refuses a change of collaborators where the option says that
// GitHub does.
func (p *patch) collaborators(changed bool) *reply {
	if !changed || !p.call.sim.opts.RefuseCollaborators {
		return nil
	}
	r := forbidden()
	return &r
}

func strictly(v json.RawMessage, into any) error {
	d := json.NewDecoder(bytes.NewReader(v))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

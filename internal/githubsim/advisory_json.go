package githubsim

import (
	"encoding/json"
	"maps"
)

// advisoryJSON is GitHub's repository-advisory form, with the comment count and
// address that the preview of advisory comments added; encoded once per change.
// The modern API version leaves out the deprecated cvss.
func (s *Sim) advisoryJSON(a *advisory, modern bool) json.RawMessage {
	if a.rendered.json == nil || a.rendered.modern != modern {
		o := s.advisoryObject(a)
		if modern {
			delete(o, "cvss")
		}
		a.rendered = rendering{encode(o), modern}
	}
	return a.rendered.json
}

func (s *Sim) advisoryObject(a *advisory) object {
	o := s.advisoryPublic(a)
	v3, v4 := cvssJSON(a.cvss3), cvssJSON(a.cvss4)
	old := v3
	if a.cvss4 != "" {
		old = v4
	}
	maps.Copy(o, object{
		"author": userJSON(a.author), "created_at": stamp(a.created),
		"cvss": old, "cvss_severities": object{"cvss_v3": v3, "cvss_v4": v4},
		"submission": nil, "collaborating_users": usersJSON(a.users), "collaborating_teams": teamsJSON(a.teams),
		"private_fork": nil, "comments": a.open, "comments_url": nil,
	})
	if a.reported {
		o["submission"] = object{"accepted": a.accepted}
	}
	if a.fork != nil {
		o["private_fork"] = s.simpleRepo(a.fork)
	}
	if a.threadOpen() {
		o["comments_url"] = s.advisoryURL(a) + "/comments"
	}
	return o
}

// advisoryPublic is what also stands in a webhook's payload.
func (s *Sim) advisoryPublic(a *advisory) object {
	ids := []object{{"type": "GHSA", "value": a.ghsa}}
	if a.cve != "" {
		ids = append(ids, object{"type": "CVE", "value": a.cve})
	}
	cwes, cweIDs := []object{}, []string{}
	for _, id := range a.cwes {
		cwes = append(cwes, object{"cwe_id": id, "name": id})
		cweIDs = append(cweIDs, id)
	}
	credits, detailed := []object{}, []object{}
	for _, c := range a.credits {
		credits = append(credits, object{"login": c.Login, "type": c.Type})
		detailed = append(detailed, object{
			"user": s.accounts[key(c.Login)].json, "type": c.Type, "state": "pending",
		})
	}
	return object{
		"ghsa_id": a.ghsa, "cve_id": orNull(a.cve), "url": s.advisoryURL(a),
		"html_url": s.web("/%s/security/advisories/%s", a.repo.fullName(), a.ghsa),
		"summary":  a.summary, "description": orNull(a.description), "severity": orNull(a.severity),
		"publisher": userJSON(a.publisher), "identifiers": ids, "state": a.state,
		"updated_at": stamp(a.updated), "published_at": stamp(a.published), "closed_at": stamp(a.closed),
		"withdrawn_at": nil, "vulnerabilities": vulnsJSON(a.vulns), "cwes": cwes, "cwe_ids": cweIDs,
		"credits": credits, "credits_detailed": detailed,
	}
}

// sparseAdvisory is the form in webhooks: what GitHub does not tell there is null.
func (s *Sim) sparseAdvisory(a *advisory) object {
	o := s.advisoryPublic(a)
	none := object{"vector_string": nil, "score": nil}
	maps.Copy(o, object{
		"author": nil, "created_at": nil, "submission": nil, "collaborating_users": nil, "collaborating_teams": nil,
		"private_fork": nil, "cvss": none, "cvss_severities": object{"cvss_v3": none, "cvss_v4": none},
	})
	return o
}

func (s *Sim) advisoryURL(a *advisory) string {
	return s.api("/repos/%s/security-advisories/%s", a.repo.fullName(), a.ghsa)
}

func cvssJSON(vector string) object {
	if vector == "" {
		return object{"vector_string": nil, "score": nil}
	}
	score, err := scoreOf(vector)
	if err != nil {
		panic("githubsim: a vector was stored that does not parse: " + err.Error())
	}
	return object{"vector_string": vector, "score": score}
}

func teamsJSON(ts []*team) []object {
	out := make([]object, 0, len(ts))
	for _, t := range ts {
		out = append(out, t.json)
	}
	return out
}

func vulnsJSON(vs []Vulnerability) []object {
	out := make([]object, 0, len(vs))
	for _, v := range vs {
		eco := v.Ecosystem
		if eco == "" {
			eco = "other"
		}
		out = append(out, object{
			"package":                  object{"ecosystem": eco, "name": orNull(v.Package)},
			"vulnerable_version_range": orNull(v.Range), "patched_versions": orNull(v.Patched),
			"vulnerable_functions": append([]string{}, v.Functions...),
		})
	}
	return out
}

package export

import (
	"strings"

	"github.com/embargo-app/embargo/internal/announce"
	"github.com/embargo-app/embargo/policy"
)

// vexContext names the version of OpenVEX that is written.
const vexContext = "https://openvex.dev/ns/v0.2.0"

// OpenVEX writes the advisory as an OpenVEX document: a statement for each package's affected versions, and one for
// all versions that fix it.
func OpenVEX(d Document) ([]byte, error) {
	a := d.Case.Advisory
	if a.State == policy.AdvisoryWithdrawn || !a.WithdrawnAt.IsZero() {
		return nil, errWithdrawn
	}
	at := pagesOf(a)
	vulnerability := d.vexVulnerability(at)
	issued := a.PublishedAt
	if issued.IsZero() {
		issued = modified(a)
	}
	var statements, fixed []object
	seen := map[string]bool{} // a list of products names each once
	for _, p := range products(a) {
		statements = append(statements, d.vexAffected(p, vulnerability))
		for _, version := range p.fixed {
			if purl := p.purlOf(version, ""); !seen[purl] {
				seen[purl] = true
				fixed = append(fixed, vexProduct(purl))
			}
		}
	}
	if len(fixed) > 0 {
		statements = append(statements, object{"vulnerability": vulnerability, "status": "fixed", "products": fixed})
	}
	document := object{
		"@context": vexContext, "@id": at.advisory(a) + "#openvex", "author": publisher(d), "role": "Vendor",
		"timestamp": timestamp(issued), "version": 1, "statements": unique(statements),
		"tooling": strings.TrimSpace("Embargo " + d.Generator),
	}
	if latest := modified(a); latest.After(issued) {
		document["last_updated"] = timestamp(latest)
	}
	return encode(document)
}

func vexProduct(purl string) object {
	return object{"@id": purl, "identifiers": object{"purl": purl}}
}

func (d Document) vexVulnerability(at pages) object {
	a := d.Case.Advisory
	name, aliases := a.GHSA, []string(nil)
	if a.CVE != "" {
		name, aliases = a.CVE, []string{a.GHSA}
	}
	return object{"name": name, "@id": at.advisory(a)}.with("aliases", aliases).with("description", strings.TrimSpace(a.Summary))
}

// vexAffected says which versions of a package are affected, and what to do. Where the advisory does not know, neither
// does the statement.
func (d Document) vexAffected(p product, vulnerability object) object {
	statement := object{"vulnerability": vulnerability}
	if strings.TrimSpace(p.Affected) == "" {
		statement["status"], statement["products"] = "under_investigation", []object{vexProduct(p.purlOf("", ""))}
		return statement
	}
	purl := p.purlOf("", p.vers())
	if single := p.single(); single != "" {
		purl = p.purlOf(single, "")
	}
	action := p.action()
	if action == "" {
		action = noFix
	}
	if mitigations, _ := announce.Sections(d.Case.Advisory.Description); strings.TrimSpace(mitigations) != "" {
		action += "\n\n" + mitigations
	}
	statement["status"], statement["products"] = "affected", []object{vexProduct(purl)}
	statement["action_statement"], statement["status_notes"] = action, "Affected versions: "+strings.TrimSpace(p.Affected)
	return statement
}

// unique leaves out statements that stand there already: packages may be listed twice.
func unique(statements []object) []object {
	var kept []object
	seen := map[string]bool{}
	for _, statement := range statements {
		text, err := encode(statement)
		if err != nil || !seen[string(text)] {
			kept = append(kept, statement)
		}
		seen[string(text)] = true
	}
	return kept
}

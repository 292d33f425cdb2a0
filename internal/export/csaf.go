package export

import (
	"errors"
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/internal/announce"
	"github.com/embargo-app/embargo/policy"
)

// errWithdrawn is why CSAF and OpenVEX are refused: neither has a word for it.
var errWithdrawn = errors.New("the advisory is withdrawn, which only OSV can say: export it as osv")

// The statuses of products, as CSAF calls them.
const (
	csafAffected = "known_affected"
	csafFixed    = "fixed"
	csafUnknown  = "under_investigation"
)

// CSAF writes the advisory as a CSAF 2.0 document of the profile "Security Advisory". Before publication it is a draft
// that is for its recipients alone (TLP:RED).
func CSAF(d Document) ([]byte, error) {
	a := d.Case.Advisory
	if a.State == policy.AdvisoryWithdrawn || !a.WithdrawnAt.IsZero() {
		return nil, errWithdrawn
	}
	at := pagesOf(a)
	tree := productTree(d)
	document := object{
		"category": "csaf_security_advisory", "csaf_version": "2.0", "lang": "en", "title": d.title(),
		"publisher": object{"category": "vendor", "name": publisher(d), "namespace": at.at(a.Owner)},
		"tracking":  d.tracking(),
		"references": []object{
			{"category": "external", "summary": "The advisory on GitHub", "url": at.advisory(a)},
		},
		"distribution": object{"tlp": object{"label": sharing(a), "url": "https://www.first.org/tlp/"}},
	}
	if a.Severity != "" {
		document["aggregate_severity"] = object{"text": strings.ToUpper(a.Severity[:1]) + a.Severity[1:]}
	}
	return encode(object{
		"document": document, "product_tree": tree.object(), "vulnerabilities": []object{d.vulnerability(at, tree)},
	})
}

func publisher(d Document) string {
	if name := strings.TrimSpace(d.Process.Announcement.Project); name != "" {
		return name
	}
	return d.Case.Advisory.Owner
}

func (d Document) title() string {
	if summary := strings.Join(strings.Fields(d.Case.Advisory.Summary), " "); summary != "" {
		return summary
	}
	return d.Case.Advisory.GHSA
}

// isPublic tells whether everybody may read the advisory.
func isPublic(a policy.Advisory) bool {
	return a.State == policy.AdvisoryPublished || a.State == policy.AdvisoryWithdrawn
}

func sharing(a policy.Advisory) string {
	if isPublic(a) {
		return "WHITE"
	}
	return "RED"
}

// tracking says which version of the document this is: a draft before publication, then the published one, then the
// one with what was changed since.
func (d Document) tracking() object {
	a := d.Case.Advisory
	changed := timestamp(modified(a))
	revision := func(number, date, summary string) object {
		return object{"number": number, "date": date, "summary": summary}
	}
	status, first := "draft", changed
	history := []object{revision("0.1.0", changed, "Draft")}
	if isPublic(a) {
		status = "final"
		if !a.PublishedAt.IsZero() {
			first = timestamp(a.PublishedAt)
		}
		history = []object{revision("1.0.0", first, "Published")}
		if first < changed { // both are written alike, so that the order of the words is that of time
			history = append(history, revision("1.0.1", changed, "Updated"))
		}
	}
	generator := object{"engine": object{"name": "Embargo"}.with("version", d.Generator)}
	tracking := object{
		"id": a.GHSA, "status": status, "version": history[len(history)-1]["number"], "initial_release_date": first,
		"current_release_date": changed, "revision_history": history, "generator": generator,
	}
	if a.CVE != "" {
		tracking["aliases"] = []string{a.CVE}
	}
	return tracking
}

// tree is a product tree with the status of its products.
type tree struct {
	vendor   string
	branches []object            // of products, by name
	loose    []object            // products whose versions are no range
	status   map[string][]string // product ids by status
	fixes    map[string][]string // ids of affected products by the fix for them, "" for those without
	order    []string            // of fixes
	count    int
}

func productTree(d Document) *tree {
	t := &tree{vendor: d.Case.Advisory.Owner, status: map[string][]string{}, fixes: map[string][]string{}}
	for _, p := range products(d.Case.Advisory) {
		t.add(p)
	}
	return t
}

func (t *tree) object() object {
	tree := object{}.with("full_product_names", t.loose)
	if len(t.branches) > 0 {
		tree["branches"] = []object{{"category": "vendor", "name": t.vendor, "branches": t.branches}}
	}
	return tree
}

// product makes a product with an id of its own, of a certain status.
func (t *tree) product(status, name, purl string) object {
	t.count++
	id := fmt.Sprintf("EMBARGO-%04d", t.count)
	t.status[status] = append(t.status[status], id)
	return object{"name": name, "product_id": id, "product_identification_helper": object{"purl": purl}}
}

// add takes in a package: its affected versions, and each version that fixes it.
func (t *tree) add(p product) {
	var versions []object
	vers := p.vers()
	from := t.count
	switch single := p.single(); {
	case single != "":
		versions = append(versions, object{
			"category": "product_version", "name": single, "product": t.product(csafAffected, p.name+" "+single, p.purlOf(single, "")),
		})
	case vers != "":
		versions = append(versions, object{
			"category": "product_version_range", "name": vers,
			"product": t.product(csafAffected, p.name+" "+p.Affected, p.purlOf("", "")),
		})
	case strings.TrimSpace(p.Affected) != "":
		t.loose = append(t.loose, t.product(csafAffected, p.name+" "+strings.TrimSpace(p.Affected), p.purlOf("", "")))
	default:
		t.loose = append(t.loose, t.product(csafUnknown, p.name, p.purlOf("", "")))
	}
	if known := t.status[csafAffected]; len(known) > 0 && known[len(known)-1] == fmt.Sprintf("EMBARGO-%04d", from+1) {
		t.fixBy(p.action(), known[len(known)-1])
	}
	for _, version := range p.fixed {
		versions = append(versions, object{
			"category": "product_version", "name": version, "product": t.product(csafFixed, p.name+" "+version, p.purlOf(version, "")),
		})
	}
	if len(versions) > 0 {
		t.branches = append(t.branches, object{"category": "product_name", "name": p.name, "branches": versions})
	}
}

func (t *tree) fixBy(action, id string) {
	if _, known := t.fixes[action]; !known {
		t.order = append(t.order, action)
	}
	t.fixes[action] = append(t.fixes[action], id)
}

// action says how to get rid of the vulnerability; "" when no version fixes it.
func (p product) action() string {
	if len(p.fixed) == 0 {
		return ""
	}
	return "Upgrade " + p.name + " to " + strings.Join(p.fixed, " or ") + "."
}

const noFix = "No version that fixes it is named."

// vulnerability is the one an advisory is about.
func (d Document) vulnerability(at pages, t *tree) object {
	a := d.Case.Advisory
	ids := []object{{"system_name": "GitHub Security Advisory", "text": a.GHSA}}
	v := object{"ids": ids, "title": d.title(), "notes": d.notes(), "product_status": t.status}.
		with("cve", csafCVE(a.CVE)).with("release_date", timestamp(a.PublishedAt)).
		with("scores", t.scores(a)).with("remediations", d.remediations(t)).with("acknowledgments", acknowledgments(a, at))
	v["references"] = []object{{"category": "external", "summary": a.GHSA, "url": at.advisory(a)}}
	return v
}

// csafCVE leaves out what CSAF's validators would refuse.
func csafCVE(id string) string {
	year, number, ok := strings.Cut(strings.TrimPrefix(id, "CVE-"), "-")
	digits := func(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
	if !strings.HasPrefix(id, "CVE-") || !ok || len(year) != 4 || len(number) < 4 || !digits(year) || !digits(number) {
		return ""
	}
	return id
}

// notes holds the description, and what CSAF 2.0 has no other place for.
func (d Document) notes() []object {
	a := d.Case.Advisory
	_, details := announce.Sections(a.Description)
	if strings.TrimSpace(details) == "" {
		details = d.title()
	}
	notes := []object{{"category": "description", "title": "Description", "text": details}}
	for _, v := range vectors(a) {
		if v.version == "4.0" {
			notes = append(notes, object{"category": "other", "title": "CVSS 4.0", "text": fmt.Sprintf("%.1f %s", v.base, v.text)})
		}
	}
	return notes
}

// scores gives the newest vector that CSAF 2.0 can express, for all affected products.
func (t *tree) scores(a policy.Advisory) []object {
	affected := t.status[csafAffected]
	for _, v := range vectors(a) {
		if v.version == "4.0" || len(affected) == 0 {
			continue
		}
		return []object{{"products": affected, "cvss_v3": object{
			"version": v.version, "vectorString": v.text, "baseScore": v.base, "baseSeverity": strings.ToUpper(policy.Band(v.base)),
		}}}
	}
	return nil
}

// remediations say what to do about each affected product.
func (d Document) remediations(t *tree) []object {
	var list []object
	for _, action := range t.order {
		if action == "" {
			list = append(list, object{"category": "none_available", "details": noFix, "product_ids": t.fixes[action]})
			continue
		}
		list = append(list, object{"category": "vendor_fix", "details": action, "product_ids": t.fixes[action]})
	}
	mitigations, _ := announce.Sections(d.Case.Advisory.Description)
	if affected := t.status[csafAffected]; strings.TrimSpace(mitigations) != "" && len(affected) > 0 {
		list = append(list, object{"category": "workaround", "details": mitigations, "product_ids": affected})
	}
	return list
}

func acknowledgments(a policy.Advisory, at pages) []object {
	var list []object
	for _, credit := range credited(a) {
		list = append(list, object{"names": []string{credit.Login}, "urls": []string{at.at(credit.Login)}}.
			with("summary", strings.ReplaceAll(credit.Type, "_", " ")))
	}
	return list
}

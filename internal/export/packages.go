package export

import (
	"strings"

	"github.com/package-url/packageurl-go"

	"github.com/embargo-app/embargo/policy"
)

// ecosystem is what other formats call one of GitHub's.
type ecosystem struct {
	osv      string // OSV's name; "" where OSV has none
	purl     string // type of its package URLs, and scheme of its version ranges
	semantic bool   // OSV orders its versions as semantic ones
}

// ecosystems are GitHub's, by the names of its API.
var ecosystems = map[string]ecosystem{
	"actions":  {"GitHub Actions", packageurl.TypeGithub, false},
	"composer": {"Packagist", packageurl.TypeComposer, false},
	"erlang":   {"Hex", packageurl.TypeHex, true},
	"go":       {"Go", packageurl.TypeGolang, true},
	"maven":    {"Maven", packageurl.TypeMaven, false},
	"npm":      {"npm", packageurl.TypeNPM, true},
	"nuget":    {"NuGet", packageurl.TypeNuget, false},
	"pip":      {"PyPI", packageurl.TypePyPi, false},
	"pub":      {"Pub", packageurl.TypePub, true},
	"rubygems": {"RubyGems", packageurl.TypeGem, false},
	"rust":     {"crates.io", packageurl.TypeCargo, true},
	"swift":    {"SwiftURL", packageurl.TypeSwift, true},
}

// ecosystemOf knows GitHub's names in any case; everything else, "other" among it, is nobody's.
func ecosystemOf(name string) ecosystem {
	if known, ok := ecosystems[strings.ToLower(name)]; ok {
		return known
	}
	return ecosystem{purl: packageurl.TypeGeneric}
}

// product is an affected package with what is known of its versions.
type product struct {
	policy.Vulnerability
	ecosystem ecosystem
	name      string     // of the package, or the repository's where the advisory names none
	intervals []interval // affected
	readable  bool       // the range could be read; else Affected is only text
	fixed     []string
	whole     bool // it stands for the repository: the advisory names no package
}

// products lists the affected packages; the repository itself where none is named.
func products(a policy.Advisory) []product {
	if len(a.Vulnerabilities) == 0 {
		return []product{{name: a.Owner + "/" + a.Repo, ecosystem: ecosystem{purl: packageurl.TypeGithub}, whole: true}}
	}
	all := make([]product, 0, len(a.Vulnerabilities))
	for _, v := range a.Vulnerabilities {
		p := product{
			Vulnerability: v, name: v.Package, ecosystem: ecosystemOf(v.Ecosystem),
			fixed: policy.FixedVersions(v),
		}
		if strings.TrimSpace(p.name) == "" {
			p.name, p.ecosystem = a.Owner+"/"+a.Repo, ecosystem{purl: packageurl.TypeGithub}
		}
		p.intervals, p.readable = parseRange(v.Affected)
		if p.ecosystem.purl == packageurl.TypeGolang {
			trimVersions(p.intervals)
		}
		all = append(all, p)
	}
	return all
}

// trimVersions takes the "v" off bounds: advisories and databases write Go's versions without it.
func trimVersions(intervals []interval) {
	for i := range intervals {
		for _, version := range []*string{&intervals[i].exact, &intervals[i].low, &intervals[i].high} {
			*version = strings.TrimPrefix(*version, "v")
		}
	}
}

// purlOf names the package, at a version unless that is "", or for the affected versions, as a package URL.
func (p product) purlOf(version, vers string) string {
	u := packageurl.PackageURL{Type: p.ecosystem.purl, Version: version}
	u.Namespace, u.Name = p.splitName()
	if vers != "" {
		u.Qualifiers = packageurl.Qualifiers{{Key: "vers", Value: vers}}
	}
	if err := u.Normalize(); err != nil { // such as a package of Maven's without a group
		u = packageurl.PackageURL{Type: packageurl.TypeGeneric, Name: p.name, Version: version, Qualifiers: u.Qualifiers}
	}
	return u.ToString()
}

// splitName tells the package's own name from what stands before it.
func (p product) splitName() (namespace, name string) {
	at := strings.LastIndexByte(p.name, '/')
	if p.ecosystem.purl == packageurl.TypeMaven {
		at = strings.IndexByte(p.name, ':')
	}
	if p.ecosystem.purl == packageurl.TypeGeneric {
		at = -1
	}
	if at <= 0 || at == len(p.name)-1 {
		return "", p.name
	}
	return p.name[:at], p.name[at+1:]
}

// vers writes the affected versions as a version range specifier; "" where they could not be read.
func (p product) vers() string {
	if !p.readable {
		return ""
	}
	return versOf(p.ecosystem.purl, p.intervals)
}

// single is the one affected version; "" when there are more, or they could not be read.
func (p product) single() string {
	if p.readable && len(p.intervals) == 1 {
		return p.intervals[0].exact
	}
	return ""
}

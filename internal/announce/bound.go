package announce

import "strings"

// The bounds of facts. GitHub's are narrower or about the same: a description has at most 65,536 characters.
const (
	maxText  = 100_000 // bytes
	maxLine  = 1_000   // bytes
	maxWord  = 200     // bytes of an entry's part
	maxLists = 50      // entries
	maxFixed = 10      // versions of a package
)

const more = "[and more]"

// bound cuts facts to what the embedded template can always write, visibly.
func bound(f Facts) Facts {
	f.Mitigations, f.Details = cut(f.Mitigations, maxText), cut(f.Details, maxText)
	for _, word := range []*string{
		&f.Project, &f.Repository, &f.URL, &f.ID, &f.CVE, &f.GHSA, &f.Summary, &f.Severity, &f.Score, &f.Vector,
		&f.VersionCommand, &f.Published,
	} {
		*word = cut(*word, maxLine)
	}
	f.Versions = boundList(f.Versions, maxLists, boundWord, more)
	f.Packages = boundList(f.Packages, maxLists, func(p Package) Package {
		return Package{boundWord(p.Name), boundWord(p.Ecosystem), boundWord(p.Affected), boundList(p.Fixed, maxFixed, boundWord, more)}
	}, Package{Name: more})
	f.Releases = boundList(f.Releases, maxLists, func(r Release) Release {
		return Release{boundWord(r.Version), boundWord(r.Tag), boundWord(r.URL)}
	}, Release{Tag: more})
	f.Credits = boundList(f.Credits, maxLists, func(c Credit) Credit {
		return Credit{boundWord(c.Login), boundWord(c.URL), boundWord(c.Role)}
	}, Credit{Login: more})
	return f
}

func boundWord(word string) string { return cut(word, maxWord) }

// boundList bounds a list and each of its entries; last stands for those left out.
func boundList[T any](list []T, most int, each func(T) T, last T) []T {
	var short []T
	for i, one := range list {
		if i == most-1 && len(list) > most {
			return append(short, last)
		}
		short = append(short, each(one))
	}
	return short
}

func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit-len(more)-1], "") + " " + more
}

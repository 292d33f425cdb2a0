package githubsim

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Advisory is a snapshot of an advisory, for assertions and for showing it.
type Advisory struct {
	Ref

	State                string
	Summary, Description string
	Severity             string
	CVSS                 string // vector
	Score                float64
	CVE                  string
	CVERequestedAt       time.Time
	Author, Publisher    string
	Users                []string // logins, in order of joining
	Teams                []string // "org/slug"
	Credits              []Credit
	Vulnerabilities      []Vulnerability
	Fork                 string // full name; empty when there is none (yet)
	Comments             int    // those that REST counts
	ThreadOpen           bool
	CreatedAt, UpdatedAt time.Time
	PublishedAt          time.Time
	ClosedAt             time.Time
	HTMLURL              string
}

// Advisory is a snapshot of one advisory.
func (s *Sim) Advisory(ref Ref) (Advisory, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.advisory(ref)
	if err != nil {
		return Advisory{}, err
	}
	out := Advisory{
		Ref: a.ref(), State: a.state, Summary: a.summary, Description: a.description, Severity: a.severity,
		CVSS: cmp.Or(a.cvss4, a.cvss3), CVE: a.cve, CVERequestedAt: a.cveRequested, Author: a.author.login,
		Credits: slices.Clone(a.credits), Vulnerabilities: slices.Clone(a.vulns), Comments: a.open,
		ThreadOpen: a.threadOpen(), CreatedAt: a.created, UpdatedAt: a.updated, PublishedAt: a.published,
		ClosedAt: a.closed, HTMLURL: s.web("/%s/security/advisories/%s", a.repo.fullName(), a.ghsa),
	}
	if out.CVSS != "" {
		if out.Score, err = scoreOf(out.CVSS); err != nil {
			return Advisory{}, err
		}
	}
	if a.publisher != nil {
		out.Publisher = a.publisher.login
	}
	for _, u := range a.users {
		out.Users = append(out.Users, u.login)
	}
	for _, t := range a.teams {
		out.Teams = append(out.Teams, t.org.login+"/"+t.slug)
	}
	if a.fork != nil {
		out.Fork = a.fork.fullName()
	}
	return out, nil
}

// Thread is everything said in an advisory, oldest first, confidential comments
// included, whether or not the thread is still open.
func (s *Sim) Thread(ref Ref) ([]Comment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.advisory(ref)
	if err != nil {
		return nil, err
	}
	var out []Comment
	for _, c := range a.comments {
		out = append(out, Comment{
			ID: c.id, Author: c.author.login, AuthorType: c.author.kind, Body: c.body, CreatedAt: c.created,
			UpdatedAt: c.updated, Edits: c.edits, Confidential: c.confidential, HTMLURL: s.commentURL(a, c),
		})
	}
	return out, nil
}

// IsPrivate tells whether only some may see a repository ("owner/name"): one that
// is private, or that is not there.
func (s *Sim) IsPrivate(repo string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(repo)
	return err != nil || r.private
}

// Advisories names every advisory of an owner, oldest first.
func (s *Sim) Advisories(owner string) []Ref {
	s.mu.Lock()
	defer s.mu.Unlock()
	acc := s.accounts[key(owner)]
	if acc == nil {
		return nil
	}
	var out []Ref
	for _, a := range acc.shelves[shelfName{"", "created"}] {
		out = append(out, a.ref())
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

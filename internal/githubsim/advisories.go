package githubsim

import (
	"crypto/sha256"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	cvss30 "github.com/pandatix/go-cvss/30"
	cvss31 "github.com/pandatix/go-cvss/31"
	cvss40 "github.com/pandatix/go-cvss/40"
)

// States of an advisory.
const (
	StateTriage    = "triage"
	StateDraft     = "draft"
	StatePublished = "published"
	StateClosed    = "closed"
)

// Ref names an advisory.
type Ref struct{ Owner, Repo, GHSA string }

// String is OWNER/REPO/GHSA.
func (r Ref) String() string { return r.Owner + "/" + r.Repo + "/" + r.GHSA }

// Vulnerability is one affected package of an advisory.
type Vulnerability struct {
	Ecosystem string // as in GitHub's list: go, npm, pip, …; empty means other
	Package   string
	Range     string // affected versions, e.g. "< 2.2.1"
	Patched   string // patched versions, e.g. "2.2.1"
	Functions []string
}

// Credit names somebody who helped.
type Credit struct {
	Login string
	Type  string // reporter, finder, analyst, …
}

// advisory is a repository security advisory with its thread.
type advisory struct {
	id                   int64
	repo                 *repo
	ghsa                 string
	state                string
	summary, description string
	severity             string // low to critical; empty when none is set
	cvss3, cvss4         string // vectors
	cve                  string
	cveRequested         time.Time
	cwes                 []string
	author, publisher    *account
	reported, accepted   bool // came by the private form; was accepted
	created, updated     time.Time
	published, closed    time.Time
	vulns                []Vulnerability
	credits              []Credit
	users                []*account
	teams                []*team
	fork                 *repo
	forkReady            time.Time // when a fork that was asked for will be there
	comments             []*comment
	open                 int // comments that are not confidential
	rendered             rendering
}

// rendering is an advisory's JSON, kept until the advisory changes.
type rendering struct {
	json   json.RawMessage
	modern bool // for the API version without what is deprecated
}

func (a *advisory) ref() Ref { return Ref{a.repo.owner.login, a.repo.name, a.ghsa} }

// threadOpen reports whether the thread still takes comments.
func (a *advisory) threadOpen() bool {
	return !a.repo.private && a.state != StatePublished
}

// change edits an advisory and keeps the lists in order; with touch it also
// advances updated_at.
func (s *Sim) change(a *advisory, touch bool, edit func()) {
	a.repo.shelves.take(a)
	a.repo.owner.shelves.take(a)
	edit()
	if touch {
		a.updated = s.now()
	}
	a.rendered = rendering{}
	a.repo.shelves.put(a)
	a.repo.owner.shelves.put(a)
}

// addAdvisory puts a new advisory into the world.
func (s *Sim) addAdvisory(r *repo, author *account, state string, rep Report) (*advisory, error) {
	a := &advisory{
		id: s.nextID("advisory"), repo: r, author: author, state: state, reported: state == StateTriage,
		summary: rep.Summary, description: rep.Description, severity: rep.Severity,
		vulns: slices.Clone(rep.Vulnerabilities), created: s.now(), updated: s.now(),
	}
	a.ghsa = ghsaID(a.id)
	if a.severity != "" && !slices.Contains(severities, a.severity) {
		return nil, refuse("severity %q is none of %s", a.severity, strings.Join(severities, ", "))
	}
	if rep.CVSS != "" {
		if err := a.setVector(rep.CVSS); err != nil {
			return nil, err
		}
	}
	r.advisories[key(a.ghsa)] = a
	r.shelves.put(a)
	r.owner.shelves.put(a)
	return a, nil
}

const ghsaAlphabet = "23456789cfghjmpqrvwx"

// ghsaID is the identifier of the n-th advisory: the same in every run.
func ghsaID(n int64) string {
	sum := sha256.Sum256([]byte("advisory " + strconv.FormatInt(n, 10)))
	id := []byte("GHSA")
	for i, b := range sum[:12] {
		if i%4 == 0 {
			id = append(id, '-')
		}
		id = append(id, ghsaAlphabet[int(b)%len(ghsaAlphabet)])
	}
	return string(id)
}

// advisory finds the advisory a Ref names.
func (s *Sim) advisory(ref Ref) (*advisory, error) {
	s.settle()
	if r := s.repos[key(ref.Owner, ref.Repo)]; r != nil {
		if a := r.advisories[key(ref.GHSA)]; a != nil {
			return a, nil
		}
	}
	return nil, refuse("no advisory %s", ref)
}

// sees reports whether a person may read an advisory that is not published.
func (s *Sim) sees(p *account, a *advisory) bool {
	if a.state == StatePublished || slices.Contains(a.users, p) {
		return true
	}
	for _, t := range a.teams {
		if t.has(p) {
			return true
		}
	}
	return s.administers(p, a.repo)
}

var severities = []string{"low", "medium", "high", "critical"}

// setVector records a CVSS vector and the severity that follows from it.
func (a *advisory) setVector(vector string) error {
	score, err := scoreOf(vector)
	if err != nil {
		return refuse("CVSS vector: %w", err)
	}
	if strings.HasPrefix(vector, "CVSS:4") {
		a.cvss4, a.cvss3 = vector, ""
	} else {
		a.cvss3, a.cvss4 = vector, ""
	}
	a.severity = severityOf(score)
	return nil
}

// scoreOf computes the base score of a CVSS 3.0, 3.1 or 4.0 vector.
func scoreOf(vector string) (float64, error) {
	switch {
	case strings.HasPrefix(vector, "CVSS:4.0/"):
		v, err := cvss40.ParseVector(vector)
		if err != nil {
			return 0, err
		}
		return v.Score(), nil
	case strings.HasPrefix(vector, "CVSS:3.0/"):
		v, err := cvss30.ParseVector(vector)
		if err != nil {
			return 0, err
		}
		return v.BaseScore(), nil
	default:
		v, err := cvss31.ParseVector(vector)
		if err != nil {
			return 0, err
		}
		return v.BaseScore(), nil
	}
}

// severityOf is the band of a score; GitHub has no word for 0.
func severityOf(score float64) string {
	switch {
	case score >= 9:
		return "critical"
	case score >= 7:
		return "high"
	case score >= 4:
		return "medium"
	case score > 0:
		return "low"
	}
	return ""
}

var cvePattern = regexp.MustCompile(`^CVE-\d{4}-\d{4,}$`)

// forkName is how GitHub names an advisory's temporary private fork.
func forkName(a *advisory) string {
	name := a.repo.name
	if len(name) > 80 {
		name = name[:80]
	}
	return name + "-" + strings.ToLower(a.ghsa)
}

// askFork starts making the temporary private fork, unless there is one.
func (s *Sim) askFork(a *advisory) {
	if a.fork != nil || !a.forkReady.IsZero() {
		return
	}
	a.forkReady = s.now().Add(s.opts.ForkDelay)
	s.growing = append(s.growing, a)
	s.settle()
}

// growFork is the moment the fork exists.
func (s *Sim) growFork(a *advisory) {
	if a.state == StatePublished {
		return
	}
	fork := s.addRepo(a.repo.owner, forkName(a), RepoOptions{Private: true, DefaultBranch: a.repo.branch})
	fork.forkOf = a
	copyCode(a.repo, fork)
	s.change(a, true, func() { a.fork = fork })
	if s.opts.ForkWebhooks {
		s.forked(a.repo, fork, a.author)
	}
}

// dropFork deletes the fork with everything in it.
func (s *Sim) dropFork(a *advisory) {
	a.forkReady = time.Time{}
	if a.fork == nil {
		return
	}
	delete(s.repos, key(a.fork.fullName()))
	owner := a.repo.owner
	owner.repos = slices.DeleteFunc(owner.repos, func(r *repo) bool { return r == a.fork })
	a.fork = nil
}

// publish is what happens on publication, whoever causes it.
func (s *Sim) publish(a *advisory, publisher *account) {
	s.change(a, true, func() {
		a.state, a.publisher, a.published = StatePublished, publisher, s.now()
		s.dropFork(a)
	})
	s.advisoryChanged("published", a, publisher)
}

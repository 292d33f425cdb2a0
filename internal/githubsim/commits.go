package githubsim

import (
	"cmp"
	"strings"
	"time"
)

// history is a repository's commits and what points at them. Files are kept for
// the default branch; see trees.go for those of others.
type history struct {
	commits map[string]*commit
	heads   map[string]string // branch → SHA
	tags    map[string]string // tag → SHA
}

// commit is one commit.
type commit struct {
	sha     string
	author  *account
	message string
	at      time.Time
	parents []string
	paths   []string // of the files it changed
}

// Commit is what somebody pushes.
type Commit struct {
	Branch  string            // empty means the default branch; a new one begins at its head
	Message string            // empty means one that names the files
	Files   map[string]string // by path; on the default branch they are its new contents
}

// Push writes a file on the default branch of a repository ("owner/name"), as one
// commit, and tells the apps by a webhook.
func (s *Sim) Push(login, repo, path, content string) error {
	_, err := s.PushCommit(login, repo, Commit{Files: map[string]string{path: content}})
	return err
}

// PushCommit pushes one commit, returns its SHA and tells the apps; open pull
// requests of the branch advance with it.
func (s *Sim) PushCommit(login, repo string, form Commit) (sha string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	p, r, err := s.codeAccess(login, repo)
	if err != nil {
		return "", err
	}
	c := s.push(r, p, form)
	for _, pr := range r.pulls {
		if pr.form.Branch == cmp.Or(form.Branch, r.branch) && pr.closed.IsZero() {
			s.advancePull(pr, p, c.sha)
		}
	}
	return c.sha, nil
}

// Tag points a new tag at a branch, a tag or a commit and tells the apps.
func (s *Sim) Tag(login, repo, tag, ref string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.codeAccess(login, repo)
	if err != nil {
		return err
	}
	if r.history.tags[tag] != "" {
		return refuse("%s has a tag %s already", r.fullName(), tag)
	}
	sha := s.resolveRef(r, ref)
	if sha == "" {
		return refuse("%s has no branch, tag or commit %s", r.fullName(), ref)
	}
	s.tag(r, p, tag, sha)
	return nil
}

// Head is the SHA a branch, a tag or a commit of a repository stands for.
func (s *Sim) Head(repo, ref string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(repo)
	if err != nil {
		return "", err
	}
	sha := s.resolveRef(r, ref)
	if sha == "" {
		return "", refuse("%s has no branch, tag or commit %s", r.fullName(), ref)
	}
	return sha, nil
}

// push puts a commit on a branch.
func (s *Sim) push(r *repo, p *account, form Commit) *commit {
	branch, before := cmp.Or(form.Branch, r.branch), zeroSHA
	parent := s.head(r, form.Branch)
	if r.history.heads[branch] != "" {
		before = parent
	}
	if branch == r.branch {
		r.keep(parent)
	}
	paths := sortedKeys(form.Files)
	for i, path := range paths {
		paths[i] = strings.Trim(path, "/")
		if branch == r.branch {
			r.files[paths[i]] = form.Files[path]
		}
	}
	c := s.addCommit(r, p, cmp.Or(form.Message, "Update "+strings.Join(paths, ", ")), paths, parent)
	r.history.heads[branch] = c.sha
	if branch != r.branch {
		r.plant(c, form.Files)
	}
	s.pushed(r, p, "refs/heads/"+branch, before, c)
	return c
}

// tag points a tag at a commit.
func (s *Sim) tag(r *repo, p *account, tag, sha string) {
	r.history.tags[tag] = sha
	s.pushed(r, p, "refs/tags/"+tag, zeroSHA, r.history.commits[sha])
}

func (s *Sim) addCommit(r *repo, p *account, message string, paths []string, parents ...string) *commit {
	c := &commit{sha: s.commit(), author: p, message: message, at: s.now(), parents: parents, paths: paths}
	if r.history.commits == nil {
		r.history = history{map[string]*commit{}, map[string]string{}, map[string]string{}}
	}
	r.history.commits[c.sha] = c
	return c
}

// head is the newest commit of a branch; one without any stands where the default
// branch does, which begins with a commit of the repository's owner.
func (s *Sim) head(r *repo, branch string) string {
	if sha := r.history.heads[branch]; sha != "" {
		return sha
	}
	if r.history.heads[r.branch] == "" {
		first := s.addCommit(r, r.owner, "Initial commit", sortedKeys(r.files))
		r.history.heads[r.branch] = first.sha
	}
	return r.history.heads[r.branch]
}

// resolveRef finds the commit that a branch, tag, full ref or (abbreviated) SHA
// names; empty when there is none.
func (s *Sim) resolveRef(r *repo, ref string) string {
	top := s.head(r, r.branch)
	branch, isBranch := strings.CutPrefix(strings.TrimPrefix(ref, "refs/"), "heads/")
	tag, isTag := strings.CutPrefix(strings.TrimPrefix(ref, "refs/"), "tags/")
	switch {
	case ref == "HEAD":
		return top
	case !isTag && r.history.heads[branch] != "":
		return r.history.heads[branch]
	case !isBranch && r.history.tags[tag] != "":
		return r.history.tags[tag]
	case len(ref) < 7:
		return ""
	}
	for sha := range r.history.commits {
		if strings.HasPrefix(sha, strings.ToLower(ref)) {
			return sha
		}
	}
	return ""
}

// zeroSHA is how git writes "no commit".
const zeroSHA = "0000000000000000000000000000000000000000"

// pushed tells the apps that a ref moved.
func (s *Sim) pushed(r *repo, p *account, ref, before string, c *commit) {
	who := object{"name": c.author.login, "email": mailOf(c.author), "username": c.author.login}
	head := object{
		"id": c.sha, "tree_id": treeSHA(c), "distinct": true, "message": c.message, "timestamp": stamp(c.at),
		"url": s.web("/%s/commit/%s", r.fullName(), c.sha), "author": who, "committer": who,
		"added": []string{}, "removed": []string{}, "modified": append([]string{}, c.paths...),
	}
	commits := []object{head}
	if strings.HasPrefix(ref, "refs/tags/") {
		commits = []object{} // nothing new, only a name for it
	}
	s.emit(event{name: "push", owner: r.owner, repo: r, sender: p, fields: object{
		"ref": ref, "before": before, "after": c.sha, "base_ref": nil, "created": before == zeroSHA, "deleted": false,
		"forced": false, "compare": s.web("/%s/compare/%s...%s", r.fullName(), before[:12], c.sha[:12]),
		"commits": commits, "head_commit": head, "pusher": object{"name": p.login, "email": mailOf(p)},
	}})
}

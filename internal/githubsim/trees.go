package githubsim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// trees are the files of commits beside the newest of the default branch, by the commit's SHA.
type trees map[string]map[string]string

// plant gives a commit of another branch its files: its parent's with the changes.
func (r *repo) plant(c *commit, changes map[string]string) {
	files := map[string]string{}
	if len(c.parents) > 0 {
		files = maps.Clone(r.treeAt(c.parents[0]))
	}
	for path, content := range changes {
		files[strings.Trim(path, "/")] = content
	}
	if r.trees == nil {
		r.trees = trees{}
	}
	r.trees[c.sha] = files
}

// treeAt gives the files as of a commit; a commit without files of its own has its parent's.
func (r *repo) treeAt(sha string) map[string]string {
	for sha != "" && sha != r.history.heads[r.branch] {
		if files := r.trees[sha]; files != nil {
			return files
		}
		c := r.history.commits[sha]
		if c == nil || len(c.parents) == 0 {
			break
		}
		sha = c.parents[0]
	}
	return r.files
}

// filesAt gives the files of a branch, a tag or a commit, the default branch's for
// ""; nil when there is no such ref.
func (s *Sim) filesAt(r *repo, ref string) map[string]string {
	if ref == "" {
		return r.files
	}
	sha := s.resolveRef(r, ref)
	if sha == "" {
		return nil
	}
	return r.treeAt(sha)
}

// changedPaths are the files that a pull request's commits change, sorted.
func (pr *pull) changedPaths() []string {
	var paths []string
	for _, sha := range pr.commits {
		if c := pr.repo.history.commits[sha]; c != nil {
			paths = append(paths, c.paths...)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// mergeTree brings the files of a pull request's head onto its base, when that is
// the default branch, and returns the paths.
func (r *repo) mergeTree(pr *pull) []string {
	paths, head := pr.changedPaths(), r.treeAt(pr.head)
	if pr.form.Base != r.branch {
		return paths
	}
	r.keep(r.history.heads[r.branch])
	for _, path := range paths {
		if content, ok := head[path]; ok {
			r.files[path] = content
		} else {
			delete(r.files, path)
		}
	}
	return paths
}

// listPullFiles answers GET /repos/{owner}/{repo}/pulls/{pull_number}/files.
func listPullFiles(c *call) reply {
	pr := c.pull()
	if pr == nil {
		return notFound()
	}
	head, base := pr.repo.treeAt(pr.head), pr.repo.files
	list := []object{}
	for _, path := range page(c, pr.changedPaths()) {
		status := "modified"
		if _, ok := head[path]; !ok {
			status = "removed"
		} else if _, ok := base[path]; !ok {
			status = "added"
		}
		if _, ok := head[path]; !ok {
			status = "removed"
		}
		full := pr.repo.fullName()
		list = append(list, object{
			"sha": blobSHA(head[path]), "filename": path, "status": status, "additions": 1, "deletions": 0, "changes": 1,
			"blob_url":     c.sim.web("/%s/blob/%s/%s", full, pr.head, path),
			"raw_url":      c.sim.web("/%s/raw/%s/%s", full, pr.head, path),
			"contents_url": c.sim.api("/repos/%s/contents/%s?ref=%s", full, path, pr.head),
		})
	}
	return reply{status: http.StatusOK, body: list}
}

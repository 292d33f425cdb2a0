package githubsim

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// rewrite changes a file of the default branch, as one commit where somebody might
// ask how it was before; nil deletes it. What a repository is set up with has no
// history: its first commit holds all of it.
func (s *Sim) rewrite(r *repo, path string, content *string) {
	path = strings.Trim(path, "/")
	old, there := r.files[path]
	same := there == (content != nil) && (!there || old == *content)
	if same {
		return
	}
	if there || r.history.heads[r.branch] != "" {
		parent := s.head(r, r.branch)
		r.keep(parent)
		c := s.addCommit(r, r.owner, "Update "+path, []string{path}, parent)
		r.history.heads[r.branch] = c.sha
	}
	if content == nil {
		delete(r.files, path)
		return
	}
	r.files[path] = *content
}

// keep remembers the files of the default branch's newest commit before the branch
// goes on.
func (r *repo) keep(head string) {
	if r.trees == nil {
		r.trees = trees{}
	}
	if r.trees[head] == nil {
		r.trees[head] = maps.Clone(r.files)
	}
}

// listCommits answers GET /repos/{owner}/{repo}/commits, newest first, from a ref
// or the default branch, of one path or all.
func listCommits(c *call) reply {
	ref := c.query("sha")
	if ref == "" {
		ref = "HEAD"
	}
	sha := c.sim.resolveRef(c.repo, ref)
	if sha == "" {
		return notFound()
	}
	var found []*commit
	path := strings.Trim(c.query("path"), "/")
	for {
		at := c.repo.history.commits[sha]
		if path == "" || slices.Contains(at.paths, path) {
			found = append(found, at)
		}
		if len(at.parents) == 0 {
			break
		}
		sha = at.parents[0]
	}
	list := []object{}
	for _, at := range page(c, found) {
		list = append(list, c.sim.commitJSON(c.repo, at))
	}
	return reply{status: http.StatusOK, body: list}
}

// getBlob answers GET /repos/{owner}/{repo}/git/blobs/{file_sha}.
func getBlob(c *call) reply {
	sha := c.param("file_sha")
	for _, files := range append(slices.Collect(maps.Values(c.repo.trees)), c.repo.files) {
		for _, content := range files {
			if blobSHA(content) == sha {
				return reply{status: http.StatusOK, body: object{
					"sha": sha, "node_id": nodeID("Blob", c.repo.id), "size": len(content), "encoding": "base64",
					"content": base64.StdEncoding.EncodeToString([]byte(content)) + "\n",
					"url":     c.sim.api("/repos/%s/git/blobs/%s", c.repo.fullName(), sha),
				}}
			}
		}
	}
	return notFound()
}

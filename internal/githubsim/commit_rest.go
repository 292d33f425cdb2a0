package githubsim

import (
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// belowCommits are the operations below a commit: no refs, even where one of them
// is not simulated.
var belowCommits = []string{"check-runs", "check-suites", "comments", "pulls", "status", "statuses"}

// getCommit answers GET /repos/{owner}/{repo}/commits/{ref}.
func getCommit(c *call) reply {
	ref := c.param("ref")
	sha := c.sim.resolveRef(c.repo, ref)
	if kind := path.Base(ref); sha == "" && kind != ref && slices.Contains(belowCommits, kind) {
		return notFound()
	}
	if sha == "" {
		return problem(http.StatusUnprocessableEntity, "No commit found for SHA: "+ref)
	}
	if strings.Contains(c.r.Header.Get("Accept"), "vnd.github.sha") {
		return reply{status: http.StatusOK, body: rawBody(sha), header: http.Header{"Content-Type": {"application/vnd.github.sha; charset=utf-8"}}}
	}
	found := c.repo.history.commits[sha]
	o := c.sim.commitJSON(c.repo, found)
	files := []object{}
	for _, path := range found.paths {
		files = append(files, object{
			"filename": path, "status": "modified", "additions": 1, "deletions": 1, "changes": 2,
			"sha": blobSHA(c.repo.files[path]), "blob_url": c.sim.web("/%s/blob/%s/%s", c.repo.fullName(), sha, path),
			"raw_url":      c.sim.web("/%s/raw/%s/%s", c.repo.fullName(), sha, path),
			"contents_url": c.sim.api("/repos/%s/contents/%s?ref=%s", c.repo.fullName(), path, sha),
		})
	}
	n := len(files)
	maps.Copy(o, object{"files": files, "stats": object{"total": 2 * n, "additions": n, "deletions": n}})
	return reply{status: http.StatusOK, body: o}
}

// getRef answers GET /repos/{owner}/{repo}/git/ref/{ref}: tags/NAME or heads/NAME.
func getRef(c *call) reply {
	kind, name, _ := strings.Cut(c.param("ref"), "/")
	c.sim.head(c.repo, c.repo.branch)
	sha := map[string]map[string]string{"heads": c.repo.history.heads, "tags": c.repo.history.tags}[kind][name]
	if sha == "" {
		return notFound()
	}
	full := "refs/" + kind + "/" + name
	return reply{status: http.StatusOK, body: object{
		"ref": full, "node_id": nodeID("Ref", c.repo.id), "url": c.sim.api("/repos/%s/git/%s", c.repo.fullName(), full),
		"object": object{"type": "commit", "sha": sha, "url": c.sim.api("/repos/%s/git/commits/%s", c.repo.fullName(), sha)},
	}}
}

// listPullCommits answers GET /repos/{owner}/{repo}/pulls/{pull_number}/commits.
func listPullCommits(c *call) reply {
	pr := c.pull()
	if pr == nil {
		return notFound()
	}
	list := []object{}
	for _, sha := range page(c, pr.commits) {
		list = append(list, c.sim.commitJSON(pr.repo, pr.repo.history.commits[sha]))
	}
	return reply{status: http.StatusOK, body: list}
}

// listCommitPulls answers GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls: the
// pull requests that have the commit or were merged by it.
func listCommitPulls(c *call) reply {
	sha := c.sim.resolveRef(c.repo, c.param("commit_sha"))
	if sha == "" {
		return problem(http.StatusUnprocessableEntity, "No commit found for SHA: "+c.param("commit_sha"))
	}
	all := slices.DeleteFunc(slices.Clone(c.repo.pulls), func(pr *pull) bool {
		return pr.mergeSHA != sha && !slices.Contains(pr.commits, sha)
	})
	list := []object{}
	for _, pr := range page(c, all) {
		list = append(list, c.sim.pullJSON(pr))
	}
	return reply{status: http.StatusOK, body: list}
}

// commitJSON is GitHub's commit form.
func (s *Sim) commitJSON(r *repo, c *commit) object {
	u := s.api("/repos/%s/commits/%s", r.fullName(), c.sha)
	git := s.api("/repos/%s/git", r.fullName())
	who := object{"name": c.author.login, "email": mailOf(c.author), "date": stamp(c.at)}
	parents := []object{}
	for _, sha := range c.parents {
		parents = append(parents, object{
			"sha": sha, "url": s.api("/repos/%s/commits/%s", r.fullName(), sha), "html_url": s.web("/%s/commit/%s", r.fullName(), sha),
		})
	}
	return object{
		"sha": c.sha, "node_id": nodeID("Commit", r.id), "url": u, "html_url": s.web("/%s/commit/%s", r.fullName(), c.sha),
		"comments_url": u + "/comments", "author": c.author.json, "committer": c.author.json, "parents": parents,
		"commit": object{
			"author": who, "committer": who, "message": c.message, "comment_count": 0, "url": git + "/commits/" + c.sha,
			"tree":         object{"sha": treeSHA(c), "url": git + "/trees/" + treeSHA(c)},
			"verification": object{"verified": false, "reason": "unsigned", "payload": nil, "signature": nil, "verified_at": nil},
		},
	}
}

func treeSHA(c *commit) string { return gitHash("tree of " + c.sha) }

// mailOf is the address GitHub makes up for people who hide theirs.
func mailOf(a *account) string {
	return strconv.FormatInt(a.id, 10) + "+" + strings.TrimSuffix(a.login, "[bot]") + "@users.noreply.github.com"
}

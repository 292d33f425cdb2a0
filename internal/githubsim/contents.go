package githubsim

import (
	"crypto/sha1" // #nosec G505 -- git names its blobs by SHA-1
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// bigFile is the size from which GitHub leaves out a file's content, in bytes.
const bigFile = 1 << 20

// getContents answers GET /repos/{owner}/{repo}/contents/{path} for files and
// directories of a branch, a tag or a commit.
func getContents(c *call) reply {
	files := c.sim.filesAt(c.repo, c.query("ref"))
	if files == nil {
		return problem(http.StatusNotFound, "No commit found for the ref "+c.query("ref"))
	}
	name := strings.Trim(c.param("path"), "/")
	content, ok := files[name]
	if !ok {
		return c.directory(files, name)
	}
	if strings.Contains(c.r.Header.Get("Accept"), ".raw") {
		return reply{
			status: http.StatusOK, body: rawBody(content),
			header: http.Header{"Content-Type": {"application/vnd.github.raw+json; charset=utf-8"}},
		}
	}
	o := c.sim.entryJSON(c.repo, name, "file", content)
	o["encoding"], o["content"] = "base64", wrapped(content)
	if len(content) > bigFile {
		o["encoding"], o["content"] = "none", ""
	}
	return reply{status: http.StatusOK, body: o}
}

// directory lists what lies directly below a path.
func (c *call) directory(files map[string]string, dir string) reply {
	below := dir + "/"
	if dir == "" {
		below = ""
	}
	kinds := map[string]string{}
	for name := range files {
		if rest, ok := strings.CutPrefix(name, below); ok {
			first, _, deeper := strings.Cut(rest, "/")
			kinds[below+first] = "file"
			if deeper {
				kinds[below+first] = "dir"
			}
		}
	}
	if len(kinds) == 0 {
		return notFound()
	}
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	list := []object{}
	for _, name := range names {
		list = append(list, c.sim.entryJSON(c.repo, name, kinds[name], files[name]))
	}
	return reply{status: http.StatusOK, body: list}
}

func (s *Sim) entryJSON(r *repo, name, kind, content string) object {
	escaped := (&url.URL{Path: name}).EscapedPath()
	self := s.api("/repos/%s/contents/%s?ref=%s", r.fullName(), escaped, r.branch)
	git := s.api("/repos/%s/git/blobs/%s", r.fullName(), blobSHA(content))
	page := s.web("/%s/blob/%s/%s", r.fullName(), r.branch, escaped)
	o := object{
		"type": kind, "name": path.Base(name), "path": name, "sha": blobSHA(content), "size": len(content),
		"url": self, "git_url": git, "html_url": page,
		"download_url": s.web("/%s/raw/%s/%s", r.fullName(), r.branch, escaped),
		"_links":       object{"self": self, "git": git, "html": page},
	}
	if kind == "dir" {
		o["download_url"] = nil
	}
	return o
}

func blobSHA(content string) string {
	return gitHash(fmt.Sprintf("blob %d\x00%s", len(content), content))
}

// gitHash is how git names things.
func gitHash(content string) string {
	sum := sha1.Sum([]byte(content)) // #nosec G401 -- git names its objects by SHA-1
	return hex.EncodeToString(sum[:])
}

// wrapped is base64 in lines of 60, as GitHub sends it.
func wrapped(content string) string {
	all := base64.StdEncoding.EncodeToString([]byte(content))
	var b strings.Builder
	for chunk := range slices.Chunk([]byte(all), 60) {
		b.Write(chunk)
		b.WriteByte('\n')
	}
	return b.String()
}

package githubsim

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// asset is a file attached to a release.
type asset struct {
	id       int64
	name     string
	content  string
	uploader *account
	created  time.Time
}

// putAsset attaches a file to a release in place of one with that name.
func (s *Sim) putAsset(rel *release, p *account, name, content string) {
	rel.dropAsset(name)
	rel.assets = append(rel.assets, &asset{id: s.nextID("asset"), name: name, content: content, uploader: p, created: s.now()})
	slices.SortFunc(rel.assets, func(a, b *asset) int { return strings.Compare(a.name, b.name) })
}

func (rel *release) dropAsset(name string) {
	rel.assets = slices.DeleteFunc(rel.assets, func(a *asset) bool { return a.name == name })
}

func (a *asset) digest() string { return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(a.content))) }

func (s *Sim) assetsJSON(rel *release) []object {
	out := []object{}
	for _, a := range rel.assets {
		out = append(out, s.assetJSON(rel, a))
	}
	return out
}

func (s *Sim) assetJSON(rel *release, a *asset) object {
	return object{
		"id": a.id, "node_id": nodeID("ReleaseAsset", a.id), "name": a.name, "label": "",
		"url":                  s.api("/repos/%s/releases/assets/%d", rel.repo.fullName(), a.id),
		"browser_download_url": s.downloadURL(rel, a),
		"state":                "uploaded", "content_type": "application/octet-stream", "size": len(a.content),
		"digest": a.digest(), "download_count": 0, "created_at": stamp(a.created), "updated_at": stamp(a.created),
		"uploader": a.uploader.json,
	}
}

func (s *Sim) downloadURL(rel *release, a *asset) string {
	file := (&url.URL{Path: rel.tag + "/" + a.name}).EscapedPath()
	return s.web("/%s%s%s", rel.repo.fullName(), downloads, file)
}

// getRelease answers GET /repos/{owner}/{repo}/releases/{release_id}.
func getRelease(c *call) reply {
	for _, rel := range c.visibleReleases() {
		if strconv.FormatInt(rel.id, 10) == c.param("release_id") {
			return reply{status: http.StatusOK, body: c.sim.releaseJSON(rel)}
		}
	}
	return notFound()
}

// getAsset answers GET /repos/{owner}/{repo}/releases/assets/{asset_id}: its
// description, or a redirection to the file itself.
func getAsset(c *call) reply {
	for _, rel := range c.visibleReleases() {
		for _, a := range rel.assets {
			if strconv.FormatInt(a.id, 10) != c.param("asset_id") {
				continue
			}
			if strings.Contains(c.r.Header.Get("Accept"), "application/octet-stream") && !c.repo.private {
				return reply{status: http.StatusFound, header: http.Header{"Location": {c.sim.downloadURL(rel, a)}}}
			}
			if strings.Contains(c.r.Header.Get("Accept"), "application/octet-stream") {
				return c.file(rel, a)
			}
			return reply{status: http.StatusOK, body: c.sim.assetJSON(rel, a)}
		}
	}
	return notFound()
}

// downloads is the part of a path that marks a release's file on GitHub's pages.
const downloads = "/releases/download/"

// isDownload reports whether a path names a release's file, not an operation.
func isDownload(path string) bool {
	segments := strings.Split(path, "/")
	return len(segments) >= 7 && segments[3] == "releases" && segments[4] == "download"
}

// download answers GET and HEAD of a browser_download_url: what everybody can
// fetch without credentials.
func download(c *call) reply {
	path := c.param("file")
	cut := strings.LastIndexByte(path, '/')
	if cut < 0 || c.repo.private {
		return notFound()
	}
	rel := c.repo.release(path[:cut])
	if rel == nil || rel.form.Draft {
		return notFound()
	}
	for _, a := range rel.assets {
		if a.name == path[cut+1:] {
			return c.file(rel, a)
		}
	}
	return notFound()
}

// file serves an asset's bytes, with ranges and conditions.
func (c *call) file(rel *release, a *asset) reply {
	rec := &recorder{header: http.Header{}}
	rec.header.Set("Content-Type", "application/octet-stream")
	rec.header.Set("Content-Disposition", "attachment; filename="+strconv.Quote(a.name))
	rec.header.Set("ETag", `"`+a.digest()+`"`)
	http.ServeContent(rec, c.r, a.name, rel.updated, strings.NewReader(a.content))
	rec.WriteHeader(http.StatusOK)
	return reply{status: rec.status, body: rawBody(rec.body.Bytes()), header: rec.sent, noETag: true}
}

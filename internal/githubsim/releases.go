package githubsim

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Release is what somebody fills in to publish a release.
type Release struct {
	Name, Body  string
	Target      string // branch or commit; empty means the default branch
	Draft       bool   // saved only: no webhook, not public
	Prerelease  bool
	Immutable   bool
	AssetByName map[string]string // contents of the attached files
}

type release struct {
	id        int64
	repo      *repo
	tag       string
	author    *account
	form      Release
	assets    []object
	created   time.Time
	published time.Time
}

// PublishRelease publishes a release of a repository ("owner/name") and tells the
// apps by a webhook. A release of that tag must not exist yet.
func (s *Sim) PublishRelease(login, repo, tag string, form Release) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.personAndRepo(login, repo)
	if err != nil {
		return err
	}
	if r.release(tag) != nil {
		return refuse("%s has a release %s already", r.fullName(), tag)
	}
	if form.Target == "" {
		form.Target = r.branch
	}
	rel := &release{id: s.nextID("release"), repo: r, tag: tag, author: p, form: form, created: s.now()}
	for _, name := range sortedKeys(form.AssetByName) {
		rel.assets = append(rel.assets, s.assetJSON(rel, name, form.AssetByName[name]))
	}
	r.releases = append(r.releases, rel)
	if form.Draft {
		return nil
	}
	rel.published = s.now()
	s.emit(event{
		name: "release", action: "published", owner: r.owner, repo: r, sender: p,
		fields: object{"release": s.releaseJSON(rel)},
	})
	return nil
}

func (r *repo) release(tag string) *release {
	for _, rel := range r.releases {
		if rel.tag == tag {
			return rel
		}
	}
	return nil
}

// listReleases answers GET /repos/{owner}/{repo}/releases, newest first. Drafts
// are for those who may write.
func listReleases(c *call) reply {
	var all []*release
	for _, rel := range slices.Backward(c.repo.releases) {
		if !rel.form.Draft || (c.reach && grants(c.caller.token.perms, need{"contents", writing})) {
			all = append(all, rel)
		}
	}
	list := []object{}
	for _, rel := range page(c, all) {
		list = append(list, c.sim.releaseJSON(rel))
	}
	return reply{status: http.StatusOK, body: list}
}

// getReleaseByTag answers GET /repos/{owner}/{repo}/releases/tags/{tag}.
func getReleaseByTag(c *call) reply {
	rel := c.repo.release(c.param("tag"))
	if rel == nil || rel.form.Draft {
		return notFound()
	}
	return reply{status: http.StatusOK, body: c.sim.releaseJSON(rel)}
}

func (s *Sim) releaseJSON(rel *release) object {
	u := s.api("/repos/%s/releases/%d", rel.repo.fullName(), rel.id)
	return object{
		"id": rel.id, "node_id": nodeID("Release", rel.id), "url": u,
		"html_url":   s.web("/%s/releases/tag/%s", rel.repo.fullName(), rel.tag),
		"assets_url": u + "/assets", "upload_url": u + "/assets{?name,label}",
		"tarball_url": s.api("/repos/%s/tarball/%s", rel.repo.fullName(), rel.tag),
		"zipball_url": s.api("/repos/%s/zipball/%s", rel.repo.fullName(), rel.tag),
		"tag_name":    rel.tag, "target_commitish": rel.form.Target, "name": orNull(rel.form.Name), "body": orNull(rel.form.Body),
		"draft": rel.form.Draft, "prerelease": rel.form.Prerelease, "immutable": rel.form.Immutable,
		"created_at": stamp(rel.created), "updated_at": stamp(rel.created), "published_at": stamp(rel.published),
		"author": rel.author.json, "assets": append([]object{}, rel.assets...),
	}
}

func (s *Sim) assetJSON(rel *release, name, content string) object {
	id := s.nextID("asset")
	return object{
		"id": id, "node_id": nodeID("ReleaseAsset", id), "name": name, "label": "",
		"url":                  s.api("/repos/%s/releases/assets/%s", rel.repo.fullName(), strconv.FormatInt(id, 10)),
		"browser_download_url": s.web("/%s/releases/download/%s/%s", rel.repo.fullName(), rel.tag, name),
		"state":                "uploaded", "content_type": "application/octet-stream", "size": len(content),
		"digest": fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(content))), "download_count": 0,
		"created_at": stamp(rel.created), "updated_at": stamp(rel.created), "uploader": rel.author.json,
	}
}

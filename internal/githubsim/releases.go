package githubsim

import (
	"cmp"
	"net/http"
	"slices"
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
	id                          int64
	repo                        *repo
	tag                         string
	author                      *account
	form                        Release
	assets                      []*asset // by name
	created, updated, published time.Time
}

// PublishRelease publishes a release of a repository ("owner/name"), with its tag
// where that is missing, and tells the apps by webhooks: created, published, and
// released or prereleased. A draft is only created. A release of that tag must not
// exist yet, except as a draft, which is then published with the new form.
func (s *Sim) PublishRelease(login, repo, tag string, form Release) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.personAndRepo(login, repo)
	if err != nil {
		return err
	}
	rel := r.release(tag)
	if rel != nil && !rel.form.Draft {
		return refuse("%s has a release %s already", r.fullName(), tag)
	}
	form.Target = cmp.Or(form.Target, r.branch)
	if !form.Draft && r.history.tags[tag] == "" && s.resolveRef(r, form.Target) == "" {
		return refuse("%s has no branch, tag or commit %s to release", r.fullName(), form.Target)
	}
	fresh := rel == nil
	if fresh {
		rel = &release{id: s.nextID("release"), repo: r, tag: tag, author: p, created: s.now()}
		r.releases = append(r.releases, rel)
	}
	rel.form, rel.updated = form, s.now()
	for _, name := range sortedKeys(form.AssetByName) {
		s.putAsset(rel, p, name, form.AssetByName[name])
	}
	if fresh {
		s.releaseChanged("created", rel, p, nil)
	}
	if !form.Draft {
		s.publishRelease(rel, p)
	}
	return nil
}

// publishRelease makes a release public, and its tag.
func (s *Sim) publishRelease(rel *release, p *account) {
	r := rel.repo
	if r.history.tags[rel.tag] == "" {
		s.tag(r, p, rel.tag, s.resolveRef(r, rel.form.Target))
	}
	rel.form.Draft, rel.published = false, s.now()
	s.releaseChanged("published", rel, p, nil)
	s.releaseChanged(rel.stage(), rel, p, nil)
}

// stage is the action by which webhooks tell what was published.
func (rel *release) stage() string {
	if rel.form.Prerelease {
		return "prereleased"
	}
	return "released"
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
	list := []object{}
	for _, rel := range page(c, c.visibleReleases()) {
		list = append(list, c.sim.releaseJSON(rel))
	}
	return reply{status: http.StatusOK, body: list}
}

// visibleReleases are those the caller may see, newest first.
func (c *call) visibleReleases() []*release {
	var all []*release
	for _, rel := range slices.Backward(c.repo.releases) {
		if !rel.form.Draft || (c.reach && grants(c.caller.token.perms, need{"contents", writing})) {
			all = append(all, rel)
		}
	}
	return all
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
		"created_at": stamp(rel.created), "updated_at": stamp(rel.updated), "published_at": stamp(rel.published),
		"author": rel.author.json, "assets": s.assetsJSON(rel),
	}
}

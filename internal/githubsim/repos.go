package githubsim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// RepoOptions are the choices made when a repository is created.
type RepoOptions struct {
	Private       bool
	DefaultBranch string // empty means main
	Description   string
}

// repo is a repository with what GitHub keeps beside its code.
type repo struct {
	id           int64
	owner        *account
	name         string
	description  string
	private      bool
	branch       string
	created      time.Time
	files        map[string]string
	admins       []string // keys of logins and "org/team" that administer it
	advisories   map[string]*advisory
	shelves      shelves
	releases     []*release                   // oldest first
	pulls        []*pull                      // by number, which they share with issues
	issues       []*issue                     // by number
	deployments  []*deployment                // oldest first
	history      history                      // commits, branches and tags
	trees        trees                        // files beside the default branch
	checks       []*checkRun                  // oldest first
	attestations map[string][]json.RawMessage // bundles by digest
	parent       *repo                        // of an ordinary fork
	forkOf       *advisory                    // set for a temporary private fork
	unreported   bool                         // private vulnerability reporting is switched off
	listed       json.RawMessage              // repository, once it was listed
}

func (r *repo) fullName() string { return r.owner.login + "/" + r.name }

// AddRepo makes a repository, and its organisation where that is missing.
// Adding it again changes nothing.
func (s *Sim) AddRepo(org, name string, o RepoOptions) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.repos[key(org, name)] == nil {
		s.addRepo(s.account(org, typeOrg), name, o)
	}
}

// SetFile writes a file on the default branch.
func (s *Sim) SetFile(owner, repo, path, content string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(owner + "/" + repo)
	if err != nil {
		return err
	}
	s.rewrite(r, path, &content)
	return nil
}

// RemoveFile deletes a file from the default branch; removing what is not there
// changes nothing.
func (s *Sim) RemoveFile(owner, repo, path string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.repository(owner + "/" + repo)
	if err != nil {
		return err
	}
	s.rewrite(r, path, nil)
	return nil
}

func (s *Sim) addRepo(owner *account, name string, o RepoOptions) *repo {
	if o.DefaultBranch == "" {
		o.DefaultBranch = "main"
	}
	r := &repo{
		id: s.nextID("repository"), owner: owner, name: name, description: o.Description,
		private: o.Private, branch: o.DefaultBranch, created: s.now(),
		files: map[string]string{}, advisories: map[string]*advisory{}, shelves: shelves{},
	}
	owner.repos = append(owner.repos, r)
	s.repos[key(r.fullName())] = r
	return r
}

func (s *Sim) repository(fullName string) (*repo, error) {
	if r := s.repos[key(fullName)]; r != nil {
		return r, nil
	}
	return nil, refuse("no repository %s: add it with AddRepo first", fullName)
}

// administers reports whether a person may change state and collaborators of the
// repository's advisories: owners and security managers of the organisation,
// admins of the repository, and whoever owns a personal repository.
func (s *Sim) administers(p *account, r *repo) bool {
	who := key(p.login)
	if r.owner == p {
		return true
	}
	if slices.Contains(r.owner.owners, who) {
		return true
	}
	for _, slug := range r.owner.managers {
		if t := s.teams[key(r.owner.login, slug)]; t != nil && t.has(p) {
			return true
		}
	}
	for _, a := range r.admins {
		if t := s.teams[a]; a == who || (t != nil && t.has(p)) {
			return true
		}
	}
	return false
}

// repoLinks are a repository's URL fields: name in JSON → what follows its URL.
var repoLinks = map[string]string{
	"forks_url": "/forks", "keys_url": "/keys{/key_id}", "collaborators_url": "/collaborators{/collaborator}",
	"teams_url": "/teams", "hooks_url": "/hooks", "issue_events_url": "/issues/events{/number}",
	"events_url": "/events", "assignees_url": "/assignees{/user}", "branches_url": "/branches{/branch}",
	"tags_url": "/tags", "blobs_url": "/git/blobs{/sha}", "git_tags_url": "/git/tags{/sha}",
	"git_refs_url": "/git/refs{/sha}", "trees_url": "/git/trees{/sha}", "statuses_url": "/statuses/{sha}",
	"languages_url": "/languages", "stargazers_url": "/stargazers", "contributors_url": "/contributors",
	"subscribers_url": "/subscribers", "subscription_url": "/subscription", "commits_url": "/commits{/sha}",
	"git_commits_url": "/git/commits{/sha}", "comments_url": "/comments{/number}",
	"issue_comment_url": "/issues/comments{/number}", "contents_url": "/contents/{+path}",
	"compare_url": "/compare/{base}...{head}", "merges_url": "/merges",
	"archive_url": "/{archive_format}{/ref}", "downloads_url": "/downloads", "issues_url": "/issues{/number}",
	"pulls_url": "/pulls{/number}", "milestones_url": "/milestones{/number}",
	"notifications_url": "/notifications{?since,all,participating}", "labels_url": "/labels{/name}",
	"releases_url": "/releases{/id}", "deployments_url": "/deployments",
}

func (s *Sim) simpleRepo(r *repo) object {
	u := s.api("/repos/%s", r.fullName())
	o := object{
		"id": r.id, "node_id": nodeID("Repository", r.id), "name": r.name, "full_name": r.fullName(),
		"owner": r.owner.json, "private": r.private, "html_url": s.web("/%s", r.fullName()),
		"description": orNull(r.description), "fork": r.parent != nil, "url": u,
	}
	for name, rest := range repoLinks {
		o[name] = u + rest
	}
	return o
}

// repoObject is GitHub's repository form.
func (s *Sim) repoObject(r *repo) object {
	visibility := "public"
	if r.private {
		visibility = "private"
	}
	host := strings.TrimPrefix(strings.TrimPrefix(s.opts.WebURL, "https://"), "http://")
	o := s.simpleRepo(r)
	maps.Copy(o, object{
		"created_at": stamp(r.created), "updated_at": stamp(r.created), "pushed_at": stamp(r.created),
		"git_url": "git://" + host + "/" + r.fullName() + ".git", "ssh_url": "git@" + host + ":" + r.fullName() + ".git",
		"clone_url": s.web("/%s.git", r.fullName()), "svn_url": s.web("/%s", r.fullName()),
		"homepage": nil, "size": 0, "stargazers_count": 0, "watchers_count": 0, "language": nil,
		"has_issues": true, "has_projects": true, "has_downloads": true, "has_wiki": true, "has_pages": false,
		"has_discussions": false, "forks_count": 0, "mirror_url": nil, "archived": false, "disabled": false,
		"open_issues_count": 0, "license": nil, "allow_forking": true, "is_template": false,
		"web_commit_signoff_required": false, "topics": []string{}, "visibility": visibility,
		"forks": 0, "open_issues": 0, "watchers": 0, "default_branch": r.branch,
	})
	return o
}

// repoJSON is repoObject, encoded once: lists of thousands are made of it.
func (s *Sim) repoJSON(r *repo) json.RawMessage {
	if r.listed == nil {
		r.listed = encode(s.repoObject(r))
	}
	return r.listed
}

// fullRepoObject is GitHub's full-repository form.
func (s *Sim) fullRepoObject(r *repo) object {
	o := s.repoObject(r)
	maps.Copy(o, object{"network_count": 0, "subscribers_count": 0})
	if r.owner.kind == typeOrg {
		o["organization"] = r.owner.json
		o["custom_properties"] = object{}
	}
	return o
}

// getRepo answers GET /repos/{owner}/{repo}.
func getRepo(c *call) reply {
	return reply{status: http.StatusOK, body: c.sim.fullRepoObject(c.repo)}
}

// listInstallationRepos answers GET /installation/repositories. Temporary private
// forks appear in it, though nothing in them can be read.
func listInstallationRepos(c *call) reply {
	repos := c.caller.inst.repositories(c.caller.token)
	shown := page(c, repos)
	list := make([]json.RawMessage, 0, len(shown))
	for _, r := range shown {
		list = append(list, c.sim.repoJSON(r))
	}
	return reply{status: http.StatusOK, body: object{
		"total_count": len(repos), "repositories": list, "repository_selection": c.caller.inst.selection(),
	}}
}

package githubsim

import (
	"net/url"
	"slices"
	"strings"
)

// Who may call a route.
const (
	anyone         = iota // with any credentials or none
	asApp                 // an app, by its JWT
	asInstallation        // an installation, by its token
	asUser                // an app, by the token of somebody who signed in
)

// need is a permission with its level.
type need struct{ name, level string }

// Levels of a permission.
const (
	reading = "read"
	writing = "write"
)

// route is one operation of the REST API.
type route struct {
	method string
	path   []string // segments; {name} takes one, a final {name...} the rest
	as     int
	needs  []need
	public bool // on public repositories open to callers without the permission's reach
	do     func(*call) reply
}

func op(pattern string, as int, do func(*call) reply, needs ...need) route {
	method, path, _ := strings.Cut(pattern, " ")
	return route{method: method, path: strings.Split(path[1:], "/"), as: as, needs: needs, do: do}
}

// open marks a route as readable by everybody on public repositories.
func open(r route) route {
	r.public = true
	return r
}

// routeTable is the whole API; what is not in it is answered 404.
func routeTable() []route {
	return slices.Concat(accountRoutes(), advisoryRoutes(), repositoryRoutes(), codeRoutes())
}

// accountRoutes are about apps, their installations, and people.
func accountRoutes() []route {
	return []route{
		op("GET /app", asApp, getApp),
		op("GET /app/installations", asApp, listInstallations),
		op("GET /app/installations/{installation_id}", asApp, getInstallation),
		op("POST /app/installations/{installation_id}/access_tokens", asApp, createToken),
		op("GET /app/hook/deliveries", asApp, listDeliveries),
		op("GET /app/hook/deliveries/{delivery_id}", asApp, getDelivery),
		op("POST /app/hook/deliveries/{delivery_id}/attempts", asApp, redeliver),
		op("GET /orgs/{org}/installation", asApp, findInstallation),
		op("GET /repos/{owner}/{repo}/installation", asApp, findInstallation),
		op("GET /users/{username}/installation", asApp, findInstallation),
		op("GET /installation/repositories", asInstallation, listInstallationRepos, need{"metadata", reading}),
		op("GET /rate_limit", anyone, getRateLimit),
		op("GET /users/{username}", anyone, getUser),
		op("GET /user", asUser, getAuthenticatedUser),
		op(exchangeRoute, anyone, exchange),
		op("GET /orgs/{org}/members/{username}", asInstallation, getMember, need{"members", reading}),
		op("GET /orgs/{org}/teams/{team_slug}", asInstallation, getTeam, need{"members", reading}),
		op("GET /orgs/{org}/teams/{team_slug}/members", asInstallation, listTeamMembers, need{"members", reading}),
	}
}

func advisoryRoutes() []route {
	const ghsa = "/repos/{owner}/{repo}/security-advisories/{ghsa_id}"
	advisories := func(level string) need { return need{"repository_advisories", level} }
	return []route{
		op("GET /orgs/{org}/security-advisories", asInstallation, listOrgAdvisories, advisories(writing)),
		open(op("GET /repos/{owner}/{repo}/security-advisories", anyone, listRepoAdvisories, advisories(reading))),
		open(op("GET "+ghsa, anyone, getAdvisory, advisories(reading))),
		op("PATCH "+ghsa, asInstallation, patchAdvisory, advisories(writing)),
		op("POST "+ghsa+"/cve", asInstallation, requestCVE, advisories(writing)),
		op("POST "+ghsa+"/forks", asInstallation, createFork, advisories(writing), need{"administration", writing}),
		op("GET "+ghsa+"/comments", asInstallation, listComments, advisories(reading)),
		op("POST "+ghsa+"/comments", asInstallation, postComment, advisories(writing)),
		op("GET "+ghsa+"/comments/{comment_id}", asInstallation, getComment, advisories(reading)),
		op("PATCH "+ghsa+"/comments/{comment_id}", asInstallation, patchComment, advisories(writing)),
	}
}

func repositoryRoutes() []route {
	contents, pulls, metadata := need{"contents", reading}, need{"pull_requests", reading}, need{"metadata", reading}
	return []route{
		open(op("GET /repos/{owner}/{repo}", anyone, getRepo, metadata)),
		open(op("GET /repos/{owner}/{repo}/contents", anyone, getContents, contents)),
		open(op("GET /repos/{owner}/{repo}/contents/{path...}", anyone, getContents, contents)),
		open(op("GET /repos/{owner}/{repo}/codeowners/errors", anyone, getCodeownersErrors, contents)),
		open(op("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", anyone, getTree, contents)),
		open(op("GET /repos/{owner}/{repo}/releases", anyone, listReleases, contents)),
		open(op("GET /repos/{owner}/{repo}/releases/tags/{tag...}", anyone, getReleaseByTag, contents)),
		open(op("GET /repos/{owner}/{repo}/pulls", anyone, listPulls, pulls)),
		open(op("GET /repos/{owner}/{repo}/pulls/{pull_number}", anyone, getPull, pulls)),
		open(op("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", anyone, listReviews, pulls)),
		open(op("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", anyone, listPullFiles, pulls)),
		op("POST /repos/{owner}/{repo}/check-runs", asInstallation, createCheckRun, need{"checks", writing}),
		op("GET /repos/{owner}/{repo}/check-runs/{check_run_id}", asInstallation, getCheckRun, need{"checks", reading}),
		op("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", asInstallation, updateCheckRun, need{"checks", writing}),
		op("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", asInstallation, listCheckRuns, need{"checks", reading}),
	}
}

// route finds the operation for a method and an escaped path.
func (s *Sim) route(method, escaped string) (*route, map[string]string) {
	segments := strings.Split(strings.Trim(escaped, "/"), "/")
	for i := range segments {
		if plain, err := url.PathUnescape(segments[i]); err == nil {
			segments[i] = plain
		}
	}
	for i := range s.routes {
		rt := &s.routes[i]
		if rt.method != method {
			continue
		}
		if params, ok := rt.match(segments); ok {
			return rt, params
		}
	}
	return nil, nil
}

func (rt *route) match(segments []string) (map[string]string, bool) {
	params := map[string]string{}
	for i, want := range rt.path {
		if name, ok := strings.CutSuffix(want, "...}"); ok && i < len(segments) {
			params[name[1:]] = strings.Join(segments[i:], "/")
			return params, true
		}
		switch {
		case i >= len(segments):
			return nil, false
		case strings.HasPrefix(want, "{"):
			params[want[1:len(want)-1]] = segments[i]
		case want != segments[i]:
			return nil, false
		}
	}
	return params, len(segments) == len(rt.path)
}

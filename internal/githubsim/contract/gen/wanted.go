package main

// operations are those of GitHub's API that Embargo and its libraries speak,
// now or in an announced feature. A request for any other is a violation.
var operations = []string{
	// the App, its installations and deliveries
	"GET /app",
	"POST /app-manifests/{code}/conversions",
	"GET /app/hook/deliveries",
	"GET /app/hook/deliveries/{delivery_id}",
	"POST /app/hook/deliveries/{delivery_id}/attempts",
	"GET /app/installations",
	"GET /app/installations/{installation_id}",
	"POST /app/installations/{installation_id}/access_tokens",
	"GET /installation/repositories",
	"GET /orgs/{org}/installation",
	"GET /repos/{owner}/{repo}/installation",
	"GET /users/{username}/installation",
	"GET /rate_limit",

	// advisories
	"GET /orgs/{org}/security-advisories",
	"GET /repos/{owner}/{repo}/security-advisories",
	"POST /repos/{owner}/{repo}/security-advisories",
	"POST /repos/{owner}/{repo}/security-advisories/reports",
	"GET /repos/{owner}/{repo}/security-advisories/{ghsa_id}",
	"PATCH /repos/{owner}/{repo}/security-advisories/{ghsa_id}",
	"POST /repos/{owner}/{repo}/security-advisories/{ghsa_id}/cve",
	"POST /repos/{owner}/{repo}/security-advisories/{ghsa_id}/forks",
	"GET /repos/{owner}/{repo}/private-vulnerability-reporting",

	// people
	"GET /orgs/{org}",
	"GET /orgs/{org}/members",
	"GET /orgs/{org}/members/{username}",
	"GET /orgs/{org}/organization-roles",
	"GET /orgs/{org}/organization-roles/{role_id}/teams",
	"GET /orgs/{org}/organization-roles/{role_id}/users",
	"GET /orgs/{org}/teams",
	"GET /orgs/{org}/teams/{team_slug}",
	"GET /orgs/{org}/teams/{team_slug}/members",
	"GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
	"GET /user",
	"GET /users/{username}",

	// repositories, their files and refs
	"GET /repos/{owner}/{repo}",
	"GET /repos/{owner}/{repo}/contents/{path}",
	"GET /repos/{owner}/{repo}/codeowners/errors",
	"GET /repos/{owner}/{repo}/collaborators/{username}/permission",
	"GET /repos/{owner}/{repo}/commits",
	"GET /repos/{owner}/{repo}/commits/{ref}",
	"GET /repos/{owner}/{repo}/compare/{basehead}",
	"GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
	"GET /repos/{owner}/{repo}/git/matching-refs/{ref}",
	"GET /repos/{owner}/{repo}/git/ref/{ref}",
	"GET /repos/{owner}/{repo}/git/tags/{tag_sha}",
	"GET /repos/{owner}/{repo}/git/trees/{tree_sha}",

	// releases
	"GET /repos/{owner}/{repo}/releases",
	"GET /repos/{owner}/{repo}/releases/latest",
	"GET /repos/{owner}/{repo}/releases/tags/{tag}",
	"GET /repos/{owner}/{repo}/releases/{release_id}",
	"GET /repos/{owner}/{repo}/releases/{release_id}/assets",
	"GET /repos/{owner}/{repo}/releases/assets/{asset_id}",
	"GET /repos/{owner}/{repo}/attestations/{subject_digest}",

	// pull requests, checks and deployments
	"GET /repos/{owner}/{repo}/pulls",
	"GET /repos/{owner}/{repo}/pulls/{pull_number}",
	"GET /repos/{owner}/{repo}/pulls/{pull_number}/commits",
	"GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
	"GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
	"POST /repos/{owner}/{repo}/check-runs",
	"GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
	"PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
	"GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
	"GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
	"POST /repos/{owner}/{repo}/statuses/{sha}",
	"POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule",
	"GET /repos/{owner}/{repo}/actions/runs/{run_id}",
	"GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments",
}

// events are the webhook events that Embargo receives, or that reach every App.
// Each stands for all of its actions.
var events = []string{
	"check_run",
	"check_suite",
	"commit_comment",
	"deployment_protection_rule",
	"fork",
	"installation",
	"installation_repositories",
	"installation_target",
	"issue_comment",
	"issues",
	"membership",
	"organization",
	"ping",
	"pull_request",
	"pull_request_review",
	"push",
	"release",
	"repository",
	"repository_advisory",
	"team",
}

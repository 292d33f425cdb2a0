package githubsim

// codeRoutes is the part of the API about code and what is made of it. Those whose
// last parameter may hold slashes stand at the end of the whole table: they would
// swallow what lies below them.
func codeRoutes() []route {
	const repo = "/repos/{owner}/{repo}"
	contents, pulls, metadata := need{"contents", reading}, need{"pull_requests", reading}, need{"metadata", reading}
	actions, members := need{"actions", reading}, need{"members", reading}
	return []route{
		open(op("GET "+repo+"/private-vulnerability-reporting", anyone, getPrivateReporting, metadata)),
		op("GET /orgs/{org}/organization-roles", asInstallation, listOrgRoles, need{"organization_custom_org_roles", reading}),
		op("GET /orgs/{org}/organization-roles/{role_id}/teams", asInstallation, listRoleTeams, members),
		op("GET /orgs/{org}/organization-roles/{role_id}/users", asInstallation, listRoleUsers, members),

		op("POST "+repo+"/actions/runs/{run_id}/deployment_protection_rule", asInstallation, reviewGate, actions, need{"deployments", writing}),
		open(op("GET "+repo+"/actions/runs/{run_id}/pending_deployments", asInstallation, listPendingDeployments, actions)),

		open(op("GET "+repo+"/releases/{release_id}", anyone, getRelease, contents)),
		open(op("GET "+repo+"/releases/assets/{asset_id}", anyone, getAsset, contents)),
		open(op("GET "+repo+"/attestations/{subject_digest}", anyone, listAttestations, need{"attestations", reading})),
		open(op("GET "+repo+"/pulls/{pull_number}/commits", anyone, listPullCommits, pulls)),
		open(op("GET "+repo+"/git/ref/{ref...}", anyone, getRef, contents)),
		open(op("GET "+repo+"/commits/{commit_sha}/pulls", anyone, listCommitPulls, pulls)),
		open(op("GET "+repo+"/git/blobs/{file_sha}", anyone, getBlob, contents)),
		open(op("GET "+repo+"/commits", anyone, listCommits, contents)),
		open(op("GET "+repo+"/commits/{ref...}", anyone, getCommit, contents)),
		op("GET /{owner}/{repo}/releases/download/{file...}", anyone, download),
		op("HEAD /{owner}/{repo}/releases/download/{file...}", anyone, download),
	}
}

// checks reports whether the route writes a check run or a commit status.
func (rt *route) checks() bool {
	for _, n := range rt.needs {
		if n.level == writing && (n.name == "checks" || n.name == "statuses") {
			return true
		}
	}
	return false
}

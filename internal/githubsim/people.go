package githubsim

import (
	"net/http"
	"strconv"
)

// securityManager is the id of the only organisation role simulated: GitHub's
// predefined one for security managers.
const securityManager = 138

// listOrgRoles answers GET /orgs/{org}/organization-roles.
func listOrgRoles(c *call) reply {
	return reply{status: http.StatusOK, body: object{"total_count": 1, "roles": []object{{
		"id": securityManager, "name": "security_manager", "description": "Manages security settings and alerts.",
		"base_role": "read", "source": "Predefined", "permissions": []string{}, "organization": c.org.json,
		"created_at": stamp(c.org.created), "updated_at": stamp(c.org.created),
	}}}}
}

// listRoleTeams answers GET /orgs/{org}/organization-roles/{role_id}/teams.
func listRoleTeams(c *call) reply {
	if !c.knowsRole() {
		return notFound()
	}
	list := []object{}
	for _, slug := range page(c, c.org.managers) {
		if t := c.sim.teams[key(c.org.login, slug)]; t != nil {
			list = append(list, t.json)
		}
	}
	return reply{status: http.StatusOK, body: list}
}

// listRoleUsers answers GET /orgs/{org}/organization-roles/{role_id}/users: nobody
// has the role but through a team, and those are not listed here.
func listRoleUsers(c *call) reply {
	if !c.knowsRole() {
		return notFound()
	}
	return reply{status: http.StatusOK, body: []object{}}
}

func (c *call) knowsRole() bool { return c.param("role_id") == strconv.Itoa(securityManager) }

// getPrivateReporting answers GET …/private-vulnerability-reporting.
func getPrivateReporting(c *call) reply {
	if c.repo.private {
		return problem(http.StatusUnprocessableEntity, "Private vulnerability reporting is for public repositories.")
	}
	return reply{status: http.StatusOK, body: object{"enabled": !c.repo.unreported}}
}

package githubsim

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// createToken answers POST /app/installations/{installation_id}/access_tokens.
func createToken(c *call) reply {
	inst := c.installation()
	if inst == nil {
		return notFound()
	}
	if !inst.suspended.IsZero() {
		return problem(http.StatusForbidden, "This installation has been suspended")
	}
	var want scope
	if len(c.body) > 0 {
		if err := json.Unmarshal(c.body, &want); err != nil {
			return problem(http.StatusBadRequest, "Problems parsing JSON")
		}
	}
	t := &token{inst: inst, expires: c.sim.authNow().Add(tokenLife), perms: maps.Clone(inst.app.perms)}
	if why := t.narrow(want); why != "" {
		return invalidRequest(why)
	}
	secret := newSecret()
	c.sim.tokens[secret] = t
	body := object{
		"token": secret, "expires_at": stamp(t.expires), "permissions": t.perms,
		"repository_selection": inst.selection(),
	}
	if t.repos != nil {
		list := make([]json.RawMessage, 0, len(t.repos))
		for _, r := range t.repos {
			list = append(list, c.sim.repoJSON(r))
		}
		body["repositories"], body["repository_selection"] = list, "selected"
	}
	return reply{status: http.StatusCreated, body: body}
}

// scope is what a token may be narrowed to.
type scope struct {
	Repositories  []string          `json:"repositories"`
	RepositoryIDs []int64           `json:"repository_ids"`
	Permissions   map[string]string `json:"permissions"`
}

// narrow limits a new token to a scope, or says why that cannot be.
func (t *token) narrow(want scope) (why string) {
	for name, level := range want.Permissions {
		if !grants(t.perms, need{name, level}) {
			return "The permissions requested are not granted to this installation."
		}
	}
	if len(want.Permissions) > 0 {
		t.perms = want.Permissions
	}
	named := len(want.Repositories) + len(want.RepositoryIDs)
	if named == 0 {
		return ""
	}
	repos := []*repo{}
	for _, r := range t.inst.repositories(nil) {
		if slices.Contains(want.Repositories, r.name) || slices.Contains(want.RepositoryIDs, r.id) {
			repos = append(repos, r)
		}
	}
	if len(repos) < named {
		return "There is at least one repository that does not exist or is not accessible to the parent installation."
	}
	t.repos = repos
	return ""
}

// newSecret makes an installation token as long as GitHub's are now.
func newSecret() string {
	var b [258]byte
	// crypto/rand.Read never fails; it stops the program instead.
	_, _ = rand.Read(b[:])
	return "ghs_" + hex.EncodeToString(b[:])
}

// newSecretOf makes a secret with a prefix and a number of random bytes.
func newSecretOf(prefix string, bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return prefix + hex.EncodeToString(b)
}

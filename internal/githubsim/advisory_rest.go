package githubsim

import (
	"encoding/json"
	"net/http"
	"slices"
)

// listOrgAdvisories answers GET /orgs/{org}/security-advisories.
func listOrgAdvisories(c *call) reply {
	return c.listAdvisories(c.org.shelves, func(a *advisory) bool { return c.caller.inst.covers(a.repo, c.caller.token) })
}

// listRepoAdvisories answers GET /repos/{owner}/{repo}/security-advisories.
// Strangers see what is published.
func listRepoAdvisories(c *call) reply {
	return c.listAdvisories(c.repo.shelves, func(a *advisory) bool { return c.reach || a.state == StatePublished })
}

func (c *call) listAdvisories(from shelves, keep func(*advisory) bool) reply {
	w := window{sort: "created", desc: true, size: c.perPage(), keep: keep}
	state := c.query("state")
	if state != "" && !slices.Contains([]string{StateTriage, StateDraft, StatePublished, StateClosed}, state) {
		return problem(http.StatusBadRequest, "state is not one of triage, draft, published, closed")
	}
	if sort := c.query("sort"); sort != "" {
		if sortTimes[sort] == nil {
			return problem(http.StatusBadRequest, "sort is not one of created, updated, published")
		}
		w.sort = sort
	}
	switch c.query("direction") {
	case "", "desc":
	case "asc":
		w.desc = false
	default:
		return problem(http.StatusBadRequest, "direction is not one of asc, desc")
	}
	for name, into := range map[string]**place{"after": &w.after, "before": &w.before} {
		if text := c.query(name); text != "" {
			p, ok := parseCursor(text)
			if !ok {
				return problem(http.StatusBadRequest, "The "+name+" cursor is invalid.")
			}
			*into = &p
		}
	}
	shown, earlier, later := w.cut(from[shelfName{state, w.sort}])
	list := make([]json.RawMessage, 0, len(shown))
	for _, a := range shown {
		list = append(list, c.sim.advisoryJSON(a, c.modern()))
	}
	if later && len(shown) > 0 {
		c.addLink("next", map[string]string{"after": placeOf(shown[len(shown)-1], w.sort).cursor(), "before": ""})
	}
	if earlier && len(shown) > 0 {
		c.addLink("prev", map[string]string{"before": placeOf(shown[0], w.sort).cursor(), "after": ""})
	}
	return reply{status: http.StatusOK, body: list, noETag: !c.sim.opts.ListETags}
}

// advisory finds the advisory the path names, if the caller may see it.
func (c *call) advisory() *advisory {
	a := c.repo.advisories[key(c.param("ghsa_id"))]
	if a == nil || (!c.reach && a.state != StatePublished) {
		return nil
	}
	return a
}

// getAdvisory answers GET …/security-advisories/{ghsa_id}.
func getAdvisory(c *call) reply {
	a := c.advisory()
	if a == nil {
		return notFound()
	}
	return reply{status: http.StatusOK, body: c.sim.advisoryJSON(a, c.modern())}
}

// requestCVE answers POST …/security-advisories/{ghsa_id}/cve.
func requestCVE(c *call) reply {
	a := c.advisory()
	switch {
	case a == nil:
		return notFound()
	case a.cve != "" || a.state == StateClosed:
		return invalid("RepositoryAdvisory", "cve_id", "unprocessable")
	}
	if a.cveRequested.IsZero() {
		a.cveRequested = c.now
	}
	return reply{status: http.StatusAccepted, body: object{}}
}

// createFork answers POST …/security-advisories/{ghsa_id}/forks. The reply shows
// the fork as it will be; until then the advisory has none.
func createFork(c *call) reply {
	a := c.advisory()
	switch {
	case a == nil:
		return notFound()
	case a.fork != nil || a.state == StatePublished || a.state == StateClosed:
		return invalid("RepositoryAdvisory", "private_fork", "unprocessable")
	}
	c.sim.askFork(a)
	coming := a.fork
	if coming == nil {
		coming = &repo{owner: a.repo.owner, name: forkName(a), private: true, branch: a.repo.branch, created: c.now}
	}
	return reply{status: http.StatusAccepted, body: c.sim.fullRepoObject(coming)}
}

// patchAdvisory answers PATCH …/security-advisories/{ghsa_id}. Nothing changes
// unless everything asked for can be.
func patchAdvisory(c *call) reply {
	a := c.advisory()
	if a == nil {
		return notFound()
	}
	fields, bad := c.decode()
	if bad != nil {
		return *bad
	}
	p := &patch{call: c, advisory: a, fields: fields}
	if refused := p.read(); refused != nil {
		return *refused
	}
	if len(p.edits) > 0 {
		c.sim.change(a, true, func() {
			for _, edit := range p.edits {
				edit()
			}
		})
	}
	if p.publish {
		c.sim.publish(a, c.caller.app.bot)
	}
	return reply{status: http.StatusOK, body: c.sim.advisoryJSON(a, c.modern())}
}

// patchState checks a change of state against what GitHub allows.
func (p *patch) patchState(state string) *reply {
	a := p.advisory
	switch {
	case state == a.state:
	case state == StatePublished && a.state == StateDraft:
		p.publish = true
	case state == StateDraft && a.state == StateTriage:
		p.edit(func() { a.state, a.accepted = StateDraft, true })
	case state == StateDraft && a.state == StateClosed:
		p.edit(func() { a.state, a.closed = StateDraft, zeroTime })
	case state == StateClosed && (a.state == StateTriage || a.state == StateDraft):
		p.edit(func() { a.state, a.closed = StateClosed, p.call.now })
	default:
		r := invalid("RepositoryAdvisory", "state", "invalid")
		return &r
	}
	return nil
}

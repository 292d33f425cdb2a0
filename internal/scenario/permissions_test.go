package scenario

import (
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// optionalPermissions are not in app.yml's default_permissions: stories grant them, each for the one feature that
// app.yml and docs/install.md name it for.
var optionalPermissions = map[string]string{
	"administration": "write", // /create-fork
	"issues":         "read",  // the leak guard on issues, by events
}

// permissions collects what the stories did with the app's permissions.
type permissions struct {
	mu           sync.Mutex
	used, missed map[string]string
	stories      int
}

func newPermissions() *permissions {
	return &permissions{used: map[string]string{}, missed: map[string]string{}}
}

// add takes a story's part, when it is over. An event counts as reading with the permission that GitHub wants for it.
func (p *permissions) add(w *world) {
	sim := w.sim
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stories++
	highest(p.used, sim.UsedPermissions())
	highest(p.missed, sim.MissedPermissions())
	for _, d := range sim.Deliveries(demo.AppID) {
		if permission := githubsim.EventPermission(d.Event); permission != "" {
			highest(p.used, map[string]string{permission: "read"})
		}
	}
}

// highest keeps the higher level of each permission.
func highest(into, more map[string]string) {
	for name, level := range more {
		if into[name] != "write" {
			into[name] = level
		}
	}
}

// verdict says how the stories' use of permissions differs from what app.yml asks for (which internal/house holds
// demo.Permissions to): unused ones, needless levels, and those that were missing. "" when it does not.
func (p *permissions) verdict() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := maps.Clone(demo.Permissions())
	maps.Copy(asked, optionalPermissions)
	missed := map[string]string{}
	for name, level := range p.missed {
		if optionalPermissions[name] != level { // a story shows what happens without it
			missed[name] = level
		}
	}
	verdict := ""
	if diff := cmp.Diff(asked, p.used); diff != "" {
		verdict += "permissions (-asked for +used by the stories):\n" + diff
	}
	if len(missed) > 0 {
		verdict += "requests were refused for want of permissions that app.yml does not ask for:\n" + cmp.Diff(map[string]string{}, missed)
	}
	return verdict
}

// checkPrivilege is the proof of least privilege, once all stories are over: a permission or an event that none of them
// used, or that one of them missed, fails. Of some of the stories nothing can be said.
func checkPrivilege(t *testing.T, p *permissions, e *events) {
	t.Helper()
	files, err := filepath.Glob("../../testdata/scenarios/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if p.stories < len(files) {
		t.Logf("%d of %d stories were played: nothing is said about permissions and events", p.stories, len(files))
		return
	}
	for _, verdict := range []string{p.verdict(), e.verdict(askedEvents(t))} {
		if verdict != "" {
			t.Error(verdict)
		}
	}
}

// TestPermissionsVerdict has the verdict find each way in which the stories' use may differ.
func TestPermissionsVerdict(t *testing.T) {
	exact := func() *permissions {
		p := newPermissions()
		highest(p.used, demo.Permissions())
		highest(p.used, optionalPermissions)
		return p
	}
	for name, change := range map[string]func(*permissions){
		"unused":          func(p *permissions) { delete(p.used, "actions") },
		"unused optional": func(p *permissions) { delete(p.used, "administration") },
		"needless level":  func(p *permissions) { p.used["checks"] = "read" },
		"not asked for":   func(p *permissions) { p.used["issues"] = "write" },
		"missing":         func(p *permissions) { p.missed["organization_custom_org_roles"] = "read" },
		"missing level":   func(p *permissions) { p.missed["contents"] = "write" },
	} {
		p := exact()
		change(p)
		if p.verdict() == "" {
			t.Errorf("%s: found nothing", name)
		}
	}
	p := exact()
	p.missed["administration"] = "write"
	if verdict := p.verdict(); verdict != "" {
		t.Errorf("as app.yml says, and still: %s", verdict)
	}
	if names := slices.Sorted(maps.Keys(p.used)); len(names) != len(demo.Permissions())+len(optionalPermissions) {
		t.Errorf("an optional permission is asked for by default: %v", names)
	}
}

// TestEveryPermissionCounts takes the permissions away one by one: a request for want of which the app is refused is
// noticed, so that a story cannot pass by the app's making do without.
func TestEveryPermissionCounts(t *testing.T) {
	p := newPermissions()
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.sim.Grant(demo.AppID, "members", ""); err != nil {
		t.Fatal(err)
	}
	if w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"}); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.add(w)
	if p.missed["members"] != "read" || p.used["members"] != "" || p.used["repository_advisories"] != "write" {
		t.Errorf("without members: missed %v, used %v", p.missed, p.used)
	}
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

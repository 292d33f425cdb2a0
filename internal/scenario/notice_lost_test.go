package scenario

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/demo"
)

// TestNoticeThatDidNotArriveIsStuck: a notice that a channel of the SRC's has refused, or of which nobody knows whether it
// arrived, is shown to whoever operates the server until what it tells of is mended. What was refused is sent again when
// that person asks for it, what may have arrived is not.
func TestNoticeThatDidNotArriveIsStuck(t *testing.T) {
	const key = agenda.KindNotice + "/drift/" + demo.Org
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	must := orFatal(t)
	later := func() {
		t.Helper()
		must(restart(w, nil, nil))
		must(w.pass(time.Hour))
	}
	expectStuck := func(want bool) {
		t.Helper()
		entries, err := w.app.Agenda.List(t.Context())
		must(err)
		why := ""
		for _, e := range entries {
			if e.Key == key {
				why = e.Stuck
			}
		}
		page := httptest.NewRecorder()
		w.app.Handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/readyz", http.NoBody))
		if (why == "src-not-told") != want || strings.Contains(page.Body.String(), "1 stuck; see: embargo agenda") != want {
			t.Errorf("stuck %q, want %t:\n%s", why, want, page.Body)
		}
	}
	again := func() {
		t.Helper()
		must(w.app.Agenda.MarkFor(t.Context(), key, w.clock(), agenda.CausePerson))
		must(w.settle(t.Context()))
	}
	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, strings.Replace(notified, ", chat: [src-private]", "", 1)))
	later()
	expectStuck(false)

	w.box.refuses = "src@example.org"
	must(w.sim.SetTeamMembers(demo.Org, demo.SRCTeam, "sasha", "noor", "mallory"))
	later()
	expect(t, w.box, "", 0)
	expectStuck(true)
	w.box.refuses = "src@example.org"
	again()
	expectStuck(true)
	again()
	expect(t, w.box, "differ", 1, "mallory")
	expectStuck(false)

	w.box.sent, w.box.lost = nil, true
	must(w.sim.SetTeamMembers(demo.Org, demo.SRCTeam, "sasha", "noor", "eve"))
	later()
	expectStuck(true)
	again()
	later()
	expect(t, w.box, "differ", 1, "eve")
	expectStuck(true)
	must(w.sim.SetTeamMembers(demo.Org, demo.SRCTeam, "sasha", "noor", "ines"))
	later()
	expectStuck(false)
	expect(t, w.box, "differ", 1)
	w.check(t)
	must(w.app.Close())
}

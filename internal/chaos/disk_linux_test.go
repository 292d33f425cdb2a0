package chaos

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// sqlite is the kind of database whose disk is the server's own.
func sqlite() pgtest.Backend { return pgtest.Backends()[0] }

// fill has the disk of a running server take no byte more, or as many as it likes again.
func (p *process) fill(full bool) error {
	limit := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
	if full {
		limit.Cur = 1
	}
	return unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil)
}

// diskActs each lead to one write on GitHub at least.
var diskActs = inTurn([]act{
	{name: "the report", do: together(func(w *world) error {
		return w.sim.SetFile(demo.Org, ".github", ".github/embargo.yml", processFile)
	}, reports(main, demo.Repo))},
	{name: "a question", do: says(demo.Reporter, main, "/help")},
	{name: "a stranger", do: together(accepts(main), adds(main, demo.Owner, demo.Stranger))},
	{name: "the score", do: says(demo.Owner, main, "/cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N", "/status")},
	{name: "the CVE", do: says(demo.Owner, main, "/request-cve", "/nonsense")},
})

// TestDiskFullAfterEveryWrite fills the disk at the moment in which a write arrives at GitHub: its effect cannot be
// recorded. When there is room again, by deletion or in another process, everything goes on, and nothing is done twice.
func TestDiskFullAfterEveryWrite(t *testing.T) {
	run := func(t *testing.T, fillAt int, killed bool) (outcome, int) {
		w := newWorld(t, sqlite())
		if err := w.start(); err != nil {
			t.Fatal(err)
		}
		writes := 0
		w.sim.Inject(githubsim.Fault{Times: -1, Match: func(r *http.Request) bool {
			if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/access_tokens") {
				return false
			}
			writes++
			return writes == fillAt
		}, Delay: func() {
			if err := w.running().fill(true); err != nil {
				t.Error(err)
			}
			go func() { // when the server has noticed
				w.log.await("the disk is full", "disk I/O error", "reading or writing the file failed")
				err := w.running().fill(false)
				if killed {
					err = errors.Join(err, w.running().kill())
				}
				if err != nil {
					t.Error(err)
				}
			}()
		}})
		for _, a := range diskActs {
			if err := errors.Join(w.pass(t.Context(), begin.Add(a.at)), a.do(w)); err != nil {
				t.Fatalf("%s: %v", a.name, err)
			}
			if calm, err := w.until(t.Context(), nil, begin.Add(a.at+settling)); err != nil || !calm {
				t.Fatalf("after %s: calm %t, %v", a.name, calm, err)
			}
		}
		return w.outcome(t, diskActs), writes
	}
	want, writes := run(t, 0, false)
	if writes < 8 {
		t.Fatalf("%d writes prove too little", writes)
	}
	stride := 4 // without -all, beginning anywhere
	if *every {
		stride = 1
	}
	for n := 1 + int(firstSeed()%uint64(stride)); n <= writes; n += stride {
		got, _ := run(t, n, n%2 == 0)
		for _, difference := range want.differences(got, nil) {
			t.Errorf("the disk was full at write %d: %s", n, difference)
		}
	}
	t.Logf("%d writes; the disk was full at every one, or every %dth", writes, stride)
}

// TestFullDiskTakesNoWebhook: GitHub is told that the delivery failed, so it is not lost to its log.
func TestFullDiskTakesNoWebhook(t *testing.T) {
	w := newWorld(t, sqlite())
	if err := w.start(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.running().fill(true), reports(main, demo.Repo)(w)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sim.DeliverPending(t.Context()); err != nil {
		t.Fatal(err)
	}
	deliveries := w.sim.Deliveries(demo.AppID)
	if last := deliveries[len(deliveries)-1]; last.Event != "repository_advisory" || last.Code < http.StatusInternalServerError {
		t.Errorf("with a full disk %s was answered %d", last.Event, last.Code)
	}
	response, err := http.Get("http://" + w.running().listen + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("it is ready with %s, %v", response.Status, err)
	}
	if err := w.running().fill(false); err != nil {
		t.Fatal(err)
	}
	if calm, err := w.until(t.Context(), nil, w.clock().Add(settling)); err != nil || !calm || len(w.thread(t, main)) != 1 {
		t.Errorf("with room again: calm %t, %v, %d comments", calm, err, len(w.thread(t, main)))
	}
}

// nobody is who runs the server where the tests run as root, who may write everything.
const nobody = 65534

// TestReadOnlyDatabase: a server that may not write its database does not start, says why, and does nothing on GitHub;
// when it may again, all is made good.
func TestReadOnlyDatabase(t *testing.T) {
	folder, err := os.MkdirTemp("", "read-only-") //nolint:usetesting // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "embargo.db")
	t.Cleanup(func() {
		if err := errors.Join(os.Chmod(folder, 0o700), os.RemoveAll(folder)); err != nil { // #nosec G302 -- a folder
			t.Error(err)
		}
	})
	w := newWorld(t, pgtest.Backend{Name: "sqlite", Address: func(testing.TB) string { return "sqlite:" + path }})
	if os.Getuid() == 0 {
		w.user = &syscall.Credential{Uid: nobody, Gid: nobody}
		w.binary = filepath.Join(folder, "server")
		if err := errors.Join(os.Chmod(folder, 0o755), os.Chown(folder, nobody, nobody), copyFile("/proc/self/exe", w.binary)); err != nil { // #nosec G302 -- others are to get in
			t.Fatal(err)
		}
	}
	may := func(folderMode, fileMode os.FileMode) {
		t.Helper()
		err := os.Chmod(folder, folderMode)
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if _, missing := os.Stat(path + suffix); missing == nil {
				err = errors.Join(err, os.Chmod(path+suffix, fileMode))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.start(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.running().stop(); err != nil {
		t.Fatal(err)
	}
	w.sim.ResetRequests()
	if err := reports(main, demo.Repo)(w); err != nil {
		t.Fatal(err)
	}
	may(0o555, 0o444)
	err = w.start()
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), store.ErrReadOnly.Error()) && !strings.Contains(err.Error(), store.ErrOpen.Error()) {
		t.Errorf("with a read-only database the server says: %v", err)
	}
	if n := len(w.sim.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
	may(0o755, 0o600)
	if err := w.start(); err != nil {
		t.Fatal(err)
	}
	if calm, err := w.until(t.Context(), nil, w.clock().Add(settling)); err != nil || !calm || len(w.thread(t, main)) != 1 {
		t.Errorf("once it may write: calm %t, %v, %d comments", calm, err, len(w.thread(t, main)))
	}
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from) // #nosec G304 -- this binary
	if err != nil {
		return fmt.Errorf("copy the test binary: %w", err)
	}
	return os.WriteFile(to, content, 0o755) // #nosec G306 -- it is to be executed
}

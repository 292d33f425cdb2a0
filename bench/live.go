package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/server"
)

const (
	liveRepositories = 1000
	liveBeat         = 2 * time.Second
	liveBeats        = 10
	liveReports      = 20
	livePatience     = 5 * time.Minute
	unlimited        = 1 << 30 // requests an hour
	liveSecret       = "a-secret-of-the-benchmark"
)

// live runs the server as its users do, in a process of its own, against a simulated GitHub of a thousand
// repositories: how long a report and a comment wait for their answer, and what idleness costs.
func live(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "embargo-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	sim, process, err := startLive(ctx, dir, func(sim *githubsim.Sim) error {
		sim.AddOrg(demo.Org)
		for i := range liveRepositories {
			sim.AddRepo(demo.Org, "repository-"+strconv.Itoa(i), githubsim.RepoOptions{})
		}
		return nil
	})
	if err != nil {
		return err
	}
	defer func() {
		_ = process.Process.Signal(os.Interrupt)
		err = errors.Join(err, process.Wait())
	}()
	reported, answered, err := latencies(ctx, sim)
	if err != nil {
		return err
	}
	fmt.Printf("\nreport → checklist   %s (median of %d)\n", reported, liveReports)
	fmt.Printf("comment → answer     %s (median of %d; the beat is %s)\n", answered, liveReports, liveBeat)
	sleep(ctx, 3*liveBeat) // what the answers changed has been looked at once more
	sim.ResetRequests()
	sleep(ctx, liveBeats*liveBeat)
	c := sim.Counts()
	memory, err := residentMemory(process.Process.Pid)
	if err != nil {
		return err
	}
	fmt.Printf("idle, %d beats       %d requests, %d of them spent, %d writes\n", liveBeats, c.All, c.Spent, c.Writes)
	fmt.Printf("resident memory      %s, %d repositories, %d open advisories\n", memory, liveRepositories, liveReports)
	return nil
}

// startLive builds the program and starts it beside the simulator, which fill gives its content.
func startLive(ctx context.Context, dir string, fill func(*githubsim.Sim) error) (*githubsim.Sim, *exec.Cmd, error) {
	binary := filepath.Join(dir, "embargo")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/embargo") //nolint:gosec // our own program into a folder of ours
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, nil, fmt.Errorf("build the program: %w", err)
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	hook, metrics := freeAddress(ctx), freeAddress(ctx)
	key, err := newKey()
	if err != nil {
		return nil, nil, err
	}
	github := "http://" + listener.Addr().String()
	sim := githubsim.New(githubsim.Options{BaseURL: github, ListETags: true, RateLimit: unlimited})
	if err := fill(sim); err != nil { // before the app is there to be told of it
		return nil, nil, err
	}
	app := demo.App{PrivateKey: key, WebhookURL: "http://" + hook + server.HookPath, WebhookSecret: liveSecret}
	if _, err := demo.Build(sim, app); err != nil {
		return nil, nil, err
	}
	go func() {
		httpServer := &http.Server{Handler: sim.Handler(), ReadHeaderTimeout: 5 * time.Second}
		_ = httpServer.Serve(listener) // ends with the process
	}()
	go func() { _ = sim.ServeWebhooks(ctx, 2) }()        // likewise
	process := exec.CommandContext(ctx, binary, "serve") //nolint:gosec // likewise
	process.Dir, process.Stderr = dir, nil
	process.Env = append(plainEnvironment(),
		"GITHUB_V3_API_URL="+github+"/", "GITHUB_APP_INTEGRATION_ID="+strconv.Itoa(demo.AppID),
		"GITHUB_APP_WEBHOOK_SECRET="+liveSecret, "GITHUB_APP_PRIVATE_KEY="+key,
		"EMBARGO_TRUSTED_ROOT=none", "EMBARGO_LISTEN="+hook, "EMBARGO_METRICS_LISTEN="+metrics, "EMBARGO_POLL_INTERVAL="+liveBeat.String(),
		"EMBARGO_WRITE_INTERVAL=0s") // what is measured is the program, not the wait that GitHub asks for
	if err := process.Start(); err != nil {
		return nil, nil, err
	}
	if err := awaitReady(ctx, "http://"+hook+"/readyz"); err != nil {
		return nil, nil, errors.Join(err, process.Process.Kill(), process.Wait())
	}
	return sim, process, nil
}

// plainEnvironment is what any program needs, without settings that somebody may have made for a server of theirs.
func plainEnvironment() []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// freeAddress finds a port nobody listens on.
func freeAddress(ctx context.Context) string {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "127.0.0.1:0"
	}
	defer func() { _ = l.Close() }() // nothing was ever accepted
	return l.Addr().String()
}

func newKey() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return string(pem.EncodeToMemory(block)), nil
}

func awaitReady(ctx context.Context, url string) error {
	return await(ctx, "the server to become ready", func() (bool, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return false, err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return false, nil //nolint:nilerr // not listening yet
		}
		return response.StatusCode == http.StatusOK, response.Body.Close()
	})
}

// await asks until the answer is yes.
func await(ctx context.Context, what string, done func() (bool, error)) error {
	for end := time.Now().Add(livePatience); time.Now().Before(end) && ctx.Err() == nil; sleep(ctx, time.Millisecond) {
		if ok, err := done(); ok || err != nil {
			return err
		}
	}
	return fmt.Errorf("waited %s in vain for %s", livePatience, what)
}

// latencies reports and asks one after the other, and gives the median waits.
func latencies(ctx context.Context, sim *githubsim.Sim) (reported, answered time.Duration, err error) {
	var reports, answers []time.Duration
	for i := range liveReports {
		began := time.Now()
		ref, err := sim.Report(demo.Reporter, demo.Org+"/repository-"+strconv.Itoa(i), githubsim.Report{Summary: "s", Description: "d"})
		if err != nil {
			return 0, 0, err
		}
		if err := await(ctx, "a checklist", has(sim, ref, render.IsChecklist)); err != nil {
			return 0, 0, err
		}
		reports = append(reports, time.Since(began))
		began = time.Now()
		if _, err := sim.Comment(demo.SRC, ref, "/status"); err != nil {
			return 0, 0, err
		}
		isNote := func(body string) bool { _, ok := render.NoteKey(body); return ok }
		if err := await(ctx, "an answer", has(sim, ref, isNote)); err != nil {
			return 0, 0, err
		}
		answers = append(answers, time.Since(began))
	}
	return median(reports), median(answers), nil
}

// has asks whether a comment of the thread is such.
func has(sim *githubsim.Sim, ref githubsim.Ref, such func(body string) bool) func() (bool, error) {
	return func() (bool, error) {
		comments, err := sim.Thread(ref)
		for _, c := range comments {
			if such(c.Body) {
				return true, nil
			}
		}
		return false, err
	}
}

// residentMemory is what a process occupies.
func residentMemory(pid int) (string, error) {
	kB, err := statusOf(pid, "VmRSS")
	return strconv.Itoa(kB>>10) + " MB", err
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2].Round(100 * time.Microsecond)
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

package githubsim_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// conditional repeats a GET with the ETag and returns the answer.
func (w *world) conditional(path, etag string) *github.Response {
	w.t.Helper()
	req, err := w.gh.NewRequest("GET", path, nil)
	w.must(err)
	req.Header.Set("If-None-Match", etag)
	res, _ := w.gh.Do(context.Background(), req, nil)
	return res
}

func TestETags(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	path := advisoryPath(ref)
	res, err := w.call("GET", path, nil, nil)
	w.must(err)
	etag, left := res.Header.Get("ETag"), res.Rate.Remaining
	if !strings.HasPrefix(etag, `W/"`) {
		t.Fatalf("etag %s", etag)
	}
	res = w.conditional(path, etag)
	if res.StatusCode != http.StatusNotModified || res.Rate.Remaining != left {
		t.Errorf("unchanged: %d, %d left of %d", res.StatusCode, res.Rate.Remaining, left)
	}
	_, err = w.Comment("rita", ref, "hello")
	w.must(err)
	if res = w.conditional(path, etag); res.StatusCode != http.StatusOK || res.Rate.Remaining != left-1 {
		t.Errorf("changed: %d, %d left of %d", res.StatusCode, res.Rate.Remaining, left)
	}
}

func TestListsHaveETagsOnlyWhereAsked(t *testing.T) {
	for _, given := range []bool{false, true} {
		w := newWorld(t, githubsim.Options{ListETags: given})
		res, err := w.call("GET", "orgs/acme/security-advisories", nil, nil)
		w.must(err)
		if got := res.Header.Get("ETag") != ""; got != given {
			t.Errorf("option %v: etag %v", given, got)
		}
	}
}

func TestPrimaryLimit(t *testing.T) {
	w := newWorld(t, githubsim.Options{RateLimit: 2})
	get := func() error { _, err := w.call("GET", "repos/acme/anvil", nil, nil); return err }
	w.must(get())
	w.must(get())
	var limited *github.RateLimitError
	if err := w.fresh(get); !errors.As(err, &limited) {
		t.Fatalf("third: %v", err)
	}
	if want := w.clock.now().Add(time.Hour); !limited.Rate.Reset.Equal(github.Timestamp{Time: want}) {
		t.Errorf("reset %v, want %v", limited.Rate.Reset, want)
	}
	w.clock.advance(time.Hour)
	w.must(w.fresh(get))
	until := w.ExhaustRateLimit(w.inst)
	if err := w.fresh(get); !errors.As(err, &limited) || !limited.Rate.Reset.Equal(github.Timestamp{Time: until}) {
		t.Errorf("exhausted: %v", err)
	}
}

// fresh runs a request with a client that remembers no limit: go-github refuses
// by itself, on the wall clock, once it was told one.
func (w *world) fresh(do func() error) error {
	w.gh = w.installationClient(w.inst)
	return do()
}

func TestSecondaryLimit(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	w.SecondaryLimit("POST", "/repos/*/*/security-advisories/*/comments", 1, time.Minute)
	post := func() error {
		_, err := w.call("POST", advisoryPath(ref)+"/comments", object{"body": "hello"}, nil)
		return err
	}
	var abuse *github.AbuseRateLimitError
	if err := post(); !errors.As(err, &abuse) || abuse.GetRetryAfter() != time.Minute {
		t.Fatalf("first: %v", err)
	}
	w.must(w.fresh(post))
	if thread, err := w.Thread(ref); err != nil || len(thread) != 1 {
		t.Errorf("thread %v, %v", thread, err)
	}
}

func TestFaults(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	post := func() (*github.Response, error) {
		return w.call(http.MethodPost, advisoryPath(ref)+"/comments", object{"body": "hello"}, nil)
	}
	_, err := post() // and have a token from here on
	w.must(err)
	delayed := false
	for _, tc := range []struct {
		name    string
		fault   githubsim.Fault
		status  int // 0: no reply
		effects int
	}{
		{"error", githubsim.Fault{Method: http.MethodPost, Status: 502}, 502, 0},
		{"error after the effect", githubsim.Fault{Status: 502, After: true}, 502, 1},
		{"reply lost", githubsim.Fault{After: true}, 0, 1},
		{"connection cut", githubsim.Fault{Drop: true}, 0, 0},
		{"slow", githubsim.Fault{Delay: func() { delayed = true }}, 201, 1},
		{"other path", githubsim.Fault{Path: "/repos/*/none/security-advisories/*/comments", Status: 500}, 201, 1},
		{"other method", githubsim.Fault{Method: http.MethodGet, Status: 500}, 201, 1},
		{"matched", githubsim.Fault{Match: func(r *http.Request) bool { return r.ContentLength > 0 }, Status: 500}, 500, 0},
	} {
		before, err := w.Thread(ref)
		w.must(err)
		w.ResetRequests()
		w.Inject(tc.fault)
		res, err := post()
		status := 0
		if res != nil {
			status = res.StatusCode
		}
		after, threadErr := w.Thread(ref)
		w.must(threadErr)
		if status != tc.status || len(after)-len(before) != tc.effects {
			t.Errorf("%s: status %d (%v), %d effects", tc.name, status, err, len(after)-len(before))
		}
		if log := w.Requests(); len(log) != 1 || log[0].Status != tc.status {
			t.Errorf("%s: log %v", tc.name, log)
		}
		w.ClearFaults()
	}
	if !delayed {
		t.Error("nothing was delayed")
	}
}

func TestSlowReplyOutlastsItsClient(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	w.status("GET", "repos/acme/anvil", nil) // and have a token from here on
	ctx, cancel := context.WithCancel(context.Background())
	release := make(chan struct{})
	w.Inject(githubsim.Fault{Delay: func() { cancel(); <-release }})
	if _, _, err := w.gh.Repositories.Get(ctx, "acme", "anvil"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
}

func TestRequestLog(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	res, err := w.call("GET", advisoryPath(ref), nil, nil)
	w.must(err)
	w.ResetRequests()
	w.conditional(advisoryPath(ref), res.Header.Get("ETag"))
	w.status("POST", advisoryPath(ref)+"/comments", object{"body": "hello"})
	w.status("GET", "repos/acme/anvil?x=1", nil)
	log := w.Requests()
	if len(log) != 3 || !log[0].Conditional || log[0].Status != 304 || log[1].Method != http.MethodPost ||
		log[2].Path != "/repos/acme/anvil?x=1" || log[2].Installation != w.inst || !log[2].At.Equal(w.clock.now()) {
		t.Errorf("log %+v", log)
	}
	if got := w.Counts(); got != (githubsim.Counts{All: 3, Spent: 2, Writes: 1}) {
		t.Errorf("counts %+v", got)
	}
}

func TestRawFile(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	req, err := w.gh.NewRequest("GET", "repos/acme/anvil/contents/.github/CODEOWNERS", nil)
	w.must(err)
	req.Header.Set("Accept", "application/vnd.github.raw+json")
	res, err := w.gh.BareDo(context.Background(), req)
	w.must(err)
	body, err := io.ReadAll(res.Body)
	w.must(err)
	w.must(res.Body.Close())
	if string(body) != "* @acme/anvil-codeowners\n" {
		t.Errorf("raw: %q", body)
	}
}

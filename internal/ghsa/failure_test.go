package ghsa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestStatuses(t *testing.T) {
	reset := strconv.FormatInt(start.Add(20*time.Minute).Unix(), 10)
	for _, c := range []struct {
		name    string
		status  int
		headers []string
		body    string
		kind    Kind
		wait    time.Duration // 0: none
	}{
		{"forbidden", 403, nil, `{"message":"SECRET"}`, KindForbidden, 0},
		{"not found", 404, nil, `{"message":"SECRET"}`, KindNotFound, 0},
		{"conflict", 409, nil, `{"message":"SECRET"}`, KindConflict, 0},
		{"gone", 410, nil, `{"message":"SECRET"}`, KindGone, 0},
		{"bad request", 400, nil, `{"message":"SECRET"}`, KindInvalid, 0},
		{"invalid", 422, nil, `{"message":"SECRET","errors":[{"field":"cve_id","code":"invalid","message":"SECRET"}]}`, KindInvalid, 0},
		{"teapot", 418, nil, `SECRET`, KindUnexpected, 0},
		{"server", 500, nil, `SECRET`, KindUnavailable, 0},
		{"gateway", 502, nil, `<html>SECRET`, KindUnavailable, 0},
		{"maintenance", 503, []string{"Retry-After", "120"}, `SECRET`, KindUnavailable, 2 * time.Minute},
		{"primary 403", 403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset}, `{"message":"SECRET"}`, KindRateLimit, 20 * time.Minute},
		{"primary 429", 429, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset}, `{"message":"SECRET"}`, KindRateLimit, 20 * time.Minute},
		{"primary without reset", 403, []string{"X-RateLimit-Remaining", "0"}, `{}`, KindRateLimit, time.Minute},
		{"primary long past", 403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1000"}, `{}`, KindRateLimit, time.Second},
		{"primary far off", 403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "99999999999"}, `{}`, KindRateLimit, time.Hour},
		{"secondary 403", 403, []string{"Retry-After", "30"}, `{"message":"SECRET"}`, KindSecondaryLimit, 30 * time.Second},
		{"secondary 429", 429, []string{"Retry-After", "30"}, `{"message":"SECRET"}`, KindSecondaryLimit, 30 * time.Second},
		{"secondary with budget left", 403, []string{"Retry-After", "30", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset}, `{}`, KindSecondaryLimit, 30 * time.Second},
		{"secondary by date", 403, []string{"Retry-After", start.Add(90 * time.Second).Format(http.TimeFormat)}, `{}`, KindSecondaryLimit, 90 * time.Second},
		{"secondary by garbage", 403, []string{"Retry-After", "soon"}, `{}`, KindSecondaryLimit, time.Minute},
		{"secondary by message", 403, nil, `{"message":"You have exceeded a secondary rate limit. SECRET"}`, KindSecondaryLimit, time.Minute},
		{
			"secondary by address", 403, []string{"X-RateLimit-Reset", reset, "X-RateLimit-Remaining", "12"},
			`{"message":"SECRET","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`,
			KindSecondaryLimit, time.Minute,
		},
		{"secondary 429 without a word", 429, nil, `SECRET`, KindSecondaryLimit, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, gh := client(t, answers(c.status, c.body, c.headers...))
			_, err := gh.CreateComment(t.Context(), ref, "SECRET")
			var e *Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Status != c.status || e.Op != "create-comment" || e.Target != ref.String() {
				t.Fatalf("%#v, want %s", err, c.kind)
			}
			if strings.Contains(err.Error(), "SECRET") || strings.Contains(fmt.Sprintf("%+v", err), "SECRET") {
				t.Errorf("GitHub's words in %q", err)
			}
			until, waits := WaitUntil(err)
			var at interface{ RetryAt() time.Time }
			if waits != (c.wait > 0) || errors.As(err, &at) != waits {
				t.Fatalf("wait until %v", until)
			}
			if waits && (!until.Equal(start.Add(c.wait)) || !at.RetryAt().Equal(until)) {
				t.Errorf("wait until %v, want in %v", until, c.wait)
			}
			is := map[Kind]bool{
				KindForbidden: IsForbidden(err), KindNotFound: IsNotFound(err), KindConflict: IsConflict(err),
				KindGone: IsGone(err), KindInvalid: IsInvalid(err),
			}
			for kind, yes := range is {
				if yes != (kind == c.kind) {
					t.Errorf("is %s: %t", kind, yes)
				}
			}
			if Ambiguous(err) != (c.status >= 500 || c.kind == KindUnexpected) {
				t.Errorf("ambiguous: %t", Ambiguous(err))
			}
		})
	}
}

func TestErrorTexts(t *testing.T) {
	for want, answer := range map[string]http.HandlerFunc{
		"create-comment octo-org/octo-repo/GHSA-2345-6789-cfgh: not-found (404)": answers(404, ``),
		"create-comment octo-org/octo-repo/GHSA-2345-6789-cfgh: invalid (422): cve_id: invalid, credits[0].login: missing": answers(422,
			`{"errors":[{"field":"cve_id","code":"invalid"},{"field":"credits[0].login","code":"missing"},{"field":"the summary says","code":"x"},"text"]}`),
		"create-comment octo-org/octo-repo/GHSA-2345-6789-cfgh: forbidden (403): grant the app repository_advisories=write": answers(403, ``,
			"X-Accepted-GitHub-Permissions", "repository_advisories=write"),
		"create-comment octo-org/octo-repo/GHSA-2345-6789-cfgh: forbidden (403)": answers(403, ``,
			"X-Accepted-GitHub-Permissions", "whatever it says"),
		"create-comment octo-org/octo-repo/GHSA-2345-6789-cfgh: secondary-limit (429): try again at 2026-11-02T10:00:07Z": answers(429, ``, "Retry-After", "7"),
	} {
		_, gh := client(t, answer)
		if _, err := gh.CreateComment(t.Context(), ref, "b"); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// While GitHub asks to wait nothing is sent, by our clock and not by the machine's.
func TestLimitHoldsBack(t *testing.T) {
	f, gh := client(t, answers(403, ``, "Retry-After", "30"))
	_, first := gh.Advisory(t.Context(), ref)
	f.handle = answers(200, advisoryJSON(ref.GHSA, ""), "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "99999999999")
	_, second := gh.CreateComment(t.Context(), ref, "b")
	a, _ := WaitUntil(first)
	b, ok := WaitUntil(second)
	if !ok || !a.Equal(b) || Ambiguous(second) || !Retryable(second) || len(f.requests()) != 1 {
		t.Fatalf("%v, then %v after %d requests", first, second, len(f.requests()))
	}
	for range 2 { // not even when go-github thinks that the budget is spent
		f.pass(30 * time.Second)
		if _, err := gh.Advisory(t.Context(), ref); err != nil {
			t.Error(err)
		}
	}
	if n := len(f.requests()); n != 3 {
		t.Errorf("%d requests", n)
	}
}

type brokenBody struct{ io.Reader }

func (brokenBody) Close() error { return nil }

// halfway answers with a body that breaks off.
type halfway struct{ *fake }

func (h halfway) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := h.fake.RoundTrip(req)
	if err == nil && resp.StatusCode == http.StatusOK {
		resp.Body = brokenBody{io.MultiReader(strings.NewReader(`{"id":`), errReader{})}
	}
	return resp, err
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("SECRET broke off") }

func TestAmbiguous(t *testing.T) {
	dial := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	lost := &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	for _, c := range []struct {
		name      string
		err       error
		token     bool // the error meets the request for a token
		ambiguous bool
		text      string
	}{
		{"no connection", dial, false, false, "network: connection refused"},
		{"no name", &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, false, false, "network: host not found"},
		{"answer lost", lost, false, true, "network: connection failed"},
		{"odd answer", errors.New("malformed response SECRET"), false, true, "network: connection failed"},
		{"timeout", context.DeadlineExceeded, false, true, "network: timed out"},
		{"canceled", context.Canceled, false, true, "network: canceled"},
		{"no token", lost, true, false, "network: getting a token: connection failed"},
		{"no token in time", context.DeadlineExceeded, true, false, "network: getting a token: timed out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, gh := client(t, nil)
			f.err = func(r *http.Request) error {
				if strings.HasSuffix(r.URL.Path, "/access_tokens") == c.token {
					return c.err
				}
				return nil
			}
			_, err := gh.CreateComment(t.Context(), ref, "b")
			if err == nil || Ambiguous(err) != c.ambiguous || !Retryable(err) || !strings.HasSuffix(err.Error(), ": "+c.text) {
				t.Errorf("%v (ambiguous %t)", err, Ambiguous(err))
			}
			f.err = func(*http.Request) error { return c.err }
			if _, err := gh.Comment(t.Context(), ref, 1); err == nil || Ambiguous(err) {
				t.Errorf("a read: %v (ambiguous %t)", err, Ambiguous(err))
			}
		})
	}
}

func TestAmbiguousAnswers(t *testing.T) {
	for name, o := range map[string]struct {
		answer http.HandlerFunc
		broken bool
	}{
		"no JSON":    {answers(201, `<html>SECRET`), false},
		"no comment": {answers(201, `{}`), false},
		"half":       {answers(200, ``), true},
	} {
		f := newFake(t, o.answer)
		clients := f.clients(func(opt *Options) {
			if o.broken {
				opt.Transport = halfway{f}
			}
		})
		_, err := f.client(clients).CreateComment(t.Context(), ref, "b")
		if !Ambiguous(err) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v (ambiguous %t)", name, err, Ambiguous(err))
		}
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, gh := client(t, func(w http.ResponseWriter, r *http.Request) { cancel(); answers(500, ``)(w, r) })
	if _, err := gh.Advisory(ctx, ref); err == nil {
		t.Error("no error")
	}
	if _, err := gh.Advisory(ctx, ref); err == nil {
		t.Error("no error after the context's end")
	}
	f, gh := client(t, nil)
	f.err = func(r *http.Request) error { return r.Context().Err() }
	if _, err := gh.Advisory(ctx, ref); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
}

func TestTooLarge(t *testing.T) {
	f, gh := client(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"big"`)
		_, _ = io.CopyN(w, zeros{}, maxAnswer+1)
	})
	_, err := gh.Advisory(t.Context(), ref)
	if kindOf(err) != KindMalformed || !strings.Contains(err.Error(), "larger than 33554432 bytes") {
		t.Errorf("%v", err)
	}
	if f.seen[1] != "get-advisory 200 false 0/5" {
		t.Errorf("%q", f.seen)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

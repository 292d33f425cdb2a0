package contract

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// canary stands for embargoed text: no ViolationError may repeat it.
const canary = "CANARY-4711"

const (
	advisory = "/repos/octo-org/octo-repo/security-advisories/GHSA-abcd-1234-efgh"
	comment  = `{"id": 7, "body": "` + canary + `", "updated_at": "2026-11-01T12:00:00Z", "user": null}`
	problem  = `{"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}`
)

// exchanges are single requests with their responses, right and wrong ones.
var exchanges = []struct {
	name    string
	method  string
	url     string
	request string // body
	status  int
	media   string // Content-Type of the response; empty means JSON, "-" none
	answer  string // body
	want    []string
}{
	{name: "comments", method: "GET", url: advisory + "/comments?since=2026-11-01T12:00:00Z&per_page=100", status: 200, answer: "[" + comment + "]"},
	{name: "new comment", method: "POST", url: advisory + "/comments", request: `{"body":"` + canary + `"}`, status: 201, answer: comment},
	{name: "edit", method: "PATCH", url: advisory + "/comments/7", request: `{"body":"` + canary + `"}`, status: 200, answer: comment},
	{name: "closed thread", method: "POST", url: advisory + "/comments", request: `{"body":"x"}`, status: 404, answer: problem},
	{name: "file below a folder", method: "GET", url: "/repos/o/r/contents/.github/embargo.yml", status: 404, answer: problem},
	{name: "raw file", method: "GET", url: "/repos/o/r/contents/a%2Fb/CODEOWNERS", status: 200, media: "application/vnd.github.raw+json; charset=utf-8", answer: "* @o/t\n"},
	{name: "no content", method: "POST", url: "/repos/o/r/actions/runs/1/deployment_protection_rule", request: `{"environment_name":"release","state":"approved","comment":"x"}`, status: 204, media: "-"},
	{name: "not modified", method: "GET", url: "/orgs/o/security-advisories?state=draft", status: 304, media: "-"},
	{name: "secondary limit", method: "GET", url: "/orgs/o/security-advisories", status: 403, answer: `{"message":"You have exceeded a secondary rate limit.","documentation_url":"https://docs.github.com/rest"}`},
	{name: "too many requests", method: "GET", url: "/rate_limit", status: 429, answer: `{"message":"slow down"}`},
	{name: "proxy's error", method: "GET", url: "/rate_limit", status: 502, media: "text/html", answer: "<html>"},
	{name: "asset elsewhere", method: "GET", url: "/repos/o/r/releases/assets/1", status: 302, media: "-"},

	{name: "unknown operation", method: "GET", url: "/repos/o/r/secrets", status: 404, answer: problem, want: []string{"GET /repos/o/r/secrets: request: no such operation: no matching operation was found"}},
	{name: "unknown method", method: "DELETE", url: advisory, status: 404, answer: problem, want: []string{"DELETE " + advisory + ": request: no such operation: no matching operation was found"}},
	{name: "query values", method: "GET", url: "/orgs/o/security-advisories?state=open&per_page=1000", status: 404, answer: problem, want: []string{
		`security-advisories/list-org-repository-advisories: request: query parameter per_page: number must be at most 100`,
		`security-advisories/list-org-repository-advisories: request: query parameter state: value is not one of the allowed values ["triage","draft","published","closed"]`,
	}},
	{name: "unknown query", method: "GET", url: advisory + "/comments?until=2026-11-01T12:00:00Z", status: 404, answer: problem, want: []string{
		`security-advisories/list-repository-advisory-comments: request: query parameter until: not one of this operation`}},
	{name: "request body", method: "POST", url: advisory + "/comments", request: `{"text":"` + canary + `"}`, status: 422, answer: `{"message":"Invalid","documentation_url":"https://docs.github.com"}`, want: []string{
		`security-advisories/create-repository-advisory-comment: request: /body: property "body" is missing`,
		`security-advisories/create-repository-advisory-comment: request: property "text" is unsupported`,
	}},
	{name: "not JSON asked", method: "POST", url: advisory + "/comments", request: `{"body":` + canary, status: 400, answer: problem, want: []string{
		`security-advisories/create-repository-advisory-comment: request: invalid character 'C' looking for beginning of value`}},
	{name: "body not wanted", method: "POST", url: advisory + "/cve", request: `{"body":"` + canary + `"}`, status: 202, answer: `{}`, want: []string{
		`security-advisories/create-repository-advisory-cve-request: request: request body not allowed for this request`}},
	{name: "response body", method: "GET", url: advisory + "/comments", status: 200, answer: `[{"id":"` + canary + `","body":null,"updated_at":"` + canary + `"},{"id":1,"updated_at":""}]`, want: []string{
		`security-advisories/list-repository-advisory-comments: response 200: /0/body: Value is not nullable`,
		`security-advisories/list-repository-advisory-comments: response 200: /0/id: value must be an integer`,
		`security-advisories/list-repository-advisory-comments: response 200: /0/updated_at: string doesn't match the format "date-time" (not a time as in RFC 3339)`,
		`security-advisories/list-repository-advisory-comments: response 200: /1/body: property "body" is missing`,
	}},
	{name: "undocumented field", method: "PATCH", url: advisory, request: `{"collaborators":["` + canary + `"]}`, status: 404, answer: problem, want: []string{
		`security-advisories/update-repository-advisory: request: property "collaborators" is unsupported`}},
	{name: "undocumented status", method: "POST", url: advisory + "/comments", request: `{"body":"x"}`, status: 200, answer: comment, want: []string{
		`security-advisories/create-repository-advisory-comment: response 200: status is not documented`}},
	{name: "HTML", method: "GET", url: advisory, status: 200, media: "text/html", answer: canary, want: []string{
		`security-advisories/get-repository-advisory: response 200: response header Content-Type has unexpected value: "text/html"`}},
	{name: "no media type", method: "GET", url: advisory, status: 200, media: "-", answer: canary, want: []string{
		`security-advisories/get-repository-advisory: response 200: response header Content-Type has unexpected value: "text/plain; charset=utf-8"`}},
	{name: "broken JSON", method: "GET", url: advisory, status: 200, answer: `{"summary":"` + canary, want: []string{
		`security-advisories/get-repository-advisory: response 200: unexpected EOF`}},
	{name: "error without message", method: "GET", url: "/rate_limit", status: 429, answer: `{"error":"` + canary + `"}`, want: []string{`rate-limit/get: response 429: /message: missing`}},
	{name: "server's JSON error", method: "GET", url: "/rate_limit", status: 500, answer: `{"message":1}`, want: []string{`rate-limit/get: response 500: /message: value must be a string`}},
	{name: "body of no content", method: "POST", url: "/repos/o/r/actions/runs/1/deployment_protection_rule", request: `{"environment_name":"e","comment":"c"}`, status: 200, answer: "{}", want: []string{
		`actions/review-custom-gates-for-run: response 200: status is not documented`}},
	{name: "not an id", method: "GET", url: advisory + "/comments/" + canary, status: 404, answer: problem, want: []string{
		`security-advisories/get-repository-advisory-comment: request: path parameter comment_id: an invalid integer`}},
}

// collect gathers what is reported.
type collect struct {
	mu   sync.Mutex
	errs []string
}

func (c *collect) report(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errs = append(c.errs, err.Error())
}

func TestExchanges(t *testing.T) {
	c := newContract(t)
	for _, e := range exchanges {
		t.Run(e.name, func(t *testing.T) {
			answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if body, err := io.ReadAll(r.Body); err != nil || string(body) != e.request {
					t.Errorf("the handler got body %q, %v", body, err)
				}
				switch e.media {
				case "":
					w.Header().Set("Content-Type", "application/json; charset=utf-8")
				case "-":
				default:
					w.Header().Set("Content-Type", e.media)
				}
				if e.status == http.StatusFound {
					w.Header().Set("Location", "https://example.org/asset")
				}
				w.WriteHeader(e.status)
				if _, err := io.WriteString(w, e.answer); err != nil && e.answer != "" {
					t.Error(err)
				}
			})
			var inside, outside collect
			server := httptest.NewServer(c.Wrap(answer, inside.report))
			defer server.Close()
			client := &http.Client{
				Transport:     c.Transport(http.DefaultTransport, outside.report),
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			status, body := send(t, client, e.method, server.URL+e.url, e.request)
			if status != e.status || body != e.answer {
				t.Errorf("the client got %d %q", status, body)
			}
			compare(t, "Wrap", inside.errs, e.want)
			compare(t, "Transport", outside.errs, e.want)
		})
	}
}

func compare(t *testing.T, where string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s reported\n%s\nwant\n%s", where, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if strings.Contains(strings.Join(got, "\n"), canary) && !strings.Contains(strings.Join(want, "\n"), canary) {
		t.Errorf("%s repeats what it read", where)
	}
}

func send(t *testing.T, client *http.Client, method, url, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

func TestOtherVersion(t *testing.T) {
	var got collect
	handler := newContract(t).Wrap(http.NotFoundHandler(), got.report)
	r := httptest.NewRequest(http.MethodGet, "/app", nil)
	r.Header.Set("X-Github-Api-Version", "2026-03-10")
	handler.ServeHTTP(httptest.NewRecorder(), r)
	compare(t, "Wrap", got.errs, []string{
		"apps/get-authenticated: request: header X-Github-Api-Version: not 2022-11-28, the version described",
		"apps/get-authenticated: response 404: header Content-Type: want application/json",
	})
}

// TestAbortedResponses cuts connections in both ways a handler can.
func TestAbortedResponses(t *testing.T) {
	for name, abort := range map[string]http.HandlerFunc{
		"panic": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
			panic(http.ErrAbortHandler)
		},
		"hijack": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got collect
			server := httptest.NewServer(newContract(t).Wrap(abort, got.report))
			defer server.Close()
			r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, server.URL+"/rate_limit", nil)
			if err != nil {
				t.Fatal(err)
			}
			if response, err := server.Client().Do(r); err == nil {
				t.Errorf("want no response, got %s, %v", response.Status, response.Body.Close())
			}
			compare(t, "Wrap", got.errs, nil)
		})
	}
}

func TestWebhook(t *testing.T) {
	c := newContract(t)
	for name, e := range map[string]struct{ event, action, body, want string }{
		"unknown":    {"gollum", "", `{}`, "gollum: payload: no such event and action"},
		"not JSON":   {"ping", "", canary, "ping: payload: not JSON"},
		"wrong form": {"ping", "", `{"hook":"` + canary + `","zen":1}`, "ping: payload: /hook: value must be an object\nping: payload: /zen: value must be a string"},
		"other action": {"repository_advisory", "reported", `{"action":"published","repository":{},"repository_advisory":{}}`,
			`repository_advisory/reported: payload: /action: value is not one of the allowed values ["reported"]`},
	} {
		err := c.Webhook(e.event, e.action, []byte(e.body))
		if err == nil || !strings.Contains(err.Error(), e.want) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: got %v, want %s", name, err, e.want)
		}
		var v *ViolationError
		if !errors.As(err, &v) || v.Part != "payload" {
			t.Errorf("%s: want a ViolationError of the payload", name)
		}
	}
}

// TestWrapWebhooks wants wrong deliveries told and passed on unchanged.
func TestWrapWebhooks(t *testing.T) {
	for body, want := range map[string][]string{
		`{"zen":"z","hook_id":1}`:     nil,
		`{"zen":1}`:                   {"ping: payload: /zen: value must be a string"},
		canary:                        {"ping: payload: not JSON"},
		`{"action":"none","zen":"z"}`: {"ping/none: payload: no such event and action"},
	} {
		var got collect
		receiver := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if read, err := io.ReadAll(r.Body); err != nil || string(read) != body {
				t.Errorf("the receiver got %q, %v", read, err)
			}
			w.WriteHeader(http.StatusAccepted)
		})
		r := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(body))
		r.Header.Set("X-Github-Event", "ping")
		answer := httptest.NewRecorder()
		newContract(t).WrapWebhooks(receiver, got.report).ServeHTTP(answer, r)
		if answer.Code != http.StatusAccepted {
			t.Errorf("%s is answered with %d", body, answer.Code)
		}
		compare(t, "WrapWebhooks", got.errs, want)
	}
}

// TestManyFaults wants a list of wrong things to be told shortly.
func TestManyFaults(t *testing.T) {
	c := newContract(t)
	body := `[` + strings.Repeat(`{"id":0},`, 99) + `{"id":0}]`
	x, _ := c.request(t.Context(), httptest.NewRequest(http.MethodGet, advisory+"/comments", nil), nil)
	errs := x.response(t.Context(), http.StatusOK, http.Header{"Content-Type": {"application/json"}}, []byte(body))
	if len(errs) != 3 {
		t.Errorf("want one error per missing or wrong field, got %d: %v", len(errs), errors.Join(errs...))
	}
}

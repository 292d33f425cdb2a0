package handlers

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1" // #nosec G505 -- to see it refused
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/store"
)

var (
	start  = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	secret = []byte("current secret")
	older  = []byte("older secret")
)

const canary = "canary-7f3a"

// reported is a report like GitHub's, with a canary wherever people write.
const reported = `{"action":"reported","repository_advisory":{"ghsa_id":"GHSA-2345-6789-cfgh","summary":"canary-7f3a",
	"description":"canary-7f3a","state":"triage"},"repository":{"full_name":"octo-org/octo-repo",
	"description":"canary-7f3a"},"installation":{"id":7},"sender":{"login":"reporter"}}`

// rig is a receiver with a real database, and what it told.
type rig struct {
	t         *testing.T
	store     *store.Store
	agenda    *agenda.Agenda
	handler   http.Handler
	log       bytes.Buffer
	mu        sync.Mutex
	delivered []string // "event outcome"
}

func newRig(t *testing.T, options ...func(*Config)) *rig {
	t.Helper()
	s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	now := func() time.Time { return start }
	r := &rig{t: t, store: s, agenda: agenda.New(s, now)}
	config := Config{
		Secrets: [][]byte{secret, older}, Store: s, Agenda: r.agenda, Now: now, Logger: zerolog.New(zerolog.SyncWriter(&r.log)),
		OnDelivery: func(event, outcome string) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.delivered = append(r.delivered, event+" "+outcome)
		},
	}
	for _, option := range options {
		option(&config)
	}
	if r.handler, err = New(config); err != nil {
		t.Fatal(err)
	}
	return r
}

// due gives the agenda's keys, and how many deliveries are on record.
func (r *rig) due() (keys []string, deliveries int) {
	r.t.Helper()
	entries, err := r.agenda.List(context.Background())
	for _, entry := range entries {
		keys = append(keys, entry.Key)
	}
	err = errors.Join(err, r.store.View(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Row(`SELECT COUNT(*) FROM deliveries`, nil, &deliveries)
		return err
	}))
	if err != nil {
		r.t.Fatal(err)
	}
	return keys, deliveries
}

func (r *rig) send(request *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	r.handler.ServeHTTP(recorder, request)
	return recorder
}

func sign(newHash func() hash.Hash, secret []byte, body string) string {
	mac := hmac.New(newHash, secret)
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

// delivery is a well-signed request as GitHub makes it.
func delivery(event, id, body string) *http.Request {
	request := httptest.NewRequest(http.MethodPost, "/api/github/hook", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-GitHub-Event", event)
	request.Header.Set("X-GitHub-Delivery", id)
	request.Header.Set("X-Hub-Signature-256", "sha256="+sign(sha256.New, secret, body))
	return request
}

func TestDeliveryIsRecordedOnce(t *testing.T) {
	r := newRig(t)
	for range 2 {
		if answer := r.send(delivery("repository_advisory", "id-1", reported)); answer.Code != http.StatusOK {
			t.Fatalf("answered %d %s", answer.Code, answer.Body)
		}
	}
	entries, err := r.agenda.List(t.Context())
	want := []agenda.Entry{{
		Key: "look/octo-org/octo-repo/GHSA-2345-6789-cfgh", Due: start, Seq: 1, Causes: []string{store.DeliveryOf("id-1").Trace()},
	}}
	if diff := cmp.Diff(want, entries); diff != "" || err != nil {
		t.Errorf("agenda (-want +got) %v:\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"repository_advisory accepted", "repository_advisory repeated"}, r.delivered); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	err = r.store.View(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.Advisories(7)
		want := []store.AdvisoryRow{{Ref: "octo-org/octo-repo/GHSA-2345-6789-cfgh", Installation: 7}}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("advisories (-want +got):\n%s", diff)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestGoodForms has requests that differ from GitHub's usual ones and are as good.
func TestGoodForms(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"usual":          func(*http.Request) {},
		"older secret":   func(r *http.Request) { r.Header.Set(headerSignature, "sha256="+sign(sha256.New, older, reported)) },
		"with a charset": func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") },
		"also SHA-1":     func(r *http.Request) { r.Header.Set("X-Hub-Signature", "sha1="+sign(sha1.New, secret, reported)) },
		"no length":      func(r *http.Request) { r.ContentLength = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			request := delivery("repository_advisory", "id-1", reported)
			change(request)
			if answer := r.send(request); answer.Code != http.StatusOK {
				t.Errorf("answered %d %s", answer.Code, answer.Body)
			}
			if keys, deliveries := r.due(); len(keys) != 1 || deliveries != 1 {
				t.Errorf("%d keys, %d deliveries", len(keys), deliveries)
			}
		})
	}
}

// header gives a change of one header; no values remove it.
func header(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) { r.Header[http.CanonicalHeaderKey(name)] = values }
}

// signed gives a request whose body is another, well signed.
func signed(event, body string) func(*http.Request) {
	return func(r *http.Request) { *r = *delivery(event, "id-1", body) }
}

// advisoryOf is a report about an advisory.
func advisoryOf(repository, ghsa string) string {
	return fmt.Sprintf(`{"action":"reported","repository_advisory":{"ghsa_id":%q,"summary":%q},"repository":{"full_name":%q}}`,
		ghsa, canary, repository)
}

func TestBadInput(t *testing.T) {
	const repo, ghsa = "octo-org/octo-repo", "GHSA-2345-6789-cfgh"
	tooLong := strings.Repeat("x", maxBody+1)
	for _, test := range []struct {
		name   string
		change func(*http.Request)
		status int
	}{
		{"GET", func(r *http.Request) { r.Method = http.MethodGet }, 405},
		{"PUT", func(r *http.Request) { r.Method = http.MethodPut }, 405},
		{"no content type", header("Content-Type"), 415},
		{"form", header("Content-Type", "application/x-www-form-urlencoded"), 415},
		{"text", header("Content-Type", "text/plain"), 415},
		{"two content types", header("Content-Type", "application/json", "application/json"), 415},
		{"odd content type", header("Content-Type", "application/json; ="), 415},
		{"encoded", header("Content-Encoding", "gzip"), 415},
		{"no event", header("X-GitHub-Event"), 400},
		{"odd event", header("X-GitHub-Event", "push\t"+canary), 400},
		{"long event", header("X-GitHub-Event", strings.Repeat("p", 65)), 400},
		{"two events", header("X-GitHub-Event", "push", "push"), 400},
		{"no delivery", header("X-GitHub-Delivery"), 400},
		{"odd delivery", header("X-GitHub-Delivery", "../"+canary), 400},
		{"long delivery", header("X-GitHub-Delivery", strings.Repeat("1", 65)), 400},
		{"two deliveries", header("X-GitHub-Delivery", "1", "2"), 400},
		{"no signature", header("X-Hub-Signature-256"), 401},
		{"only SHA-1", func(r *http.Request) {
			r.Header.Del(headerSignature)
			r.Header.Set("X-Hub-Signature", "sha1="+sign(sha1.New, secret, reported))
		}, 401},
		{"SHA-1 in the other's place", header(headerSignature, "sha1="+sign(sha1.New, secret, reported)), 401},
		{"no prefix", header(headerSignature, sign(sha256.New, secret, reported)), 401},
		{"no digits", header(headerSignature, "sha256="), 401},
		{"odd digits", header(headerSignature, "sha256="+strings.Repeat("z", 64)), 401},
		{"cut short", header(headerSignature, "sha256="+sign(sha256.New, secret, reported)[:62]), 401},
		{"two signatures", header(headerSignature, "sha256=00", "sha256="+sign(sha256.New, secret, reported)), 401},
		{"another's secret", header(headerSignature, "sha256="+sign(sha256.New, []byte("other"), reported)), 401},
		{"empty secret", header(headerSignature, "sha256="+sign(sha256.New, nil, reported)), 401},
		{"signature of another body", header(headerSignature, "sha256="+sign(sha256.New, secret, "{}")), 401},
		{"unsigned nonsense", func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("nonsense")) }, 401},
		{"too long as announced", func(r *http.Request) { r.ContentLength = maxBody + 1 }, 413},
		{"too long, announced as short", func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(tooLong)) }, 413},
		{"too long, not announced", func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(tooLong)), -1
		}, 413},
		{"breaks off", func(r *http.Request) {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader(reported[:50]), broken{}))
		}, 400},
		{"empty", signed("push", ""), 400},
		{"no JSON", signed("push", canary), 400},
		{"half of it", signed("push", reported[:len(reported)/2]), 400},
		{"more behind it", signed("push", reported+canary), 400},
		{"an array", signed("push", "["+reported+"]"), 400},
		{"a string", signed("push", `"`+canary+`"`), 400},
		{"null", signed("push", "null"), 400},
		{"very deep", signed("push", strings.Repeat("[", 5<<20)), 400},
		{"very deep and closed", signed("push", `{"a":`+strings.Repeat("[", 1<<20)+strings.Repeat("]", 1<<20)+"}"), 400},
		{"no repository", signed("push", `{}`), 400},
		{"repository no object", signed("push", `{"repository":"octo-org/octo-repo"}`), 400},
		{"repository without owner", signed("repository_advisory", advisoryOf("octo-repo", ghsa)), 400},
		{"repository with a path", signed("repository_advisory", advisoryOf("octo-org/octo-repo/x", ghsa)), 400},
		{"repository that climbs", signed("repository_advisory", advisoryOf("../..", ghsa)), 400},
		{"repository named dots", signed("repository_advisory", advisoryOf("octo-org/..", ghsa)), 400},
		{"repository of odd letters", signed("repository_advisory", advisoryOf("octo-org/a b", ghsa)), 400},
		{"repository with a line end", signed("repository_advisory", advisoryOf(repo+"\n", ghsa)), 400},
		{"long repository", signed("repository_advisory", advisoryOf("octo-org/"+strings.Repeat("r", 101), ghsa)), 400},
		{"no advisory", signed("repository_advisory", advisoryOf(repo, "")), 400},
		{"odd advisory", signed("repository_advisory", advisoryOf(repo, "GHSA-1111-1111-1111")), 400},
		{"advisory with a tail", signed("repository_advisory", advisoryOf(repo, ghsa+"/x")), 400},
		{"advisory no text", signed("repository_advisory",
			`{"repository":{"full_name":"o/r"},"repository_advisory":{"ghsa_id":{"a":"`+ghsa+`"}}}`), 400},
		{"installation no object", signed("ping", `{"installation":7}`), 400},
		{"installation no number", signed("ping", `{"installation":{"id":"7"}}`), 400},
		{"installation below 1", signed("ping", `{"installation":{"id":-7}}`), 400},
		{"installation a fraction", signed("ping", `{"installation":{"id":7.5}}`), 400},
		{"installation too large", signed("ping", `{"installation":{"id":1e300}}`), 400},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			request := delivery("repository_advisory", "id-1", reported)
			test.change(request)
			answer := r.send(request)
			if answer.Code != test.status {
				t.Errorf("answered %d %s, want %d", answer.Code, answer.Body, test.status)
			}
			body := answer.Body.String()
			if strings.Count(body, "\n") != 1 || strings.Contains(body+r.log.String(), canary) {
				t.Errorf("answered %q, logged %q; want one line, and nothing of what was sent", body, &r.log)
			}
			if keys, deliveries := r.due(); len(keys)+deliveries != 0 {
				t.Errorf("recorded %v and %d deliveries", keys, deliveries)
			}
			if len(r.delivered) != 1 || !strings.HasSuffix(r.delivered[0], " refused") {
				t.Errorf("counted as %v, want one refusal", r.delivered)
			}
		})
	}
}

// broken is a connection that breaks off.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestSecretsAreRequired(t *testing.T) {
	for _, secrets := range [][][]byte{nil, {}, {nil}, {secret, {}}} {
		if _, err := New(Config{Secrets: secrets}); err == nil {
			t.Errorf("made a receiver with secrets %q", secrets)
		}
	}
}

func TestUnknownEventsAreForgotten(t *testing.T) {
	r := newRig(t)
	for _, body := range []string{reported, "no JSON even"} {
		if answer := r.send(delivery("sponsorship", "id-1", body)); answer.Code != http.StatusAccepted {
			t.Errorf("answered %d %s", answer.Code, answer.Body)
		}
	}
	if keys, deliveries := r.due(); len(keys)+deliveries != 0 {
		t.Errorf("recorded %v and %d deliveries", keys, deliveries)
	}
	if diff := cmp.Diff([]string{"other ignored", "other ignored"}, r.delivered); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

// failing is a database that fails, or a program that does.
type failing struct{ panics bool }

func (f failing) Update(context.Context, func(*store.Tx) error) error {
	if f.panics {
		panic(canary)
	}
	return fmt.Errorf("database x: %w", store.ErrFull)
}

func TestFailuresAskForRedelivery(t *testing.T) {
	for _, test := range []struct {
		store  failing
		status int
	}{{failing{}, 503}, {failing{panics: true}, 500}} {
		r := newRig(t)
		guard, ok := r.handler.(*guard)
		if !ok {
			t.Fatal("the receiver has no guard")
		}
		guard.receiver.Store = test.store
		answer := r.send(delivery("repository_advisory", "id-1", reported))
		if body := answer.Body.String(); answer.Code != test.status || strings.Contains(body, "disk") {
			t.Errorf("answered %d %s, want %d without internals", answer.Code, body, test.status)
		}
		if log := r.log.String(); !strings.Contains(log, "id-1") || strings.Contains(log, canary) {
			t.Errorf("logged %s; want the delivery, and not what was in it", log)
		}
		guard.receiver.Store = r.store
		if answer := r.send(delivery("repository_advisory", "id-1", reported)); answer.Code != http.StatusOK {
			t.Errorf("redelivered: answered %d %s", answer.Code, answer.Body)
		}
		if keys, _ := r.due(); len(keys) != 1 {
			t.Errorf("due after the redelivery: %v", keys)
		}
	}
}

// TestFailedMarkLeavesNoDelivery: a delivery counts as seen only together with what it asked for.
func TestFailedMarkLeavesNoDelivery(t *testing.T) {
	r := newRig(t)
	guard, ok := r.handler.(*guard)
	if !ok {
		t.Fatal("the receiver has no guard")
	}
	guard.receiver.Agenda = refusingAgenda{}
	if answer := r.send(delivery("repository_advisory", "id-1", reported)); answer.Code != http.StatusServiceUnavailable {
		t.Errorf("answered %d %s", answer.Code, answer.Body)
	}
	if keys, deliveries := r.due(); len(keys)+deliveries != 0 {
		t.Errorf("recorded %v and %d deliveries", keys, deliveries)
	}
}

type refusingAgenda struct{}

func (refusingAgenda) MarkForTx(*store.Tx, string, time.Time, string) error { return errors.New("no") }
func (refusingAgenda) Wake()                                                {}

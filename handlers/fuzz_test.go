package handlers

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/store"
)

// addPayloads seeds a target with GitHub's own example payloads, one for each event and action.
func addPayloads(f *testing.F, add func(event string, body []byte)) {
	f.Helper()
	files, err := filepath.Glob("../testdata/payloads/*/*.*.json")
	if err != nil || len(files) < 50 {
		f.Fatalf("payloads: %v, %v", files, err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		event, _, _ := strings.Cut(filepath.Base(file), ".")
		add(event, body)
	}
}

// keptForms are the only forms in which anything of a payload is kept. Whatever else people wrote stays behind.
var keptForms = map[string]*regexp.Regexp{
	"repository": regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$`),
	"pull":       regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+#[0-9]+$`),
	"rerun":      regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+/[0-9a-f]{40,64}$`),
	"advisory":   regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+/GHSA(-[0-9a-z]{4}){3}$`),
	"named":      regexp.MustCompile(`^GHSA(-[0-9a-z]{4}){3}$`),
	"roster":     regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+/[0-9]+)?$`),
	"id":         regexp.MustCompile(`^(GHSA(-[0-9a-z]{4}){3}|CVE-[0-9]{4}-[0-9]{4,19})$`),
	"sha":        regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})?$`),
}

func checkKept(t *testing.T, c concern) {
	t.Helper()
	for form, texts := range map[string][]string{
		"repository": {c.repo}, "pull": {c.pull}, "rerun": {c.rerun}, "advisory": {c.advisory}, "named": c.named, "roster": {c.roster},
	} {
		for _, text := range texts {
			if text != "" && !keptForms[form].MatchString(text) {
				t.Errorf("kept as %s: %q", form, text)
			}
		}
	}
	for _, s := range c.sights {
		for _, id := range s.ids {
			if !keptForms["id"].MatchString(id) {
				t.Errorf("kept as seen: %q", id)
			}
		}
		if s.place.Repo != "" && !isRepository(s.place.Repo) || s.ghsa != "" && !keptForms["named"].MatchString(s.ghsa) {
			t.Errorf("kept as a place: %+v", s)
		}
	}
	if d := c.deployment; d != nil && (!isRepository(d.Repo) || !keptForms["sha"].MatchString(d.SHA) || d.Run <= 0) {
		t.Errorf("kept as a deployment: %+v", d)
	}
	if c.installation < 0 || len(c.named) > 3*maxMentions {
		t.Errorf("kept %s", c)
	}
}

// FuzzPayload has no payload of any event do more than be refused, and everything that is kept be of a sane form:
// identifiers, and no text of anybody's.
func FuzzPayload(f *testing.F) {
	addPayloads(f, func(event string, body []byte) { f.Add(event, body) })
	f.Add("repository_advisory", []byte(reported))
	f.Add("push", []byte(`{"ref":"refs/heads/main","repository":{"full_name":"o/r","default_branch":"main"},"commits":[{"added":["CODEOWNERS"]}]}`))
	f.Add("pull_request", []byte(`{"pull_request":{"title":"GHSA-2345-6789-cfgh"},"repository":{"full_name":"o/r"}}`))
	for _, odd := range []string{"o/a fix for the bundle", "o/<b>", "o/r\\u0000", "../../r", "o/r/x", "o\\n/r", "ö/r", "o/."} {
		for _, r := range readers {
			f.Add(r.event, fmt.Appendf(nil, `{"repository":{"full_name":"%[1]s","private":false},"organization":{"login":"%[1]s"},`+
				`"installation":{"id":7},"action":"requested","pull_request":{"number":1,"title":"x"},"check_run":{"name":"embargo","head_sha":"%[1]s"},`+
				`"repository_advisory":{"ghsa_id":"%[1]s"},"forkee":{"full_name":"%[1]s"}}`, odd))
		}
	}
	guard := leak.New(secret, []leak.Phrase{{For: "o/r", Text: "operation lantern"}})
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		for _, r := range readers {
			if r.event != event {
				continue
			}
			r.leaks = guard
			c, err := concernOf(r, body)
			if err != nil {
				if c.anything() || !errors.Is(err, errMalformed) && !errors.Is(err, errIdentifier) {
					t.Errorf("refused with %v, but kept %s", err, c)
				}
				continue
			}
			checkKept(t, c)
		}
	})
}

// forgetful is a store of which nothing is asked but to be called.
type forgetful struct{ calls int }

func (s *forgetful) Update(context.Context, func(*store.Tx) error) error {
	s.calls++
	return nil
}

type restful struct{}

func (restful) MarkForTx(*store.Tx, string, time.Time, string) error { return nil }
func (restful) Wake()                                                {}

// FuzzRequest: whatever is sent to the webhook's address, nothing is recorded of what the secret did not sign, and what
// is answered is one of our own sentences.
func FuzzRequest(f *testing.F) {
	f.Add("repository_advisory", "id-1", "application/json", "", []byte(reported), true)
	signature := "sha256=" + sign(sha256.New, []byte("another secret"), reported)
	f.Add("repository_advisory", "id-1", "application/json; charset=utf-8", signature, []byte(reported), false)
	f.Add("ping", "", "application/x-www-form-urlencoded", "sha1=00", []byte("payload={}"), false)
	f.Add("push", "id\r\n", "", "sha256=", []byte{0xff, 0}, true)
	f.Fuzz(func(t *testing.T, event, id, contentType, signature string, body []byte, signed bool) {
		memory := &forgetful{}
		handler, err := New(Config{Secrets: [][]byte{secret}, Store: memory, Agenda: restful{}, Now: func() time.Time { return start }, Logger: zerolog.Nop()})
		if err != nil {
			t.Fatal(err)
		}
		if right := "sha256=" + sign(sha256.New, secret, string(body)); signed {
			signature = right
		} else if strings.EqualFold(signature, right) {
			return
		}
		request := httptest.NewRequest(http.MethodPost, "/api/github/hook", strings.NewReader(string(body)))
		request.Header = http.Header{headerEvent: {event}, headerDelivery: {id}, "Content-Type": {contentType}, headerSignature: {signature}}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if !signed && (memory.calls > 0 || recorder.Code < http.StatusBadRequest) {
			t.Errorf("answered %d and recorded %d times without a signature", recorder.Code, memory.calls)
		}
		answers := []int{200, 202, 400, 401, 413, 415}
		if !slices.Contains(answers, recorder.Code) || recorder.Body.Len() > 200 {
			t.Errorf("answered %d: %s", recorder.Code, recorder.Body)
		}
	})
}

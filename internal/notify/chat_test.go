package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/notify"
)

// chat gives a Notifier whose channel "src" posts to the handler.
func chat(t *testing.T, handler http.HandlerFunc) *notify.Notifier {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	n, err := notify.New(notify.Options{Now: clock, Timeout: 10 * time.Second, Webhooks: map[string]notify.Secret{
		"src": secret(server.URL + "/services/canary-url?token=canary-token"), "general": secret(server.URL)}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestChatAsReceived reads back the whole post.
func TestChatAsReceived(t *testing.T) {
	var got map[string]any
	n := chat(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/services/canary-url" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %s", r.Method, r.URL.Path, r.Header.Get("Content-Type"))
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		_, _ = w.Write([]byte("ok"))
	})
	if err := n.Chat(t.Context(), "src", "GHSA-2222-3333-4444: <!here> & überfällig"); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"text": "GHSA-2222-3333-4444: &lt;!here&gt; &amp; überfällig", "parse": "none",
		"unfurl_links": false, "unfurl_media": false, "replace_original": false, "delete_original": false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"general", "src"}, n.Channels()); diff != "" {
		t.Error(diff)
	}
}

// TestChatInert wants that text reads the same and does nothing; "|" stands for the invisible joiner.
func TestChatInert(t *testing.T) {
	tests := []struct{ text, want string }{
		{"plain\ntext", "plain\ntext"},
		{"<!channel> <@U024BE7LH> <#C024BE7LR> <https://evil|bank>", "&lt;!channel&gt; &lt;@|U024BE7LH&gt; &lt;#C024BE7LR&gt; &lt;https://evil|bank&gt;"},
		{"&lt;!here&gt;", "&amp;lt;!here&amp;gt;"},
		{"@here (@all) @@channel x@everyone", "@|here (@|all) @|@|channel x@|everyone"},
		{"@HERE ask @alice, @org/team", "@|HERE ask @|alice, @|org/team"},
		{"mail src@example.org, a@hereafter.example", "mail src@example.org, a@hereafter.example"},
		{"https://github.com/octo/repo/security/advisories/GHSA-2222-3333-4444", "https://github.com/octo/repo/security/advisories/GHSA-2222-3333-4444"},
		{"[bank](https://evil) ![x](https://evil) [a][b]\n[b]: https://evil", "[bank]|(https://evil) ![x]|(https://evil) [a]|[b]\n[b]|: https://evil"},
		{"a\u202ecba\u200b\x00\x1b[31m\r\nb\xff", "acba[31m\nb\uFFFD"},
		{"@\u2060here", "@|here"},
	}
	for _, tt := range tests {
		var got struct{ Text string }
		n := chat(t, func(_ http.ResponseWriter, r *http.Request) {
			if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
				t.Error(err)
			}
		})
		if err := n.Chat(t.Context(), "src", tt.text); err != nil {
			t.Fatal(err)
		}
		want := tt.want
		if !strings.Contains(tt.text, "|") {
			want = strings.ReplaceAll(want, "|", "\u2060")
		} else {
			want = strings.ReplaceAll(want, "@|", "@\u2060")
		}
		if got.Text != want {
			t.Errorf("%q became %q, want %q", tt.text, got.Text, want)
		}
	}
}

func TestChatHugeText(t *testing.T) {
	var got struct{ Text string }
	n := chat(t, func(_ http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
	})
	if err := n.Chat(t.Context(), "src", strings.Repeat("ü", 1<<20)); err != nil {
		t.Fatal(err)
	}
	if count := utf8.RuneCountInString(got.Text); count != 4000 || !strings.HasSuffix(got.Text, "ü…") {
		t.Errorf("%d characters arrived, ending in %q", count, got.Text[len(got.Text)-10:])
	}
}

func TestChatAnswers(t *testing.T) {
	status := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			_, _ = w.Write([]byte(canaryWords))
		}
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		kind    notify.Kind // "" for success
		wait    time.Duration
	}{
		{"200", status(200), "", 0},
		{"201", status(201), "", 0},
		{"302", status(302, "Location", "/canary-elsewhere"), notify.Refused, 0},
		{"307", status(307, "Location", "/canary-elsewhere"), notify.Refused, 0},
		{"400", status(400), notify.Refused, 0},
		{"403", status(403), notify.Refused, 0},
		{"404", status(404), notify.Refused, 0},
		{"410", status(410), notify.Refused, 0},
		{"429", status(429, "Retry-After", "30"), notify.Temporary, 30 * time.Second},
		{"429, a date", status(429, "Retry-After", "Fri, 20 Nov 2026 16:02:00 GMT"), notify.Temporary, 2 * time.Minute},
		{"429, too far", status(429, "Retry-After", "86400"), notify.Temporary, time.Hour},
		{"429, past", status(429, "Retry-After", "Fri, 20 Nov 2026 15:00:00 GMT"), notify.Temporary, 0},
		{"429, nonsense", status(429, "Retry-After", canaryWords), notify.Temporary, 0},
		{"429, no time", status(429), notify.Temporary, 0},
		{"500", status(500), notify.Temporary, 0},
		{"503", status(503, "Retry-After", "5"), notify.Temporary, 5 * time.Second},
		{"502", status(502), notify.Unsure, 0},
		{"504", status(504), notify.Unsure, 0},
		{"cut", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, notify.Unsure, 0},
		{"nonsense", func(w http.ResponseWriter, _ *http.Request) {
			wire, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = wire.Write([]byte(canaryWords + "\r\n\r\n"))
			_ = wire.Close()
		}, notify.Unsure, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			posts := make(chan struct{}, 100)
			err := chat(t, func(w http.ResponseWriter, r *http.Request) {
				posts <- struct{}{}
				tt.handler(w, r)
			}).Chat(t.Context(), "src", canaryText)
			if len(posts) != 1 {
				t.Errorf("%d posts", len(posts))
			}
			if tt.kind == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var e *notify.Error
			if !errors.As(err, &e) || e.Kind != tt.kind {
				t.Fatalf("got %v, want %s", err, tt.kind)
			}
			want := time.Time{}
			if tt.wait > 0 {
				want = clock().Add(tt.wait)
			}
			if !e.RetryAt().Equal(want) {
				t.Errorf("again at %s, want %s", e.RetryAt(), want)
			}
			checkSilence(t, err)
		})
	}
}

func TestChatUnreachable(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	n, err := notify.New(notify.Options{Now: clock, Webhooks: map[string]notify.Secret{
		"gone": secret(server.URL + "/canary"), "untrusted": secret(untrusted.URL + "/canary")}})
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name, channel, text string
		ctx                 context.Context //nolint:containedctx // the table's parameter
		kind                notify.Kind
		want                string
	}{
		{"nobody listens", "gone", "x", t.Context(), notify.Temporary, "connection refused"},
		{"untrusted certificate", "untrusted", "x", t.Context(), notify.Setup, "certificate"},
		{"no such channel", "other", "x", t.Context(), notify.Setup, `chat "other": posting: there is no webhook for this channel; `},
		{"no text", "gone", "", t.Context(), notify.Refused, "there is no text"},
		{"cancelled", "gone", "x", cancelled, notify.Temporary, "context canceled"},
	}
	for _, tt := range tests {
		err := n.Chat(tt.ctx, tt.channel, tt.text)
		var e *notify.Error
		if !errors.As(err, &e) || e.Kind != tt.kind || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s … %s", tt.name, err, tt.kind, tt.want)
			continue
		}
		checkSilence(t, err)
	}
}

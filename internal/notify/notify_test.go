package notify_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/notify"
)

func TestMessageID(t *testing.T) {
	with := func(key string) *notify.Notifier {
		n, err := notify.New(notify.Options{Now: clock, Key: secret(key),
			Mail: &notify.MailServer{Host: "127.0.0.1", Security: notify.Loopback, From: "embargo@example.org"}})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	const key = "agreed/octo/repo/GHSA-2222-3333-4444"
	id := with("one").MessageID(7, key)
	if !regexp.MustCompile(`^[a-z2-7]{32}@example\.org$`).MatchString(id) || strings.Contains(id, "ghsa") {
		t.Errorf("got %q", id)
	}
	if again := with("one").MessageID(7, key); again != id {
		t.Errorf("%q and then %q", id, again)
	}
	for name, other := range map[string]string{
		"another secret":       with("two").MessageID(7, key),
		"another installation": with("one").MessageID(8, key),
		"another key":          with("one").MessageID(7, key+"x"),
		"shifted":              with("one").MessageID(71, key[1:]),
	} {
		if other == id {
			t.Errorf("%s gives the same Message-ID", name)
		}
	}
}

func TestOptions(t *testing.T) {
	server := func(change func(*notify.MailServer)) *notify.MailServer {
		m := &notify.MailServer{Host: "mail.example.org", Port: 587, Security: notify.STARTTLS, From: "a@example.org"}
		change(m)
		return m
	}
	key := secret("key")
	tests := []struct {
		name, want string
		options    notify.Options
	}{
		{"nothing", "", notify.Options{Now: clock}},
		{"mail", "", notify.Options{Now: clock, Key: key, Mail: server(func(*notify.MailServer) {})}},
		{"no clock", "no clock", notify.Options{}},
		{"no key", "no key", notify.Options{Now: clock, Mail: server(func(*notify.MailServer) {})}},
		{"sender", "sender: no mail address", notify.Options{Now: clock, Key: key, Mail: server(func(m *notify.MailServer) { m.From = "x" })}},
		{"without encryption", "not on this machine", notify.Options{Now: clock, Key: key,
			Mail: server(func(m *notify.MailServer) { m.Security = notify.Loopback })}},
		{"authority", "no certificate", notify.Options{Now: clock, Key: key,
			Mail: server(func(m *notify.MailServer) { m.Authorities = []byte("x") })}},
		{"security", "unknown security", notify.Options{Now: clock, Key: key,
			Mail: server(func(m *notify.MailServer) { m.Security = "" })}},
		{"webhook", `"src" is no https URL`, notify.Options{Now: clock,
			Webhooks: map[string]notify.Secret{"src": secret("http://hooks.example.org/canary")}}},
		{"webhook, none", `"src" is no https URL`, notify.Options{Now: clock, Webhooks: map[string]notify.Secret{"src": nil}}},
	}
	for _, tt := range tests {
		n, err := notify.New(tt.options)
		switch {
		case tt.want == "" && (err != nil || n == nil):
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		case err != nil:
			checkSilence(t, err)
		}
	}
}

// TestNoMail has no mail server.
func TestNoMail(t *testing.T) {
	n, err := notify.New(notify.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Mail(t.Context(), message()); !isSetup(err) || n.HasMail() {
		t.Errorf("got %v", err)
	}
}

// isSetup tells that no message at all gets through until somebody changes something.
func isSetup(err error) bool {
	e, ok := errors.AsType[*notify.Error](err)
	return ok && e.Kind == notify.Setup
}

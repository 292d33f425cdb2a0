package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/embargo-app/embargo/internal/notify/smtptest"
)

// TestNotifyTest tests all channels, of which one fails, and then one at a time.
func TestNotifyTest(t *testing.T) {
	mailServer := smtptest.Start(t, smtptest.Options{User: "embargo", Password: "secret", OnRcpt: func(_ net.Conn, to string) error {
		if to == "nobody@example.org" {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
		}
		return nil
	}})
	chats := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/gone" {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(chats.Close)
	settleServer(t, map[string]string{
		"EMBARGO_SMTP_URL":      "smtp://embargo:secret@" + net.JoinHostPort(mailServer.Host, strconv.Itoa(mailServer.Port)),
		"EMBARGO_SMTP_FROM":     "Embargo <embargo@example.org>",
		"EMBARGO_CHAT_WEBHOOKS": "src-private=" + chats.URL + "/ok\ngeneral=" + chats.URL + "/gone",
	})
	const (
		gone = "chat general: failed: chat \"general\": posting: refused with 404; the webhook is gone or locked; make a new one and give its URL\n"
		ok   = "mail to Embargo <embargo@example.org>: accepted by the server, Message-ID <ID@example.org>\n"
	)
	tests := []struct {
		args      string
		code      int
		out, errs string
	}{
		{"", 1, ok + gone + "chat src-private: posted\n", "embargo: 1 of 3 tests failed\n"},
		{"--chat src-private", 0, "chat src-private: posted\n", ""},
		{"--mail bob@example.org", 0, strings.Replace(ok, "Embargo <embargo@example.org>:", "bob@example.org:", 1), ""},
		{"--mail nobody@example.org", 1, "mail to nobody@example.org: failed: mail: recipient 1 of 1: refused with 550 5.1.1\n" +
			"  the server said: \"550 5.1.1 no such mailbox\"\n", "embargo: 1 of 1 tests failed\n"},
		{"--chat other", 1, "chat other: failed: chat \"other\": posting: there is no webhook for this channel; give its URL\n",
			"embargo: 1 of 1 tests failed\n"},
	}
	id := regexp.MustCompile(`<[a-z2-7]{32}@`)
	for _, tt := range tests {
		code, out, errs := embargo(append([]string{"notify", "test"}, strings.Fields(tt.args)...)...)
		if out = id.ReplaceAllString(out, "<ID@"); code != tt.code || out != tt.out || errs != tt.errs {
			t.Errorf("embargo notify test %s: exit code %d\n%s%s\nwant %d\n%s%s", tt.args, code, out, errs, tt.code, tt.out, tt.errs)
		}
	}
	received := mailServer.Received()
	if len(received) != 2 || received[1].To[0] != "bob@example.org" {
		t.Fatalf("received %+v", received)
	}
	if got := received[0].Read(t); got.Subject != "Test from Embargo" || !strings.Contains(got.Text, "there is nothing to do") {
		t.Errorf("received %+v", got)
	}
}

func TestNotifyTestWithoutChannels(t *testing.T) {
	settleServer(t, nil)
	code, out, errs := embargo("notify", "test")
	if code != 1 || out != "" || !strings.Contains(errs, "no channel is configured: set EMBARGO_SMTP_URL") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

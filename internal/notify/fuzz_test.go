package notify

import (
	"bytes"
	"net/mail"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

type fuzzKey struct{}

func (fuzzKey) Reveal() string { return "a key of the tests" }

// FuzzMail: whatever words come from outside, what is sent is one mail, to those and from whom it should be, and its
// headers are the ones that were meant.
func FuzzMail(f *testing.F) {
	f.Add("src@example.org", "SRC <src@example.org>", "A subject", "Text.\n.\nMore.", "slot.ics", "text/calendar")
	f.Add("a@b\r\nBcc: x@example.org", "=?utf-8?q?x?= <a@b.c>", "x\r\nBcc: y@example.org", "\r\n.\r\nMAIL FROM:<x>", "a/b", "text/plain; charset=\"\r\n\"")
	f.Add("<a@b.c>, <d@e.f>", "", "=?utf-8?b?QQ==?=", strings.Repeat("x", 2000), "..", "")
	n, err := New(Options{Now: func() time.Time { return time.Unix(1793610000, 0) }, Key: fuzzKey{}, Mail: &MailServer{
		Host: "127.0.0.1", Port: 1, Security: Loopback, From: "embargo@example.org",
	}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to, from, subject, text, name, contentType string) {
		m := Message{Installation: 1, Key: "k", From: from, To: []string{to}, Subject: subject, Text: text}
		if name != "" {
			m.Attachments = []Attachment{{Name: name, ContentType: contentType, Data: []byte(text)}}
		}
		e, err := n.compose(m)
		if err != nil {
			return
		}
		if len(e.to) != 1 || strings.ContainsAny(e.from+e.to[0], "\r\n <>,") {
			t.Fatalf("an envelope from %q to %q", e.from, e.to)
		}
		read, err := mail.ReadMessage(bytes.NewReader(e.data))
		if err != nil {
			t.Fatalf("not a mail: %v\n%s", err, e.data)
		}
		for header := range read.Header {
			switch header {
			case "Message-Id", "Date", "From", "To", "Subject", "Mime-Version", "Content-Type", "Content-Transfer-Encoding":
			default:
				t.Errorf("a header %q", header)
			}
		}
		if list, err := read.Header.AddressList("To"); err != nil || len(list) != 1 {
			t.Errorf("to %v, %v", list, err)
		}
		if bytes.Contains(bytes.ReplaceAll(e.data, []byte("\r\n"), nil), []byte("\r")) || bytes.Contains(bytes.ReplaceAll(e.data, []byte("\r\n"), nil), []byte("\n")) {
			t.Error("a line end of another kind")
		}
	})
}

// FuzzChat: text in a chat message calls nobody and hides nothing behind a link.
func FuzzChat(f *testing.F) {
	for _, seed := range []string{"<!channel> <@U1>", "@here @channel", "[x](https://a) <https://b|c>", "\u202e\u200b@all", "a@b.c", "&lt;!here&gt;", "@\u2060here", "]:[("} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		shown := inertChat(text)
		if strings.ContainsAny(shown, "<>\r") || !utf8.ValidString(shown) || utf8.RuneCountInString(shown) > 6*maxChat {
			t.Errorf("%q is shown as %q", text, shown)
		}
		for _, alive := range []string{"@here", "@channel", "@everyone", "@all", "](", "]["} {
			if strings.Contains(strings.ToLower(shown), alive) {
				t.Errorf("%q is shown as %q, which has %s", text, shown, alive)
			}
		}
	})
}

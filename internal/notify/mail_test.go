package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/notify"
	"github.com/embargo-app/embargo/internal/notify/smtptest"
)

type secret string

func (s secret) Reveal() string { return string(s) }

// The canaries stand in what errors must not hold.
const (
	canarySubject  = "canary-subject"
	canaryText     = "canary-text"
	canaryPassword = "canary-password"
	canaryWords    = "canary-words"
	canaryAddress  = "canary-address@example.net"
)

func clock() time.Time { return time.Date(2026, time.November, 20, 16, 0, 0, 0, time.UTC) }

// notifier gives a Notifier that sends to a server; change adapts the options.
func notifier(t *testing.T, s *smtptest.Server, change func(*notify.Options)) *notify.Notifier {
	t.Helper()
	o := notify.Options{Now: clock, Key: secret("key of these tests"), Timeout: 10 * time.Second,
		Mail: &notify.MailServer{Host: s.Host, Port: s.Port, Security: notify.Loopback, From: "Embargo <embargo@example.org>"}}
	if change != nil {
		change(&o)
	}
	n, err := notify.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func message() notify.Message {
	return notify.Message{Installation: 7, Key: "agreed/octo/repo/GHSA-2222-3333-4444", To: []string{"src@example.org", canaryAddress},
		Subject: canarySubject, Text: canaryText}
}

// TestMailAsReceived reads back every part of a message.
func TestMailAsReceived(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{})
	calendar := []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:GHSA-2222-3333-4444 – Ünïcode\r\nEND:VCALENDAR\r\n\x00\xff")
	m := message()
	m.To = []string{"SRC – Größe <src@example.org>", "b@example.net"}
	m.Subject = strings.Repeat("Freigabe für GHSA – ✓ ", 8)
	m.Text = "Grüße,\n.\n..\nFrom here\r\n  indented \n" + "mixed\rends\n"
	m.Automatic = true
	m.Attachments = []notify.Attachment{{Name: "GHSA-2222-3333-4444.ics",
		ContentType: "text/calendar; charset=utf-8; method=PUBLISH", Data: calendar}}
	id, err := notifier(t, s, nil).Mail(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	received := s.Received()
	if len(received) != 1 {
		t.Fatalf("%d messages arrived", len(received))
	}
	if got, want := fmt.Sprint(received[0].From, received[0].To), "embargo@example.org[src@example.org b@example.net]"; got != want {
		t.Errorf("envelope %s, want %s", got, want)
	}
	mail := received[0].Read(t)
	for header, want := range map[string]string{
		"From": `"Embargo" <embargo@example.org>`, "Message-Id": "<" + id + ">",
		"Date": "Fri, 20 Nov 2026 16:00:00 +0000", "Auto-Submitted": "auto-generated", "User-Agent": "", "X-Mailer": "",
		"Mime-Version": "1.0",
	} {
		if got := mail.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	to, err := mail.Header.AddressList("To")
	if err != nil || len(to) != 2 || to[0].Name != "SRC – Größe" {
		t.Errorf("To: %v, %v", to, err)
	}
	if mail.Subject != m.Subject {
		t.Errorf("subject %q, want %q", mail.Subject, m.Subject)
	}
	if want := "Grüße,\r\n.\r\n..\r\nFrom here\r\n  indented \r\nmixed\r\nends\r\n"; mail.Text != want {
		t.Errorf("text %q, want %q", mail.Text, want)
	}
	want := []smtptest.Attachment{{Name: "GHSA-2222-3333-4444.ics", ContentType: "text/calendar", Data: calendar,
		Parameters: map[string]string{"charset": "utf-8", "method": "PUBLISH", "name": "GHSA-2222-3333-4444.ics"}}}
	if diff := cmp.Diff(want, mail.Attachments); diff != "" {
		t.Errorf("attachments (-want +got):\n%s", diff)
	}
	checkLines(t, received[0].Data)
}

// checkLines wants lines as RFC 5322 recommends them, of ASCII.
func checkLines(t *testing.T, data []byte) {
	t.Helper()
	for i, line := range bytes.Split(data, []byte("\n")) {
		line = bytes.TrimSuffix(line, []byte("\r"))
		long := len(line) > 78 && !bytes.HasPrefix(line, []byte("Content-Type: ")) // which the library does not fold
		if long || bytes.ContainsFunc(line, func(r rune) bool { return r > '~' || r == '\r' }) {
			t.Fatalf("line %d has %d bytes or is not ASCII: %.100q", i+1, len(line), line)
		}
	}
}

func TestHugeText(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{})
	m := message()
	m.Text = strings.Repeat("ohne Zeilenende für immer ", 100_000) + "\r\n"
	if _, err := notifier(t, s, nil).Mail(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	received := s.Received()[0]
	checkLines(t, received.Data)
	if got := received.Read(t).Text; got != m.Text {
		t.Errorf("%d bytes arrived of %d, or others", len(got), len(m.Text))
	}
	m.Text = strings.Repeat("x", 11<<20)
	if _, err := notifier(t, s, nil).Mail(t.Context(), m); !notify.Permanent(err) {
		t.Errorf("11 MB: %v", err)
	}
}

// TestSecurity tries every way of encrypting and logging in, right and wrong.
func TestSecurity(t *testing.T) {
	const user = "embargo"
	tests := []struct {
		name   string
		server smtptest.Options
		change func(*notify.MailServer)
		want   string // the error, "" for an accepted message
	}{
		{"TLS", smtptest.Options{TLS: true}, func(m *notify.MailServer) { m.Security = notify.TLS }, ""},
		{"STARTTLS", smtptest.Options{STARTTLS: true}, func(m *notify.MailServer) { m.Security = notify.STARTTLS }, ""},
		{"log-in over TLS", smtptest.Options{TLS: true, User: user, Password: canaryPassword},
			func(m *notify.MailServer) { m.Security, m.User, m.Password = notify.TLS, user, secret(canaryPassword) }, ""},
		{"log-in over STARTTLS", smtptest.Options{STARTTLS: true, User: user, Password: canaryPassword},
			func(m *notify.MailServer) {
				m.Security, m.User, m.Password = notify.STARTTLS, user, secret(canaryPassword)
			}, ""},
		{"LOGIN", smtptest.Options{TLS: true, User: user, Password: canaryPassword, Mechanism: "LOGIN"},
			func(m *notify.MailServer) { m.Security, m.User, m.Password = notify.TLS, user, secret(canaryPassword) }, ""},
		{"log-in on loopback", smtptest.Options{User: user, Password: canaryPassword},
			func(m *notify.MailServer) { m.User, m.Password = user, secret(canaryPassword) }, ""},
		{"wrong password", smtptest.Options{TLS: true, User: user, Password: "another"},
			func(m *notify.MailServer) { m.Security, m.User, m.Password = notify.TLS, user, secret(canaryPassword) },
			"mail: log-in: refused with 535 5.7.8; check the user and the password"},
		{"log-in missing", smtptest.Options{User: user, Password: canaryPassword}, func(*notify.MailServer) {},
			"mail: sender: refused with 530 5.7.0; "},
		{"unknown mechanism", smtptest.Options{User: user, Password: canaryPassword, Mechanism: "GSSAPI"},
			func(m *notify.MailServer) { m.User, m.Password = user, secret(canaryPassword) },
			"mail: log-in: the server offers no way to log in that we know; "},
		{"authority unknown", smtptest.Options{TLS: true}, func(m *notify.MailServer) {
			m.Security, m.Authorities = notify.TLS, smtptest.NewAuthority(t)
		}, "certificate signed by unknown authority"},
		{"authority unknown, STARTTLS", smtptest.Options{STARTTLS: true, User: user, Password: canaryPassword},
			func(m *notify.MailServer) {
				m.Security, m.Authorities, m.User, m.Password = notify.STARTTLS, nil, user, secret(canaryPassword)
			}, "certificate signed by unknown authority"},
		{"another's certificate", smtptest.Options{TLS: true, Name: "other.example.org"},
			func(m *notify.MailServer) { m.Security = notify.TLS }, "mail: greeting: failed: tls: failed to verify certificate"},
		{"no STARTTLS", smtptest.Options{User: user, Password: canaryPassword},
			func(m *notify.MailServer) {
				m.Security, m.User, m.Password = notify.STARTTLS, user, secret(canaryPassword)
			},
			"mail: encryption: the server does not offer STARTTLS; "},
		{"no TLS", smtptest.Options{}, func(m *notify.MailServer) { m.Security = notify.TLS },
			"mail: greeting: failed: tls: first record does not look like a TLS handshake"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := smtptest.Start(t, tt.server)
			n := notifier(t, s, func(o *notify.Options) {
				o.Mail.Authorities = s.Authority
				tt.change(o.Mail)
			})
			_, err := n.Mail(t.Context(), message())
			if tt.want == "" {
				if err != nil || len(s.Received()) != 1 {
					t.Errorf("%d arrived, %v", len(s.Received()), err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(s.Received()) != 0 {
				t.Errorf("%d arrived, %v", len(s.Received()), err)
			}
			if !isSetup(err) || notify.Permanent(err) || notify.Ambiguous(err) {
				t.Errorf("not a matter of the setup: %v", err)
			}
			checkSilence(t, err)
		})
	}
}

// checkSilence wants an error without anything confidential, however it is printed.
func checkSilence(t *testing.T, err error) {
	t.Helper()
	for _, text := range []string{err.Error(), fmt.Sprintf("%v %+v %q", err, err, err), fmt.Sprintf("%#v", err)} {
		if strings.Contains(text, "canary") {
			t.Errorf("something confidential is in %s", text)
		}
	}
}

// TestRefusals has the server refuse at each step, for now and for good.
func TestRefusals(t *testing.T) {
	refuse := func(code int, enhanced smtp.EnhancedCode) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: canaryWords + " " + canarySubject}
	}
	at := func(address string, code int, enhanced smtp.EnhancedCode) func(net.Conn, string) error {
		return func(_ net.Conn, got string) error {
			if got == address {
				return refuse(code, enhanced)
			}
			return nil
		}
	}
	data := func(code int, enhanced smtp.EnhancedCode) func(net.Conn, io.Reader) error {
		return func(net.Conn, io.Reader) error { return refuse(code, enhanced) }
	}
	const sender = "embargo@example.org"
	tests := []struct {
		name      string
		server    smtptest.Options
		permanent bool
		want      string
	}{
		{"sender, for now", smtptest.Options{OnMail: at(sender, 451, smtp.EnhancedCode{4, 7, 1})}, false, "mail: sender: refused for now with 451 4.7.1"},
		{"sender", smtptest.Options{OnMail: at(sender, 553, smtp.EnhancedCode{5, 7, 1})}, true, "mail: sender: refused with 553 5.7.1"},
		{"grey list", smtptest.Options{OnRcpt: at(canaryAddress, 450, smtp.EnhancedCode{4, 2, 0})}, false, "mail: recipient 2 of 2: refused for now with 450 4.2.0"},
		{"no such mailbox", smtptest.Options{OnRcpt: at(canaryAddress, 550, smtp.EnhancedCode{5, 1, 1})}, true, "mail: recipient 2 of 2: refused with 550 5.1.1"},
		{"no enhanced code", smtptest.Options{OnRcpt: at(canaryAddress, 550, smtp.NoEnhancedCode)}, true, "mail: recipient 2 of 2: refused with 550"},
		{"content, for now", smtptest.Options{OnData: data(452, smtp.EnhancedCode{4, 3, 1})}, false, "mail: end of message: refused for now with 452 4.3.1"},
		{"content", smtptest.Options{OnData: data(554, smtp.EnhancedCode{5, 7, 1})}, true, "mail: end of message: refused with 554 5.7.1"},
		{"too large", smtptest.Options{MaxBytes: 100}, true, "mail: message: it has "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := smtptest.Start(t, tt.server)
			var words []string
			n := notifier(t, s, func(o *notify.Options) { o.OnRefusal = func(w string) { words = append(words, w) } })
			id, err := n.Mail(t.Context(), message())
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Fatalf("%v, want %s", err, tt.want)
			}
			if notify.Permanent(err) != tt.permanent || notify.Ambiguous(err) || isSetup(err) {
				t.Errorf("permanent %v, ambiguous %v", notify.Permanent(err), notify.Ambiguous(err))
			}
			if id == "" || len(s.Received()) != 0 {
				t.Errorf("id %q, %d arrived", id, len(s.Received()))
			}
			if len(words) != 1 && tt.server.MaxBytes == 0 || len(words) == 1 && !strings.Contains(words[0], canaryWords) {
				t.Errorf("the person at the terminal was told %q", words)
			}
			checkSilence(t, err)
		})
	}
}

// TestMark wants the mark at the last moment at which the message can be held back, and only then.
func TestMark(t *testing.T) {
	t.Run("marked, then accepted", func(t *testing.T) {
		var (
			mutex sync.Mutex
			order []string
		)
		happened := func(what string) {
			mutex.Lock()
			defer mutex.Unlock()
			order = append(order, what)
		}
		s := smtptest.Start(t, smtptest.Options{
			OnRcpt:     func(net.Conn, string) error { happened("recipient"); return nil },
			OnAccepted: func(net.Conn) { happened("accepted") },
		})
		m := message()
		m.Mark = func(context.Context) error { happened("mark"); return nil }
		if _, err := notifier(t, s, nil).Mail(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(order, " "); got != "recipient recipient mark accepted" {
			t.Errorf("order: %s", got)
		}
	})
	t.Run("not marked, not sent", func(t *testing.T) {
		ended := make(chan error, 1)
		s := smtptest.Start(t, smtptest.Options{OnData: func(_ net.Conn, r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			ended <- err
			return err
		}})
		m, lost := message(), errors.New("lease lost")
		m.Text = strings.Repeat("held back\n", 10_000)
		m.Mark = func(context.Context) error { return lost }
		_, err := notifier(t, s, nil).Mail(t.Context(), m)
		if !errors.Is(err, lost) || notify.Permanent(err) || notify.Ambiguous(err) {
			t.Errorf("got %v", err)
		}
		if <-ended == nil || len(s.Received()) != 0 {
			t.Error("the server has the message, or half of it")
		}
	})
	t.Run("refused before", func(t *testing.T) {
		s := smtptest.Start(t, smtptest.Options{OnRcpt: func(net.Conn, string) error { return &smtp.SMTPError{Code: 450} }})
		m := message()
		m.Mark = func(context.Context) error { t.Error("marked"); return nil }
		if _, err := notifier(t, s, nil).Mail(t.Context(), m); err == nil {
			t.Error("no error")
		}
	})
}

// TestLostConnection cuts the line before the message's end, and after it.
func TestLostConnection(t *testing.T) {
	cut := func(wire net.Conn) { _ = wire.Close() }
	tests := []struct {
		name      string
		server    smtptest.Options
		ambiguous bool
		arrived   int
	}{
		{"at the recipient", smtptest.Options{OnRcpt: func(wire net.Conn, _ string) error { cut(wire); return nil }}, false, 0},
		{"closing down", smtptest.Options{OnMail: func(net.Conn, string) error {
			return &smtp.SMTPError{Code: 421, Message: "closing"}
		}}, false, 0},
		{"after the end, accepted", smtptest.Options{OnAccepted: cut}, true, 1},
		{"after the end, not accepted", smtptest.Options{OnData: func(wire net.Conn, r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			cut(wire)
			return errors.Join(err, errors.New("gone"))
		}}, true, 0},
		{"an answer that makes no sense", smtptest.Options{OnAccepted: func(wire net.Conn) {
			_, _ = io.WriteString(wire, canaryWords+"\r\n")
		}}, true, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := smtptest.Start(t, tt.server)
			id, err := notifier(t, s, nil).Mail(t.Context(), message())
			if err == nil || notify.Ambiguous(err) != tt.ambiguous || notify.Permanent(err) {
				t.Fatalf("ambiguous %v, %v", notify.Ambiguous(err), err)
			}
			if id == "" || len(s.Received()) != tt.arrived {
				t.Errorf("id %q, %d arrived", id, len(s.Received()))
			}
			checkSilence(t, err)
		})
	}
}

// TestLostInTheMiddle cuts the line while the message is under way. How much of it the operating system took before
// is a matter of its buffers, and so is whether the end was among it; no half message may arrive in any case.
func TestLostInTheMiddle(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{OnData: func(wire net.Conn, r io.Reader) error {
		_, err := io.CopyN(io.Discard, r, 1000)
		return errors.Join(err, wire.Close())
	}})
	m := message()
	m.Text = strings.Repeat("long enough to be cut\n", 100_000)
	if _, err := notifier(t, s, nil).Mail(t.Context(), m); err == nil || notify.Permanent(err) || len(s.Received()) != 0 {
		t.Errorf("%d arrived, %v", len(s.Received()), err)
	}
}

// TestRepetition wants the same Message-ID for the same key, also from another process.
func TestRepetition(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{})
	var ids []string
	for range 2 {
		if _, err := notifier(t, s, nil).Mail(t.Context(), message()); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range s.Received() {
		parsed, err := mail.ReadMessage(bytes.NewReader(r.Data))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, parsed.Header.Get("Message-Id"))
	}
	if ids[0] != ids[1] || ids[0] == "" {
		t.Errorf("the repetition cannot be recognised: %q", ids)
	}
}

// TestInterrupted ends the context at different moments.
func TestInterrupted(t *testing.T) {
	t.Run("before the end", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := smtptest.Start(t, smtptest.Options{})
		m := message()
		m.Mark = func(context.Context) error { cancel(); return nil }
		_, err := notifier(t, s, nil).Mail(ctx, m)
		if !errors.Is(err, context.Canceled) || notify.Ambiguous(err) || len(s.Received()) != 0 {
			t.Errorf("%d arrived, %v", len(s.Received()), err)
		}
	})
	t.Run("after the end", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := smtptest.Start(t, smtptest.Options{OnAccepted: func(net.Conn) { cancel() }})
		if _, err := notifier(t, s, nil).Mail(ctx, message()); err != nil {
			t.Errorf("the answer was not awaited: %v", err)
		}
	})
	t.Run("waiting for a recipient", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		s := smtptest.Start(t, smtptest.Options{OnRcpt: func(net.Conn, string) error { cancel(); <-release; return nil }})
		_, err := notifier(t, s, nil).Mail(ctx, message())
		close(release)
		if !errors.Is(err, context.Canceled) || notify.Ambiguous(err) || notify.Permanent(err) {
			t.Errorf("got %v", err)
		}
	})
}

// TestUnreachable has nobody listen.
func TestUnreachable(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	n := notifier(t, &smtptest.Server{Host: "127.0.0.1", Port: port}, nil)
	_, err = n.Mail(t.Context(), message())
	if err == nil || notify.Permanent(err) || notify.Ambiguous(err) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v", err)
	}
}

// TestInjection tries to break out of every field.
func TestInjection(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{})
	n := notifier(t, s, nil)
	const evil = "a\r\nBcc: evil@example.net"
	tests := map[string]func(*notify.Message){
		"subject":               func(m *notify.Message) { m.Subject = evil },
		"subject, line feed":    func(m *notify.Message) { m.Subject = "a\nBcc: evil@example.net" },
		"subject, return":       func(m *notify.Message) { m.Subject = "a\rBcc: evil@example.net" },
		"subject, next line":    func(m *notify.Message) { m.Subject = "a\u0085Bcc: evil@example.net" },
		"subject, separator":    func(m *notify.Message) { m.Subject = "a\u2028b" },
		"subject, zero":         func(m *notify.Message) { m.Subject = "a\x00b" },
		"subject, not UTF-8":    func(m *notify.Message) { m.Subject = "a\xff" },
		"subject, too long":     func(m *notify.Message) { m.Subject = strings.Repeat("a", 201) },
		"subject, empty":        func(m *notify.Message) { m.Subject = "" },
		"recipient":             func(m *notify.Message) { m.To = []string{"a@example.org\r\nRCPT TO:<evil@example.net>"} },
		"recipient, two":        func(m *notify.Message) { m.To = []string{"a@example.org, evil@example.net"} },
		"recipient, parameter":  func(m *notify.Message) { m.To = []string{`"a> NOTIFY=NEVER <b"@example.org`} },
		"recipient, route":      func(m *notify.Message) { m.To = []string{"@evil.example.net:a@example.org"} },
		"recipient, name":       func(m *notify.Message) { m.To = []string{"\"x\r\nBcc: e\" <a@example.org>"} },
		"recipient, coded name": func(m *notify.Message) { m.To = []string{"=?utf-8?q?a=0d=0aBcc:_evil?= <a@example.org>"} },
		"recipient, not ASCII":  func(m *notify.Message) { m.To = []string{"ä@exämple.org"} },
		"recipient, none":       func(m *notify.Message) { m.To = nil },
		"recipients, too many":  func(m *notify.Message) { m.To = make([]string, 101) },
		"sender":                func(m *notify.Message) { m.From = "a@example.org\r\nX: y" },
		"file name":             func(m *notify.Message) { m.Attachments = []notify.Attachment{{Name: evil, ContentType: "text/plain"}} },
		"file name, path": func(m *notify.Message) {
			m.Attachments = []notify.Attachment{{Name: "../a", ContentType: "text/plain"}}
		},
		"file name, parameter": func(m *notify.Message) {
			m.Attachments = []notify.Attachment{{Name: `a"; b="`, ContentType: "text/plain"}}
		},
		"content type": func(m *notify.Message) {
			m.Attachments = []notify.Attachment{{Name: "a", ContentType: "text/plain\r\nX: y"}}
		},
		"content type, none": func(m *notify.Message) { m.Attachments = []notify.Attachment{{Name: "a"}} },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			m := message()
			change(&m)
			id, err := n.Mail(t.Context(), m)
			if !notify.Permanent(err) || id != "" {
				t.Fatalf("id %q, %v", id, err)
			}
			if strings.Contains(err.Error(), "evil") {
				t.Errorf("the error repeats it: %v", err)
			}
			checkSilence(t, err)
		})
	}
	if s.Attempts() != 0 {
		t.Errorf("%d messages were begun", s.Attempts())
	}
}

// TestInertText sends what would mean something elsewhere, and reads it back unchanged.
func TestInertText(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{})
	m := message()
	m.Subject = "=?utf-8?q?a=0d=0aBcc:_evil?= b"
	m.Text = "x\r\n.\r\nMAIL FROM:<evil@example.net>\r\n\n.\n\r.\r\x00--boundary\r\n"
	if _, err := notifier(t, s, nil).Mail(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	received := s.Received()
	if len(received) != 1 || s.Attempts() != 1 {
		t.Fatalf("%d messages arrived of %d", len(received), s.Attempts())
	}
	mail := received[0].Read(t)
	if want := "=\u200b?utf-8?q?a=0d=0aBcc:_evil?= b"; mail.Subject != want {
		t.Errorf("subject %q, want %q", mail.Subject, want)
	}
	if want := "x\r\n.\r\nMAIL FROM:<evil@example.net>\r\n\r\n.\r\n\r\n.\r\n\x00--boundary\r\n"; mail.Text != want {
		t.Errorf("text %q, want %q", mail.Text, want)
	}
}

// Package smtptest runs a real SMTP server on a loopback address, for tests: it keeps what it accepts, lets it be
// read back as a mail program would, and fails on demand.
package smtptest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options say how the server behaves; the zero value takes everything, unencrypted.
type Options struct {
	// TLS encrypts from the first byte, STARTTLS on demand. Both show the certificate of Authority for Name.
	TLS, STARTTLS bool
	// Name is the host name in the certificate; "" for the address the server listens on.
	Name string
	// User and Password are asked for while User is not "", by the given Mechanism (PLAIN when "", or LOGIN).
	User, Password, Mechanism string
	// MaxBytes bounds messages, 0 for no bound.
	MaxBytes int64
	// OnMail, OnRcpt and OnData refuse by returning an error, best an *smtp.SMTPError, and may do to the
	// connection what they like; OnData may read the message. OnAccepted runs when a message has been kept.
	OnMail, OnRcpt func(wire net.Conn, address string) error
	OnData         func(wire net.Conn, message io.Reader) error
	OnAccepted     func(wire net.Conn)
}

// Received is an accepted message with its envelope.
type Received struct {
	From string
	To   []string
	Data []byte
}

// Server is a running server. It ends with its test.
type Server struct {
	Host string
	Port int
	// Authority is the certificate that signed the server's own, in PEM form; nil without encryption.
	Authority []byte

	options  Options
	mutex    sync.Mutex
	received []Received
	commands int
}

// Start runs a server until the test ends.
func Start(t *testing.T, o Options) *Server {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{options: o}
	if address, ok := listener.Addr().(*net.TCPAddr); ok {
		s.Host, s.Port = address.IP.String(), address.Port
	}
	server := smtp.NewServer(s)
	server.Domain, server.AllowInsecureAuth, server.MaxMessageBytes = "mail.example.org", true, o.MaxBytes
	server.MaxLineLength = 1000 // RFC 5321's bound, which makes the server refuse what exceeds it
	server.ErrorLog = log.New(io.Discard, "", 0)
	if o.TLS || o.STARTTLS {
		config := s.certify(t, o.Name)
		server.TLSConfig = config
		if o.TLS {
			listener = tls.NewListener(listener, config)
		}
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		// The listener too: the server does not close one that it has not begun to serve.
		if err := errors.Join(server.Close(), ignoreClosed(listener.Close())); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return s
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Received gives what was accepted so far, oldest first.
func (s *Server) Received() []Received {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]Received(nil), s.received...)
}

// Attempts counts the messages that somebody began to hand over, accepted or not.
func (s *Server) Attempts() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.commands
}

// NewSession implements smtp.Backend.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	base := &session{server: s, wire: c.Conn(), trusted: s.options.User == ""}
	if s.options.User == "" {
		return base, nil
	}
	return authSession{base}, nil
}

type session struct {
	server  *Server
	wire    net.Conn
	trusted bool
	message Received
}

// Mail implements smtp.Session.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.server.mutex.Lock()
	s.server.commands++
	s.server.mutex.Unlock()
	if !s.trusted {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.message = Received{From: from}
	return s.call(s.server.options.OnMail, from)
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.message.To = append(s.message.To, to)
	return s.call(s.server.options.OnRcpt, to)
}

// Data implements smtp.Session.
func (s *session) Data(r io.Reader) error {
	var kept bytes.Buffer
	r = io.TeeReader(r, &kept)
	if s.server.options.OnData != nil {
		if err := s.server.options.OnData(s.wire, r); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	s.message.Data = kept.Bytes()
	s.server.mutex.Lock()
	s.server.received = append(s.server.received, s.message)
	s.server.mutex.Unlock()
	if s.server.options.OnAccepted != nil {
		s.server.options.OnAccepted(s.wire)
	}
	return nil
}

// Reset implements smtp.Session.
func (s *session) Reset() { s.message = Received{} }

// Logout implements smtp.Session.
func (s *session) Logout() error { return nil }

func (s *session) call(hook func(net.Conn, string) error, address string) error {
	if hook == nil {
		return nil
	}
	return hook(s.wire, address)
}

// authSession is a session in which one must log in.
type authSession struct{ *session }

// AuthMechanisms implements smtp.AuthSession.
func (s authSession) AuthMechanisms() []string {
	if m := s.server.options.Mechanism; m != "" {
		return []string{m}
	}
	return []string{sasl.Plain}
}

// Auth implements smtp.AuthSession.
func (s authSession) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != s.server.options.User || password != s.server.options.Password {
			return smtp.ErrAuthFailed
		}
		s.trusted = true
		return nil
	}
	if mechanism == sasl.Login {
		return &login{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// login is the server's part of the mechanism LOGIN.
type login struct {
	check func(user, password string) error
	user  string
	asked int
}

// Next implements sasl.Server.
func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

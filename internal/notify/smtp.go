package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// conversation is one connection to the mail server, for one message.
type conversation struct {
	client  *smtp.Client
	wire    net.Conn // beneath the client and its encryption
	timeout time.Duration
	// unwatch ends the watch that closes the connection with the context; false when it has done so already.
	unwatch func() bool
	// accepted is set once the server has taken the message.
	accepted  bool
	onRefusal func(string)
}

// connect dials, encrypts and logs in.
func (n *Notifier) connect(ctx context.Context) (*conversation, error) {
	const step = "connecting"
	server := n.options.Mail
	dialer := net.Dialer{Timeout: n.options.Timeout}
	wire, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
	if err != nil {
		return nil, disconnected(channelMail, step, err)
	}
	c := &conversation{wire: wire, timeout: n.options.Timeout, onRefusal: n.options.OnRefusal}
	c.unwatch = context.AfterFunc(ctx, func() { _ = wire.Close() })
	if err := c.open(ctx, n); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// open brings a fresh connection to where a message can be sent. What the server refuses here, it does not refuse
// because of the message.
func (c *conversation) open(ctx context.Context, n *Notifier) error {
	server := n.options.Mail
	err := c.step("greeting", func() (err error) {
		conn := c.wire
		if err := conn.SetDeadline(time.Now().Add(c.timeout)); err != nil {
			return err
		}
		if server.Security == TLS {
			encrypted := tls.Client(conn, n.tls)
			if err := encrypted.HandshakeContext(ctx); err != nil {
				return err
			}
			conn = encrypted
		}
		if c.client, err = smtp.NewClient(conn, server.Host); err != nil {
			return err
		}
		return c.client.Hello(domainOf(n.sender))
	})
	if err == nil && server.Security == STARTTLS {
		err = c.startTLS(n.tls)
	}
	if err == nil && server.User != "" {
		err = c.logIn(server)
	}
	var e *Error
	if errors.As(err, &e) && e.Kind == Refused {
		e.Kind = Setup
	}
	return err
}

func (c *conversation) startTLS(config *tls.Config) error {
	const step = "encryption"
	if offered, _ := c.client.Extension("STARTTLS"); !offered {
		return &Error{Channel: channelMail, Kind: Setup, Step: step, what: "the server does not offer STARTTLS",
			remedy: "use a server that encrypts, or its port for TLS from the first byte"}
	}
	return c.step(step, func() error { return c.client.StartTLS(config) })
}

// mechanisms are the ways to log in, the best first. The connection is encrypted, or does not leave this machine.
var mechanisms = []struct {
	name string
	auth func(server *MailServer) smtp.Auth
}{
	{"SCRAM-SHA-256", func(s *MailServer) smtp.Auth { return smtp.ScramSHA256Auth(s.User, reveal(s.Password)) }},
	{"PLAIN", func(s *MailServer) smtp.Auth {
		return smtp.PlainAuth("", s.User, reveal(s.Password), s.Host, s.Security == Loopback)
	}},
	{"LOGIN", func(s *MailServer) smtp.Auth {
		return smtp.LoginAuth(s.User, reveal(s.Password), s.Host, s.Security == Loopback)
	}},
	{"CRAM-MD5", func(s *MailServer) smtp.Auth { return smtp.CRAMMD5Auth(s.User, reveal(s.Password)) }},
}

func (c *conversation) logIn(server *MailServer) error {
	const step = "log-in"
	_, offer := c.client.Extension("AUTH")
	offered := strings.Fields(strings.ToUpper(offer))
	for _, m := range mechanisms {
		if !slices.Contains(offered, m.name) {
			continue
		}
		err := c.step(step, func() error { return c.client.Auth(m.auth(server)) })
		var e *Error
		if errors.As(err, &e) && e.Kind == Refused {
			e.remedy = "check the user and the password"
		}
		return err
	}
	return &Error{Channel: channelMail, Kind: Setup, Step: step, what: "the server offers no way to log in that we know",
		remedy: "use a server with PLAIN, LOGIN, SCRAM-SHA-256 or CRAM-MD5, or leave the user out if it needs none"}
}

// step does one step within its time.
func (c *conversation) step(name string, do func() error) error {
	if c.client != nil {
		if err := c.client.UpdateDeadline(c.timeout); err != nil {
			return disconnected(channelMail, name, err)
		}
	}
	if err := do(); err != nil {
		return c.failure(name, err)
	}
	return nil
}

// reEnhanced is an enhanced status code (RFC 3463) at the beginning of a reply's text.
var reEnhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

const (
	codeTemporary    = 400
	codePermanent    = 500
	codeAuthRequired = 530
)

// failure classifies what stopped a step. The words of a reply go to nobody but OnRefusal.
func (c *conversation) failure(step string, err error) *Error {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return disconnected(channelMail, step, err)
	}
	if c.onRefusal != nil {
		c.onRefusal(strconv.Itoa(reply.Code) + " " + reply.Msg)
	}
	e := &Error{Channel: channelMail, Kind: Temporary, Step: step, Code: reply.Code, what: "refused",
		Enhanced: reEnhanced.FindString(reply.Msg)}
	switch {
	case reply.Code == codeAuthRequired:
		e.Kind, e.remedy = Setup, "the server wants encryption or a log-in first; check its address, user and password"
	case reply.Code >= codePermanent:
		e.Kind = Refused
	case reply.Code >= codeTemporary:
		e.what = "refused for now"
	default:
		e.what = "answered out of turn"
	}
	return e
}

// close leaves the server, politely only if it has the message: whatever it says then, the message is out.
func (c *conversation) close() {
	c.unwatch()
	if c.accepted && c.client.UpdateDeadline(time.Second) == nil {
		_ = c.client.Quit()
	}
	_ = c.wire.Close()
}

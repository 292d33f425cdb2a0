package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base32"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Secret is text that must not be shown. What is printed or logged of an implementation must not give the text.
type Secret interface{ Reveal() string }

// Security is how a connection to the mail server is protected.
type Security string

const (
	// TLS encrypts from the first byte (smtps).
	TLS Security = "tls"
	// STARTTLS encrypts before anything is said, and gives up when the server can't.
	STARTTLS Security = "starttls"
	// Loopback does not encrypt; the server must be on this machine.
	Loopback Security = "loopback"
)

// MailServer is the server that takes our mail.
type MailServer struct {
	Host     string
	Port     int
	Security Security
	// User and Password log in; there is no log-in while User is "".
	User     string
	Password Secret
	// From is the sender where a message names none, such as "Embargo <embargo@example.org>". Its domain is that of
	// every Message-ID.
	From string
	// Authorities are certificates in PEM form that are trusted beside the system's.
	Authorities []byte
}

// Options say what a Notifier reaches. Every channel may be left out.
type Options struct {
	// Mail is the mail server, nil for none.
	Mail *MailServer
	// Webhooks are the URLs of chat channels, by the channels' names.
	Webhooks map[string]Secret
	// Key keys the Message-IDs. With another key a repetition is not recognised.
	Key Secret
	// Now gives the time for the header Date and for RetryAt.
	Now func() time.Time
	// Timeout bounds each step of a conversation; 30 s when zero. A mail server has twenty times that long to
	// accept a message it has received, as RFC 5321 asks, since giving up too early is what makes second copies.
	Timeout time.Duration
	// OnRefusal, when set, is told what a server said when it refused, word for word. It is for a person at a terminal
	// who sends a harmless test; the words may quote the message, so they must not be logged.
	OnRefusal func(words string)
}

// Notifier carries messages out. It is safe for concurrent use.
type Notifier struct {
	options  Options
	sender   *mail.Address
	tls      *tls.Config
	webhooks map[string]Secret
	http     *http.Client
}

const (
	defaultTimeout = 30 * time.Second
	// acceptFactor is how many times the step's timeout a server may take to accept a message.
	acceptFactor = 20
)

// New checks the options. It reaches for nothing.
func New(o Options) (*Notifier, error) {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	n := &Notifier{options: o, webhooks: o.Webhooks, http: chatClient(o.Timeout)}
	if o.Now == nil {
		return nil, errors.New("notify: no clock; give Now")
	}
	if err := n.useMail(); err != nil {
		return nil, fmt.Errorf("notify: %w", err)
	}
	for name, address := range o.Webhooks {
		if u, err := url.Parse(reveal(address)); err != nil || u.Host == "" || u.Scheme != "https" && !isLoopback(u.Hostname()) {
			return nil, fmt.Errorf("notify: webhook of chat channel %q is no https URL", name)
		}
	}
	return n, nil
}

func (n *Notifier) useMail() error {
	server := n.options.Mail
	if server == nil {
		return nil
	}
	var err error
	if n.sender, err = parseAddress(server.From); err != nil {
		return fmt.Errorf("sender: %w", err)
	}
	if reveal(n.options.Key) == "" {
		return errors.New("no key for Message-IDs; give Key")
	}
	switch {
	case !slices.Contains([]Security{TLS, STARTTLS, Loopback}, server.Security):
		return fmt.Errorf("unknown security %q of the mail server", server.Security)
	case server.Security == Loopback && !isLoopback(server.Host):
		return fmt.Errorf("mail server %q is not on this machine, so it must not be addressed without encryption", server.Host)
	}
	n.tls = &tls.Config{ServerName: server.Host, MinVersion: tls.VersionTLS12}
	if len(server.Authorities) == 0 {
		return nil
	}
	if n.tls.RootCAs, err = x509.SystemCertPool(); err != nil {
		return fmt.Errorf("the system's certificates: %w", err)
	}
	if !n.tls.RootCAs.AppendCertsFromPEM(server.Authorities) {
		return errors.New("the mail server's authority is no certificate in PEM form")
	}
	return nil
}

// HasMail tells whether there is a mail server.
func (n *Notifier) HasMail() bool { return n.options.Mail != nil }

// MessageID is the Message-ID, without angle brackets, of the message with an outbox key in an installation: always
// the same for these two, and without the server's key not to be told from random letters.
func (n *Notifier) MessageID(installation int64, key string) string {
	mac := hmac.New(sha256.New, []byte(reveal(n.options.Key)))
	mac.Write([]byte("embargo message-id 1\n" + strconv.FormatInt(installation, 10) + "\n" + key))
	const bytes = 20
	letters := strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)[:bytes]))
	return letters + "@" + domainOf(n.sender)
}

func domainOf(address *mail.Address) string {
	if address == nil {
		return "localhost"
	}
	return address.Address[strings.LastIndex(address.Address, "@")+1:]
}

func reveal(s Secret) string {
	if s == nil {
		return ""
	}
	return s.Reveal()
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

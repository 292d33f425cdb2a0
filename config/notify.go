package config

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// SMTP holds the settings of the server that takes our mail. Without a Host there is no mail.
type SMTP struct {
	Host string
	Port int
	// TLS encrypts from the first byte; else STARTTLS is demanded, except on a loopback address.
	TLS bool
	// User logs in with Password; "" for a server that asks for no log-in.
	User     string
	Password Secret
	// From is the sender, an address with or without a name.
	From string
	// Authorities are certificates in PEM form, trusted beside the system's; "" for none.
	Authorities string
}

// IsLoopback tells whether the mail server is on this machine, where nothing needs to be encrypted.
func (s SMTP) IsLoopback() bool { return s.Host == "localhost" || net.ParseIP(s.Host).IsLoopback() }

func notifySettings() []setting {
	return []setting{
		{Setting{Name: "EMBARGO_SMTP_URL", ByFile: true, Secret: true,
			Help: "the mail server: smtps://USER:PASSWORD@HOST or smtp://HOST (with STARTTLS)", Example: "smtps://embargo:secret@mail.example.org"},
			func(s *Server, v string) error { return parseSMTPURL(v, &s.SMTP) }},
		{Setting{Name: "EMBARGO_SMTP_PASSWORD", ByFile: true, Secret: true,
			Help: "the mail server's password, where it is not in EMBARGO_SMTP_URL"},
			func(s *Server, v string) error { return parseSMTPPassword(v, &s.SMTP) }},
		{Setting{Name: "EMBARGO_SMTP_FROM", Example: "Embargo <embargo@example.org>",
			Help: "the sender of mail"},
			func(s *Server, v string) (err error) { s.SMTP.From, err = parseSender(v); return err }},
		{Setting{Name: "EMBARGO_SMTP_CA", ByFile: true,
			Help: "certificates in PEM form that are trusted for the mail server, beside the system's"},
			func(s *Server, v string) (err error) { s.SMTP.Authorities, err = parseCertificates(v); return err }},
		{Setting{Name: "EMBARGO_CHAT_WEBHOOKS", ByFile: true, Secret: true,
			Help:    "Slack-compatible incoming webhooks, one per line: CHANNEL=URL",
			Example: "src-private=https://hooks.example.org/services/T000/B000/secret"},
			func(s *Server, v string) (err error) { s.Webhooks, err = parseWebhooks(v); return err }},
	}
}

// crossCheck finds mail settings that make no sense without each other.
func (s SMTP) crossCheck() Problems {
	const lonely = "set without a mail server; name one in EMBARGO_SMTP_URL, or remove this"
	var problems Problems
	check := func(wrong bool, key, text string) {
		if wrong {
			problems = append(problems, Problem{Key: key, Text: text})
		}
	}
	none, password := s.Host == "", !s.Password.IsZero()
	check(none && password, "EMBARGO_SMTP_PASSWORD", lonely)
	check(!none && password && s.User == "", "EMBARGO_SMTP_PASSWORD",
		"set although EMBARGO_SMTP_URL names no user; write smtps://USER@HOST there")
	check(s.User != "" && !password, "EMBARGO_SMTP_PASSWORD",
		"not set although EMBARGO_SMTP_URL names a user; give the password")
	check(none && s.From != "", "EMBARGO_SMTP_FROM", lonely)
	check(!none && s.From == "", "EMBARGO_SMTP_FROM",
		"not set although EMBARGO_SMTP_URL is; give the sender, such as embargo@example.org")
	check(none && s.Authorities != "", "EMBARGO_SMTP_CA", lonely)
	return problems
}

// The ports of mail submission: encrypted from the first byte, and with STARTTLS.
const (
	portSMTPS = 465
	portSMTP  = 587
)

const smtpRemedy = "write smtps://USER:PASSWORD@HOST:465 or smtp://USER:PASSWORD@HOST:587, with special characters percent-encoded"

// parseSMTPURL never repeats the value, which may hold a password.
func parseSMTPURL(value string, s *SMTP) error {
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return errors.New("is no address of a mail server; " + smtpRemedy)
	case u.Scheme != "smtps" && u.Scheme != "smtp":
		return errors.New("has a scheme other than smtps and smtp; " + smtpRemedy)
	case u.Hostname() == "":
		return errors.New("names no host; " + smtpRemedy)
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("has a path, query or fragment; " + smtpRemedy)
	}
	s.Host, s.TLS = u.Hostname(), u.Scheme == "smtps"
	if s.Port, err = smtpPort(u); err != nil {
		return err
	}
	return parseSMTPUser(u.User, s)
}

func smtpPort(u *url.URL) (int, error) {
	switch {
	case u.Port() != "":
		n, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || n == 0 {
			return 0, errors.New("has no port from 1 to 65535; " + smtpRemedy)
		}
		return int(n), nil
	case u.Scheme == "smtps":
		return portSMTPS, nil
	}
	return portSMTP, nil
}

func parseSMTPUser(user *url.Userinfo, s *SMTP) error {
	password, given := user.Password()
	switch {
	case given && (user.Username() == "" || password == ""):
		return errors.New("has a user without a password, or the other way round; " + smtpRemedy)
	case strings.ContainsFunc(user.Username()+password, unicode.IsControl):
		return errors.New("has a control character in user or password; " + smtpRemedy)
	}
	s.User = user.Username()
	if given {
		s.Password = NewSecret(password)
	}
	return nil
}

// parseSMTPPassword runs after parseSMTPURL, in the order of the settings.
func parseSMTPPassword(value string, s *SMTP) error {
	if !s.Password.IsZero() {
		return errors.New("set although EMBARGO_SMTP_URL holds a password; give only one of them")
	}
	if strings.ContainsFunc(value, unicode.IsControl) {
		return errors.New("has a control character, such as a line break; give the password alone")
	}
	s.Password = NewSecret(value)
	return nil
}

func parseSender(value string) (string, error) {
	if _, err := mail.ParseAddress(value); err != nil || strings.ContainsFunc(value, unicode.IsControl) {
		return "", errors.New(quote(value) + " is no mail address; write embargo@example.org or Embargo <embargo@example.org>")
	}
	return value, nil
}

func parseCertificates(value string) (string, error) {
	const remedy = "give the authority's certificate in PEM form, or its path in EMBARGO_SMTP_CA_FILE"
	rest := []byte(value)
	for found := false; ; found = true {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		switch {
		case block == nil && found && strings.TrimSpace(string(rest)) == "":
			return value, nil
		case block == nil:
			return "", errors.New("is not in PEM form; " + remedy)
		}
		if block.Type != "CERTIFICATE" {
			return "", fmt.Errorf("holds a PEM block of type %s, no certificate; %s", quote(block.Type), remedy)
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return "", errors.New("holds a certificate that cannot be read; " + remedy)
		}
	}
}

// parseWebhooks never repeats a URL, which is all that somebody needs who wants to post.
func parseWebhooks(value string) (map[string]Secret, error) {
	webhooks := map[string]Secret{}
	for number, line := range entries(value) {
		name, address, _ := strings.Cut(line, "=")
		if !chatForm.MatchString(name) {
			return nil, fmt.Errorf("line %d does not begin with a channel's name; write CHANNEL=URL, such as "+
				"src-private=https://hooks.example.org/…", number)
		}
		if _, twice := webhooks[name]; twice {
			return nil, fmt.Errorf("line %d: the channel %s has a webhook already; leave one", number, quote(name))
		}
		if err := checkWebhook(address); err != nil {
			return nil, fmt.Errorf("line %d: the webhook %w", number, err) // what stands before it may be a secret that strayed in
		}
		webhooks[name] = NewSecret(address)
	}
	if len(webhooks) == 0 {
		return nil, errors.New("holds blank space only; write one CHANNEL=URL per line")
	}
	return webhooks, nil
}

func checkWebhook(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("is no web address; copy it from the chat's settings for incoming webhooks")
	case u.Scheme == "http" && !isLoopbackURL(address):
		return errors.New("would be posted to unencrypted; write https://")
	case u.User != nil || u.Fragment != "":
		return errors.New("carries a user or a fragment; write the address without")
	}
	return nil
}

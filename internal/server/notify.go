package server

import (
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/notify"
)

// NewNotifier gives what carries mail and chat posts out, over the channels that the settings name. onRefusal is
// for a person who watches, and nil for a server, which must not log what another server says.
func NewNotifier(settings config.Server, now func() time.Time, onRefusal func(words string)) (*notify.Notifier, error) {
	o := notify.Options{
		// The App's private key is the one secret that every installation of the app has, and that outlives
		// restarts and databases.
		Key: settings.GitHub.PrivateKey, Webhooks: map[string]notify.Secret{}, Now: now, OnRefusal: onRefusal,
	}
	for name, address := range settings.Webhooks {
		o.Webhooks[name] = address
	}
	if s := settings.SMTP; s.Host != "" {
		o.Mail = &notify.MailServer{
			Host: s.Host, Port: s.Port, Security: notify.STARTTLS, User: s.User, Password: s.Password, From: s.From,
			Authorities: []byte(s.Authorities),
		}
		switch {
		case s.TLS:
			o.Mail.Security = notify.TLS
		case s.IsLoopback():
			o.Mail.Security = notify.Loopback
		}
	}
	return notify.New(o)
}

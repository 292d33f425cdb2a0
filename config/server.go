package config

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/policy"
)

// Server holds the settings of one running server.
type Server struct {
	GitHub GitHub
	// Listen is the public listener's address, for webhooks, health and the dashboard.
	Listen string
	// MetricsListen is the address of /metrics, never the public listener's.
	MetricsListen string
	// DatabaseURL is "sqlite:PATH" or "postgres://…"; a secret because the latter may carry a password.
	DatabaseURL Secret
	// PollInterval is the time between two beats of the poller.
	PollInterval time.Duration
	// WriteInterval is the least time between two writes to GitHub of one installation; 0 for none.
	WriteInterval time.Duration
	// Mode is the operator's ceiling over every process file's mode.
	Mode policy.Mode
	// LogLevel is the least severe level that is logged.
	LogLevel zerolog.Level
	// PublicURL is where people reach the server, without a trailing slash; "" when it is not told.
	PublicURL string
	// TrustedRoot says whom to believe about signatures of releases: TrustTUF, TrustNobody, or a file's path.
	TrustedRoot string
	// TransparencyLog is the address of a Rekor log in which signatures without a proof of their time are looked up; ""
	// for none.
	TransparencyLog string
	// SMTP is the mail server; its Host is "" where there is none.
	SMTP SMTP
	// Webhooks are the chat channels' incoming webhooks by the channel's name.
	Webhooks map[string]Secret
	// LeakPhrases are texts that give away an advisory.
	LeakPhrases []LeakPhrase
}

// The values of TrustedRoot that are no file.
const (
	TrustTUF    = "tuf"  // Sigstore's public deployment, kept up to date by TUF
	TrustNobody = "none" // no signature can be judged
)

// GitHub holds the settings of the GitHub App.
type GitHub struct {
	V3APIURL string // REST API, with a trailing slash
	V4APIURL string // GraphQL API
	WebURL   string // where people go, without a trailing slash
	AppID    int64
	// WebhookSecrets are all accepted, so that a secret can be replaced without losing a delivery.
	WebhookSecrets []Secret
	// PrivateKey is the App's RSA key in PEM form, checked to be one.
	PrivateKey Secret
	OAuth      OAuth
}

// OAuth holds the App's OAuth client, for signing in to the dashboard. Both are set or neither.
type OAuth struct {
	ClientID     string
	ClientSecret Secret
}

// ModeFor gives the mode in force where a process asks for mode: never beyond the operator's ceiling.
func (s Server) ModeFor(mode policy.Mode) policy.Mode {
	if modeRank(mode) > modeRank(s.Mode) {
		return s.Mode
	}
	return mode
}

// Warnings are things that work but are probably not meant, for the log at start-up.
func (s Server) Warnings() []string {
	var warnings []string
	if host, _, err := net.SplitHostPort(s.MetricsListen); err == nil && isWildcard(host) {
		warnings = append(warnings, fmt.Sprintf("EMBARGO_METRICS_LISTEN is %q, every interface: "+
			"metrics name no advisory, but they are not meant for the public", s.MetricsListen))
	}
	for i, secret := range s.GitHub.WebhookSecrets {
		if len(secret.Reveal()) < minSecretLength {
			warnings = append(warnings, fmt.Sprintf("GITHUB_APP_WEBHOOK_SECRET: secret %d is shorter than %d "+
				"characters; replace it by a random one", i+1, minSecretLength))
		}
	}
	if strings.HasPrefix(s.PublicURL, "http://") && !isLoopbackURL(s.PublicURL) {
		warnings = append(warnings, fmt.Sprintf("EMBARGO_PUBLIC_URL is %q: people would sign in without encryption",
			s.PublicURL))
	}
	return warnings
}

// minSecretLength is the length in characters below which a webhook secret can be guessed.
const minSecretLength = 16

// crossCheck finds what is wrong with settings that are each right by themselves.
func (s Server) crossCheck() Problems {
	var problems Problems
	if sameListener(s.Listen, s.MetricsListen) {
		problems = append(problems, Problem{Key: "EMBARGO_METRICS_LISTEN", Text: fmt.Sprintf(
			"%q is the public listener's address (EMBARGO_LISTEN is %q); give metrics a port of their own",
			s.MetricsListen, s.Listen)})
	}
	if s.GitHub.OAuth.ClientID == "" && !s.GitHub.OAuth.ClientSecret.IsZero() {
		problems = append(problems, Problem{Key: "GITHUB_OAUTH_CLIENT_ID",
			Text: "not set although GITHUB_OAUTH_CLIENT_SECRET is; set both or neither"})
	}
	if s.GitHub.OAuth.ClientID != "" && s.GitHub.OAuth.ClientSecret.IsZero() {
		problems = append(problems, Problem{Key: "GITHUB_OAUTH_CLIENT_SECRET",
			Text: "holds nothing although GITHUB_OAUTH_CLIENT_ID is set; set both or neither"})
	}
	return append(problems, s.SMTP.crossCheck()...)
}

// sameListener tells whether two addresses would claim the same port of the same interface.
func sameListener(a, b string) bool {
	hostA, portA, errA := net.SplitHostPort(a)
	hostB, portB, errB := net.SplitHostPort(b)
	if errA != nil || errB != nil || portA != portB || portA == "0" {
		return false
	}
	return hostA == hostB || isWildcard(hostA) || isWildcard(hostB)
}

func isWildcard(host string) bool {
	return host == "" || net.ParseIP(host).Equal(net.IPv4zero) || net.ParseIP(host).Equal(net.IPv6unspecified)
}

func isLoopbackURL(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	return u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
}

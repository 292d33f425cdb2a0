package config

import (
	"slices"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/policy"
)

// Setting describes one server setting for people.
type Setting struct {
	// Name is the environment variable's name and the key in the settings file.
	Name string
	// Default is the value used when nothing is given, "" for none.
	Default string
	// Required tells whether the server refuses to start without it.
	Required bool
	// ByFile tells whether Name + "_FILE" may name a file that holds the value.
	ByFile bool
	// Secret tells that the value is never shown.
	Secret bool
	// Help says what it means; Example is a valid value.
	Help, Example string
}

// setting is a Setting and how its value gets into a Server. The error of set says what is wrong with
// the value and what would be right; it must not repeat a secret.
type setting struct {
	Setting

	set func(*Server, string) error
}

// fileSuffix makes the name of the setting that names a file with the value.
const fileSuffix = "_FILE"

// Settings lists all server settings in the order in which they are documented.
func Settings() []Setting {
	all := settings()
	list := make([]Setting, len(all))
	for i, s := range all {
		list[i] = s.Setting
	}
	return list
}

func settings() []setting {
	return slices.Concat(githubSettings(), serverSettings(), notifySettings(), leakSettings())
}

func githubSettings() []setting {
	return []setting{
		{Setting{Name: "GITHUB_APP_INTEGRATION_ID", Required: true, Example: "123456",
			Help: "the App's id, as its settings page shows it"},
			func(s *Server, v string) (err error) { s.GitHub.AppID, err = parseAppID(v); return err }},
		{Setting{Name: "GITHUB_APP_WEBHOOK_SECRET", Required: true, ByFile: true, Secret: true,
			Help: "the webhook secret; while one replaces another give both, one per line"},
			func(s *Server, v string) (err error) { s.GitHub.WebhookSecrets, err = parseSecrets(v); return err }},
		{Setting{Name: "GITHUB_APP_PRIVATE_KEY", Required: true, ByFile: true, Secret: true,
			Help: "the App's private key in PEM form, as GitHub hands it out"},
			func(s *Server, v string) (err error) { s.GitHub.PrivateKey, err = parsePrivateKey(v); return err }},
		{Setting{Name: "GITHUB_OAUTH_CLIENT_ID", Example: "Iv1.0123456789abcdef",
			Help: "the App's OAuth client id, for signing in to the dashboard"},
			func(s *Server, v string) error { s.GitHub.OAuth.ClientID = v; return nil }},
		{Setting{Name: "GITHUB_OAUTH_CLIENT_SECRET", ByFile: true, Secret: true,
			Help: "the secret that belongs to GITHUB_OAUTH_CLIENT_ID"},
			func(s *Server, v string) error { s.GitHub.OAuth.ClientSecret = NewSecret(v); return nil }},
		{Setting{Name: "GITHUB_V3_API_URL", Default: "https://api.github.com/",
			Help: "GitHub's REST API", Example: "https://github.example.org/api/v3/"},
			func(s *Server, v string) (err error) { s.GitHub.V3APIURL, err = parseGitHubURL(v, true); return err }},
		{Setting{Name: "GITHUB_V4_API_URL", Default: "https://api.github.com/graphql",
			Help: "GitHub's GraphQL API", Example: "https://github.example.org/api/graphql"},
			func(s *Server, v string) (err error) { s.GitHub.V4APIURL, err = parseGitHubURL(v, false); return err }},
		{Setting{Name: "GITHUB_WEB_URL", Default: "https://github.com",
			Help: "GitHub's pages", Example: "https://github.example.org"},
			func(s *Server, v string) (err error) { s.GitHub.WebURL, err = parseGitHubURL(v, false); return err }},
	}
}

func serverSettings() []setting {
	return []setting{
		{Setting{Name: listenSetting, Default: ":8080", Example: "127.0.0.1:8080",
			Help: "address of the public listener: webhooks, health, dashboard"},
			func(s *Server, v string) (err error) { s.Listen, err = parseListen(v); return err }},
		{Setting{Name: "EMBARGO_METRICS_LISTEN", Default: "127.0.0.1:9090", Example: "10.0.0.5:9090",
			Help: "address of /metrics; never the public listener's"},
			func(s *Server, v string) (err error) { s.MetricsListen, err = parseListen(v); return err }},
		{Setting{Name: databaseSetting, Default: "sqlite:embargo.db", ByFile: true, Secret: true,
			Help: "the database, sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE", Example: "sqlite:/var/lib/embargo/embargo.db"},
			func(s *Server, v string) (err error) { s.DatabaseURL, err = parseDatabaseURL(v); return err }},
		{Setting{Name: "EMBARGO_POLL_INTERVAL", Default: "15s", Example: "1m",
			Help: "time between two beats of the poller, 100ms to 1h"},
			func(s *Server, v string) (err error) { s.PollInterval, err = parsePollInterval(v); return err }},
		{Setting{Name: "EMBARGO_WRITE_INTERVAL", Default: "1s", Example: "2s",
			Help: "least time between two writes to GitHub of one installation, 0s to 1m; GitHub asks for 1s"},
			func(s *Server, v string) (err error) { s.WriteInterval, err = parseWriteInterval(v); return err }},
		{Setting{Name: "EMBARGO_MODE", Default: string(policy.ModeEnforce), Example: "advise",
			Help: "ceiling over the process files' mode: observe, advise or enforce (no ceiling)"},
			func(s *Server, v string) (err error) { s.Mode, err = parseMode(v); return err }},
		{Setting{Name: "EMBARGO_LOG_LEVEL", Default: zerolog.LevelInfoValue, Example: "debug",
			Help: "least severe level that is logged: debug, info, warn or error"},
			func(s *Server, v string) (err error) { s.LogLevel, err = parseLogLevel(v); return err }},
		{Setting{Name: "EMBARGO_PUBLIC_URL", Example: "https://embargo.example.org",
			Help: "where people reach this server; links to it are left out while it is not set"},
			func(s *Server, v string) (err error) { s.PublicURL, err = parsePublicURL(v); return err }},
		{Setting{Name: "EMBARGO_TRUSTED_ROOT", Default: TrustTUF, Example: "/etc/embargo/trusted_root.json",
			Help: "whom to believe about signatures of releases: tuf (Sigstore's public deployment), a trusted root's file, or none"},
			func(s *Server, v string) error { s.TrustedRoot = v; return nil }},
		{Setting{Name: "EMBARGO_TRANSPARENCY_LOG", Example: "https://rekor.sigstore.dev",
			Help: "a Rekor log (version 1) in which signatures without a proof of their time are looked up; none while it is not set"},
			func(s *Server, v string) (err error) { s.TransparencyLog, err = parseLogURL(v); return err }},
	}
}

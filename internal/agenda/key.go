package agenda

import (
	"net/url"
	"strconv"
	"strings"
)

// The kinds of key, each with what a key of it names. They are all here, since one room puts on the agenda what another
// one does.
const (
	KindLook          = "look"          // OWNER/REPO/GHSA: an advisory
	KindLetters       = "letters"       // OWNER/REPO/GHSA: what is to be told outside GitHub; a mail server that is down holds up no look
	KindBeat          = "beat"          // INSTALLATION: a round of the poller
	KindInstallations = "installations" // APP: who installed the app
	KindRedeliver     = "redeliver"     // APP: the deliveries that failed
	KindDeployment    = "deployment"    // OWNER/REPO/RUN/ENVIRONMENT: a deployment that asks to pass, see DeploymentKey
	KindVerify        = "verify"        // OWNER/REPO/RELEASE_ID: the files of a fixed release
	KindRosters       = "rosters"       // OWNER: the roster in force, and the open pull requests that may change it
	KindRoster        = "roster"        // OWNER/REPO/NUMBER: one of them
	KindNotice        = "notice"        // drift/OWNER or process/OWNER/REPO: what the SRC is to be told
)

// App is what keys about the whole app name.
const App = "APP"

// Key is the key of a kind for what the parts name together.
func Key(kind string, parts ...string) string { return kind + "/" + strings.Join(parts, "/") }

// DeploymentKey is the key of the deployment of a workflow run of OWNER/REPO to an environment, whose name may hold
// anything.
func DeploymentKey(repo string, run int64, environment string) string {
	return Key(KindDeployment, repo, strconv.FormatInt(run, 10), url.PathEscape(environment))
}

// Deployment reads what DeploymentKey wrote; ok is false when the key names no deployment.
func (l Lease) Deployment() (repo string, run int64, environment string, ok bool) {
	parts := strings.Split(l.What(), "/")
	if len(parts) != 4 {
		return "", 0, "", false
	}
	run, err := strconv.ParseInt(parts[2], 10, 64)
	environment, unescapeErr := url.PathUnescape(parts[3])
	return parts[0] + "/" + parts[1], run, environment, err == nil && unescapeErr == nil
}

// What is what the key names: all of it but its kind.
func (l Lease) What() string {
	_, what, _ := strings.Cut(l.Key, "/")
	return what
}

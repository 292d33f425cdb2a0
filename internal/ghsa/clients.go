// Package ghsa is a typed client of GitHub's REST API for what Embargo needs: repository security advisories
// with their comments, temporary forks and CVE requests, which go-github does not know, and the few files,
// teams, releases and pull requests that the process is judged by.
//
// Every read is conditional. A connection keeps GitHub's latest answers in memory, bounded in bytes and never
// shared between installations, and has each confirmed before it is used; lists of advisories are the
// exception, there the caller keeps the ETag (see Client.ListOrgAdvisories). Nothing is ever written to disk.
//
// Calls do not wait and do not try again, except once with a new token after a 401. They fail with an *Error
// that says what kind of failure it was, until when to wait (WaitUntil), and whether a write may have taken
// effect (Ambiguous). Errors carry no embargoed text.
package ghsa

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v60/github"
	"github.com/gregjones/httpcache"
	"github.com/palantir/go-githubapp/githubapp"
)

// Options say how to reach GitHub as an App. APIURL, AppID and PrivateKey are required.
type Options struct {
	APIURL     string // such as "https://api.github.com"
	AppID      int64
	PrivateKey []byte // PEM
	// Transport carries the requests; nil means http.DefaultTransport.
	Transport http.RoundTripper
	// Now is the clock for what GitHub asks to wait for; nil means time.Now. Tokens go by the machine's clock.
	Now func() time.Time
	// OnResponse, unless nil, is told of every request that was made: the operation ("token" for a token),
	// the status (0 when there was no answer), whether what was known before still holds (a 304, which costs
	// nothing), and the budget. It is called by many goroutines and must be quick.
	OnResponse func(op string, status int, cached bool, rate Rate)
	// Gate keeps the requests within GitHub's limits; nil means to obey what GitHub asks this process for.
	Gate Gate
	// Fence, unless nil, is asked right before each write is sent, after all waiting, with the context of the call. When
	// it fails, the write is not sent, and the call fails with an error that wraps the fence's.
	Fence      func(ctx context.Context) error
	CacheBytes int64         // memory for one installation's answers; 0 means 16 MiB
	Timeout    time.Duration // for one request, its answer and, where needed, its token; 0 means 30 s
}

// Clients gives the clients of one App's installations. It is safe for concurrent use.
type Clients struct {
	options Options
	base    *url.URL
	app     *conn

	mu      sync.Mutex
	clients map[int64]*Client
	login   string    // of the bot
	askedAt time.Time // when login was read
}

// Client calls GitHub as one installation of the App. It is safe for concurrent use.
type Client struct {
	conn *conn
	name string // "installation 5", for errors
}

// Installation is an organisation or person that installed the App.
type Installation struct {
	ID          int64
	Account     string // login
	AccountType string // "Organization" or "User"
	Suspended   bool   // no tokens are given for it
}

// loginFor is how long the bot's login is taken for granted; it changes when people rename the App.
const loginFor = 10 * time.Minute

// NewClients checks the options; it sends nothing.
func NewClients(o Options) (*Clients, error) {
	base, err := url.Parse(o.APIURL)
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, errors.New("github API URL: want an address such as https://api.github.com")
	}
	if o.AppID <= 0 {
		return nil, errors.New("github app id: want the number on the App's settings page")
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.OnResponse == nil {
		o.OnResponse = func(string, int, bool, Rate) {}
	}
	if o.Fence == nil {
		o.Fence = func(context.Context) error { return nil }
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = 16 << 20
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Gate == nil {
		o.Gate = newAlone(o.Now)
	}
	c := &Clients{options: o, base: base, clients: map[int64]*Client{}}
	creator := c.creator(0, newBodyCache(o.CacheBytes))
	if _, err := creator.NewAppClient(); err != nil {
		return nil, fmt.Errorf("github app private key: want an RSA key in PEM form: %w", err)
	}
	c.app = &conn{connect: creator.NewAppClient, now: o.Now, gate: o.Gate}
	return c, nil
}

// creator makes the go-githubapp creator of one installation (0: of the App itself) on its own cache. Clients
// made by one creator share that cache, so a new token finds it filled.
//
// Of go-githubapp's middleware neither logging nor metrics are used: they sit above the cache and the token,
// know no operations, and would log addresses; wire sees every request there is.
func (c *Clients) creator(installation int64, cache *bodyCache) githubapp.ClientCreator {
	return githubapp.NewClientCreator(
		c.options.APIURL, "", c.options.AppID, c.options.PrivateKey,
		githubapp.WithClientUserAgent(userAgent),
		githubapp.WithClientTimeout(c.options.Timeout),
		githubapp.WithClientCaching(true, func() httpcache.Cache { return cache }),
		githubapp.WithTransport(&wire{
			next: c.options.Transport, base: c.base, installation: installation,
			limit: maxAnswer, fence: c.options.Fence, onResponse: c.options.OnResponse,
		}),
	)
}

// For gives the client of an installation, the same one each time. It sends nothing.
func (c *Clients) For(installationID int64) (*Client, error) {
	if installationID <= 0 {
		return nil, fmt.Errorf("github installation %d: want a positive number", installationID)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if client, ok := c.clients[installationID]; ok {
		return client, nil
	}
	creator := c.creator(installationID, newBodyCache(c.options.CacheBytes))
	client := &Client{
		name: "installation " + strconv.FormatInt(installationID, 10),
		conn: &conn{
			connect:   func() (*github.Client, error) { return creator.NewInstallationClient(installationID) },
			renewable: true, now: c.options.Now, gate: c.options.Gate, installation: installationID,
		},
	}
	c.clients[installationID] = client
	return client, nil
}

// Installations lists who installed the App. Clients of those that left are dropped with all they kept.
func (c *Clients) Installations(ctx context.Context) ([]Installation, error) {
	type listed struct {
		ID          int64      `json:"id"`
		Account     User       `json:"account"`
		SuspendedAt *time.Time `json:"suspended_at"`
	}
	found, err := listAll[listed](ctx, c.app, list("list-installations", c.name(), "app", "installations"))
	if err != nil {
		return nil, err
	}
	all := make([]Installation, len(found))
	for i, f := range found {
		all[i] = Installation{ID: f.ID, Account: f.Account.Login, AccountType: f.Account.Type, Suspended: f.SuspendedAt != nil}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.clients {
		if !slices.ContainsFunc(all, func(i Installation) bool { return i.ID == id }) {
			delete(c.clients, id)
		}
	}
	return all, nil
}

// BotLogin gives the login under which the App writes comments, "slug[bot]".
func (c *Clients) BotLogin(ctx context.Context) (string, error) {
	now := c.options.Now()
	c.mu.Lock()
	login, age := c.login, now.Sub(c.askedAt)
	c.mu.Unlock()
	if login != "" && age >= 0 && age < loginFor {
		return login, nil
	}
	r := get("get-app", c.name(), "app")
	app, err := fetch[struct {
		Slug string `json:"slug"`
	}](ctx, c.app, r)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(app.Slug) == "" {
		return "", r.fail(KindMalformed, "app without slug")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.login, c.askedAt = app.Slug+"[bot]", now
	return c.login, nil
}

func (c *Clients) name() string { return "app " + strconv.FormatInt(c.options.AppID, 10) }

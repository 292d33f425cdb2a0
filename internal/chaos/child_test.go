package chaos

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/server"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// childEnv holds the time at which a child's clock begins, in microseconds; it makes this binary a server.
const childEnv = "EMBARGO_CHAOS_NOW"

// What the parent writes on a child's standard input, and what the child answers on its standard output.
const (
	sayClock    = "clock"   // clock MICROS: it is that time now
	saySettle   = "settle"  // tell when nothing is due and nothing is being done
	sayListens  = "listens" // listens ADDRESS: webhooks are taken there
	saySettled  = "settled" // settled NEXT UNREST: the next key is due then; so many keys failed or were cut off
	idleRecheck = time.Second / 250
)

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		pgtest.Main(m)
	}
	if err := serve(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
}

// child is the server as `embargo serve` assembles it, but for its clock, which the parent moves.
type child struct {
	now atomic.Int64 // microseconds
	app *server.Server
}

func (c *child) clock() time.Time { return time.UnixMicro(c.now.Load()).UTC() }

func serve() (err error) {
	signal.Ignore(syscall.SIGXFSZ) // so that a full disk is an error and not the end, as on a real one
	c := &child{}
	begin, err := strconv.ParseInt(os.Getenv(childEnv), 10, 64)
	if err != nil {
		return err
	}
	c.now.Store(begin)
	settings, err := config.Load(os.Getenv, os.ReadFile, "")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	logger := zerolog.New(os.Stderr).Level(zerolog.DebugLevel)
	c.app, err = server.New(ctx, server.Options{
		Settings: settings, Logger: logger, Now: c.clock, Downloads: toSimulator{settings.GitHub.V3APIURL},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.app.Close()) }()
	if err := c.app.Start(ctx); err != nil { // before anybody asks whether anything is to be done
		return err
	}
	var lc net.ListenConfig
	public, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	metrics, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(sayListens, public.Addr())
	go func() {
		defer cancel() // the parent has gone, or wants the child to end
		c.obey(ctx)
	}()
	return c.app.Run(ctx, public, metrics)
}

// obey does what the parent says until it says no more.
func (c *child) obey(ctx context.Context) {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case sayClock:
			if micros, err := strconv.ParseInt(rest, 10, 64); err == nil {
				c.now.Store(micros)
				c.app.Agenda.Wake()
			}
		case saySettle:
			go c.settle(ctx)
		}
	}
}

// settle answers once nothing is due and nothing is being done.
func (c *child) settle(ctx context.Context) {
	ticker := time.NewTicker(idleRecheck)
	defer ticker.Stop()
	for {
		entries, idle := c.idle(ctx)
		if idle {
			next, unrest := int64(0), 0
			for _, e := range entries {
				if due := e.Due.UnixMicro(); e.Stuck == "" && (next == 0 || due < next) {
					next = due
				}
				if e.Attempts > 0 || e.Leased {
					unrest++
				}
			}
			fmt.Println(saySettled, next, unrest)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// idle looks twice at the agenda: when it was the same before and after nobody was seen working, nobody was.
func (c *child) idle(ctx context.Context) ([]agenda.Entry, bool) {
	before, err := c.app.Agenda.List(ctx)
	if err != nil {
		return nil, false
	}
	if c.app.Agenda.Working() > 0 {
		return nil, false
	}
	after, err := c.app.Agenda.List(ctx)
	if err != nil || !reflect.DeepEqual(before, after) {
		return nil, false
	}
	now := c.clock()
	for _, e := range after {
		if e.Stuck == "" && !e.Due.After(now) {
			return nil, false
		}
	}
	return after, true
}

// toSimulator carries downloads to the simulator, whatever host they name.
type toSimulator struct{ base string }

// RoundTrip implements http.RoundTripper.
func (t toSimulator) RoundTrip(r *http.Request) (*http.Response, error) {
	base, err := url.Parse(t.base)
	if err != nil {
		return nil, err
	}
	to := r.Clone(r.Context())
	to.URL.Scheme, to.URL.Host, to.Host = base.Scheme, base.Host, r.URL.Host
	return http.DefaultTransport.RoundTrip(to)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// eachCommands are given after the idle hour, at times that are spread over the beats.
const eachCommands = 6

// limitOf is how many requests GitHub allows an organisation of so many repositories in an hour.
func limitOf(repositories int) int { return min(12500, 5000+50*max(0, repositories-20)) }

// scaleEach prints what organisations cost where GitHub refuses the organisation-wide list of advisories, so that each
// repository is asked for its own: requests in an idle hour, those of the busiest minute, what was left of the hour's
// budget when least was, how long a repository waited at most to be asked, and commands for their answer.
func scaleEach(ctx context.Context, sizes string) error {
	const head = "idle req/h\tspent\tbusiest min\tlimit\tleast left\tround\tanswer\tslowest"
	return printSizes(sizes, head, func(n int) (string, error) {
		r, err := measureEach(ctx, n)
		return fmt.Sprintf("%d\t%d\t%d\t%d\t%d\t%s\t%s\t%s", r.idle.All, r.idle.Spent, r.busiest, limitOf(n), r.least,
			r.round.Round(time.Minute), r.answer.Round(time.Second), r.slowest.Round(time.Second)), err
	})
}

// each is what was measured of one size.
type each struct {
	idle            githubsim.Counts // of an hour
	busiest, least  int
	round           time.Duration
	answer, slowest time.Duration
}

// watched is a transport that sees when what is asked, and what is left then.
type watched struct {
	next     http.RoundTripper
	now      func() time.Time
	minutes  map[int64]int
	least    int
	asked    map[string]time.Time // by path of a repository's list, when it was last asked for
	longest  time.Duration        // between two times
	counting bool
}

// RoundTrip implements http.RoundTripper. Simulated work is done one after the other.
func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	if err != nil || strings.HasSuffix(r.URL.Path, "/access_tokens") {
		return resp, err
	}
	now := w.now()
	if strings.HasPrefix(r.URL.Path, "/repos/") && strings.HasSuffix(r.URL.Path, "/security-advisories") {
		list := r.URL.Path + "?" + r.URL.Query().Get("state")
		if last, ok := w.asked[list]; ok {
			w.longest = max(w.longest, now.Sub(last))
		}
		w.asked[list] = now
	}
	if !w.counting {
		return resp, nil
	}
	w.minutes[now.Unix()/60]++
	if left, err := strconv.Atoi(resp.Header.Get("X-Ratelimit-Remaining")); err == nil {
		w.least = min(w.least, left)
	}
	return resp, nil
}

// longestRound is the longest time between two times that the same was asked for, or since the last one.
func (w *watched) longestRound() time.Duration {
	longest := w.longest
	for _, last := range w.asked {
		longest = max(longest, w.now().Sub(last))
	}
	return longest
}

func measureEach(ctx context.Context, n int) (r each, err error) {
	dir, err := os.MkdirTemp("", "embargo-scale-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	seen := &watched{minutes: map[int64]int{}, least: limitOf(n), asked: map[string]time.Time{}}
	w, err := newScaleWorld(ctx, n, dir, limitOf(n), func(w *scaleWorld, next http.RoundTripper) http.RoundTripper {
		seen.next, seen.now = next, w.clock
		return seen
	})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, w.app.Close()) }()
	w.sim.Inject(githubsim.Fault{
		Method: http.MethodGet, Path: "/orgs/*/security-advisories", Times: -1, Status: http.StatusForbidden,
		Body: `{"message":"Resource not accessible by integration"}`,
	})
	// Until each has been asked, and the first hour is over.
	if err := w.pass(ctx, max(time.Hour, time.Duration(n)*time.Hour/2400), scaleBeat); err != nil {
		return r, err
	}
	w.sim.ResetRequests()
	seen.counting = true
	if err := w.pass(ctx, time.Hour, scaleBeat); err != nil {
		return r, err
	}
	r.idle = w.sim.Counts()
	seen.counting = false
	var answers []time.Duration
	for i := range eachCommands {
		answer, err := w.noticed(ctx, i)
		if err != nil {
			return r, err
		}
		answers = append(answers, answer)
		r.slowest = max(r.slowest, answer)
	}
	r.answer, r.least, r.round = median(answers), seen.least, seen.longestRound()
	for _, count := range seen.minutes {
		r.busiest = max(r.busiest, count)
	}
	return r, nil
}

// noticed gives a command in one of the advisories, and tells how long its answer took.
func (w *scaleWorld) noticed(ctx context.Context, i int) (time.Duration, error) {
	ref := w.open[i*len(w.open)/eachCommands]
	if err := w.pass(ctx, time.Duration(i)*time.Minute, scaleBeat); err != nil {
		return 0, err
	}
	comment, err := w.sim.Comment(demo.SRC, ref, "/status")
	if err != nil {
		return 0, err
	}
	said := w.clock()
	for w.clock().Sub(said) < 3*time.Hour {
		if err := w.pass(ctx, scaleBeat, scaleBeat); err != nil {
			return 0, err
		}
		if at, ok, err := w.reply(ref, comment); ok || err != nil {
			return at.Sub(said), err
		}
	}
	return 0, fmt.Errorf("no answer to command %d within three hours", i)
}

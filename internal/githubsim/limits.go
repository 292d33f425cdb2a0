package githubsim

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// anonymousLimit is the hourly limit of callers without credentials.
const anonymousLimit = 60

// bucket counts one caller's requests within the running hour.
type bucket struct {
	limit int
	used  int
	reset time.Time
}

// bucketOf is the counter the call is charged to, renewed when its hour is over.
func (s *Sim) bucketOf(c *call) *bucket {
	name, limit := "nobody", anonymousLimit
	switch {
	case isDownload(c.r.URL.Path): // the API's limits are not for files
		name, limit = "downloads", math.MaxInt
	case c.caller.inst != nil:
		name, limit = installationBucket(c.caller.inst.id), s.opts.RateLimit
	case c.caller.user != nil:
		name, limit = "user/"+key(c.caller.user.login), s.opts.RateLimit
	case c.caller.app != nil:
		name, limit = fmt.Sprintf("app/%d", c.caller.app.id), s.opts.RateLimit
	}
	return s.bucket(name, limit)
}

func installationBucket(id int64) string { return fmt.Sprintf("installation/%d", id) }

func (s *Sim) bucket(name string, limit int) *bucket {
	b := s.limits[name]
	if b == nil {
		b = &bucket{limit: limit}
		s.limits[name] = b
	}
	if !s.now().Before(b.reset) {
		b.used, b.reset = 0, s.now().Add(time.Hour)
	}
	return b
}

func (b *bucket) exhausted(s *Sim) bool { return b.used >= b.limit && s.now().Before(b.reset) }

func (b *bucket) remaining() int { return max(0, b.limit-b.used) }

// describe writes the X-RateLimit headers.
func (b *bucket) describe(h http.Header) {
	h.Set("X-Ratelimit-Limit", strconv.Itoa(b.limit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(b.remaining()))
	h.Set("X-Ratelimit-Used", strconv.Itoa(b.used))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(b.reset.Unix(), 10))
	h.Set("X-Ratelimit-Resource", "core")
}

// ExhaustRateLimit uses up what an installation has left of its hour and returns
// the time at which it may go on.
func (s *Sim) ExhaustRateLimit(installation int64) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bucket(installationBucket(installation), s.opts.RateLimit)
	b.used = b.limit
	return b.reset
}

// primaryLimit is the answer once the hour's requests are used up.
func (s *Sim) primaryLimit(c *call) reply {
	who := "unauthenticated requests"
	if c.caller.inst != nil {
		who = fmt.Sprintf("installation ID %d", c.caller.inst.id)
	}
	return problem(http.StatusForbidden, "API rate limit exceeded for "+who+".")
}

// SecondaryLimit makes the next requests that match the method and path pattern
// (see Fault) run into GitHub's secondary rate limit.
func (s *Sim) SecondaryLimit(method, path string, times int, retryAfter time.Duration) {
	body := encode(object{
		"message":           "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
		"documentation_url": "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits",
		"status":            "403",
	})
	s.Inject(Fault{
		Method: method, Path: path, Times: times, Status: http.StatusForbidden, Body: string(body),
		Header: http.Header{"Retry-After": {strconv.Itoa(int(retryAfter.Seconds()))}},
	})
}

// getRateLimit answers GET /rate_limit.
func getRateLimit(c *call) reply {
	b := c.sim.bucketOf(c)
	core := object{"limit": b.limit, "remaining": b.remaining(), "used": b.used, "reset": b.reset.Unix()}
	return reply{status: http.StatusOK, body: object{
		"resources": object{"core": core, "search": object{
			"limit": 30, "remaining": 30, "used": 0, "reset": c.now.Add(time.Minute).Unix(),
		}},
		"rate": core,
	}}
}

package ghsa

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/google/go-github/v60/github"
)

const (
	// GitHub asks for at least a minute when it gives no time with a secondary limit.
	secondaryWait = time.Minute
	// No window of GitHub's is longer than an hour; anything beyond is a wrong clock, here or there.
	longestWait  = time.Hour
	shortestWait = time.Second
)

// failure turns what go-github reports into an *Error.
func (c *conn) failure(r request, sent bool, err error) *Error {
	e := r.fail(KindNetwork, "")
	e.sent = sent
	var (
		kept  *fencedError
		token *ghinstallation.HTTPError
		api   *github.ErrorResponse
		rate  *github.RateLimitError
		abuse *github.AbuseRateLimitError
		tfa   *github.TwoFactorAuthError
	)
	switch {
	case errors.As(err, &kept):
		e.Kind, e.reason, e.cause = KindFenced, "not sent: "+kept.err.Error(), kept.err
	case errors.As(err, &token):
		c.tokenFailure(e, token)
	case errors.As(err, &rate):
		e.status(c.now(), rate.Response, rate.Message)
		if e.Kind == KindForbidden { // go-github's own check, without headers
			e.Kind, e.Until = KindRateLimit, bounded(c.now(), rate.Rate.Reset.Time)
		}
	case errors.As(err, &abuse):
		e.status(c.now(), abuse.Response, abuse.Message)
		if e.Kind == KindForbidden { // told by the documentation's address alone
			e.limit(KindSecondaryLimit, c.now(), abuse.Response.Header)
			e.Needs = ""
		}
	case errors.As(err, &tfa):
		e.status(c.now(), tfa.Response, "")
	case errors.As(err, &api):
		e.status(c.now(), api.Response, api.Message)
		e.Fields = fieldsOf(api)
	default:
		e.network(err)
	}
	return e
}

// tokenFailure explains why no token could be had. It is kept apart from the call's own answers: a 404 here
// means that the installation is gone, and must never be read as "there is no such advisory".
func (c *conn) tokenFailure(e *Error, err *ghinstallation.HTTPError) {
	if err.Response == nil {
		e.network(err.RootCause)
		e.reason = "getting a token: " + e.reason
		return
	}
	// ghinstallation leaves the body to us; its content matters to nobody.
	_ = err.Response.Body.Close()
	e.status(c.now(), err.Response, "")
	e.Needs = ""
	switch e.Kind {
	case KindRateLimit, KindSecondaryLimit, KindUnavailable:
		e.reason = "getting a token"
	default:
		e.Kind = KindUnauthorized
		e.reason = fmt.Sprintf("no token for installation %d: it is suspended or removed, or the app's id or key is wrong", err.InstallationID)
	}
}

// status sets kind, wait and remedy from an answer that is no success.
func (e *Error) status(now time.Time, resp *http.Response, message string) {
	e.Status = resp.StatusCode
	switch code := resp.StatusCode; {
	case code == http.StatusForbidden || code == http.StatusTooManyRequests:
		e.refusal(now, resp.Header, message)
	case code == http.StatusUnauthorized:
		e.Kind, e.reason = KindUnauthorized, "GitHub does not accept the app's credentials"
	case code == http.StatusNotFound:
		e.Kind = KindNotFound
	case code == http.StatusConflict:
		e.Kind = KindConflict
	case code == http.StatusGone:
		e.Kind = KindGone
	case code == http.StatusBadRequest || code == http.StatusUnprocessableEntity:
		e.Kind = KindInvalid
	case code >= http.StatusInternalServerError:
		e.Kind = KindUnavailable
		if wait, ok := retryAfter(now, resp.Header); ok {
			e.Until = bounded(now, wait)
		}
	default:
		e.Kind = KindUnexpected
	}
}

// refusal tells the limits, which GitHub answers with 403 or 429, from a missing permission.
func (e *Error) refusal(now time.Time, h http.Header, message string) {
	_, waits := retryAfter(now, h)
	switch {
	case waits:
		e.limit(KindSecondaryLimit, now, h)
	case h.Get("X-RateLimit-Remaining") == "0":
		e.limit(KindRateLimit, now, h)
	case e.Status == http.StatusTooManyRequests || saysSecondary(message):
		e.limit(KindSecondaryLimit, now, h)
	default:
		e.Kind, e.Needs = KindForbidden, permissions(h)
	}
}

// limit sets the time to wait for: Retry-After where given, else the primary limit's reset, else a minute.
func (e *Error) limit(kind Kind, now time.Time, h http.Header) {
	e.Kind = kind
	if at, ok := retryAfter(now, h); ok {
		e.Until = bounded(now, at)
		return
	}
	if kind == KindSecondaryLimit {
		e.Until = now.Add(secondaryWait)
		return
	}
	if reset := parseRate(h).Reset; !reset.IsZero() {
		e.Until = bounded(now, reset)
		return
	}
	e.Until = now.Add(secondaryWait)
}

func saysSecondary(message string) bool {
	m := strings.ToLower(message)
	return strings.Contains(m, "secondary rate limit") || strings.Contains(m, "abuse detection")
}

// retryAfter reads the header in both forms HTTP allows: seconds, or a date.
func retryAfter(now time.Time, h http.Header) (time.Time, bool) {
	v := h.Get("Retry-After")
	if v == "" {
		return time.Time{}, false
	}
	if seconds, err := strconv.ParseInt(v, 10, 32); err == nil {
		return now.Add(time.Duration(seconds) * time.Second), true
	}
	if at, err := http.ParseTime(v); err == nil {
		return at, true
	}
	return now.Add(secondaryWait), true
}

// bounded keeps a time named by GitHub within what can be true, so that two clocks that differ lead neither
// to a busy loop nor to a wait without end.
func bounded(now, at time.Time) time.Time {
	switch {
	case at.Before(now.Add(shortestWait)):
		return now.Add(shortestWait).UTC()
	case at.After(now.Add(longestWait)):
		return now.Add(longestWait).UTC()
	}
	return at.UTC()
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_.\[\]-]{1,64}$`)

// fieldsOf keeps of GitHub's explanation only what cannot carry text of an advisory: field names and codes.
func fieldsOf(api *github.ErrorResponse) []string {
	var fields []string
	for _, f := range api.Errors {
		if plainName.MatchString(f.Field) && plainName.MatchString(f.Code) {
			fields = append(fields, f.Field+": "+f.Code)
		}
	}
	return fields
}

var permissionList = regexp.MustCompile(`^[a-z_]+=[a-z]+([,;] ?[a-z_]+=[a-z]+)*$`)

// permissions reads from GitHub's header which permissions would have been enough.
func permissions(h http.Header) string {
	if v := h.Get("X-Accepted-GitHub-Permissions"); permissionList.MatchString(v) {
		return v
	}
	return ""
}

// network explains in words of our own why there is no whole answer.
func (e *Error) network(err error) {
	e.Kind = KindNetwork
	var (
		op    *net.OpError
		dns   *net.DNSError
		cert  *tls.CertificateVerificationError
		large *http.MaxBytesError
		wait  interface{ Timeout() bool }
	)
	switch {
	case errors.Is(err, context.Canceled):
		e.reason, e.cause = "canceled", context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		e.reason, e.cause = "timed out", context.DeadlineExceeded
	case errors.Is(err, errForeignHost):
		e.Kind, e.reason = KindUnexpected, "GitHub named an address on another host; the token is not sent there"
	case errors.As(err, &large):
		e.Kind, e.reason = KindMalformed, fmt.Sprintf("the answer is larger than %d bytes", large.Limit)
	case errors.As(err, &dns):
		e.reason = "host not found"
	case errors.As(err, &cert):
		e.reason = "the server's certificate is not trusted"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.reason = "connection refused"
	case errors.As(err, &wait) && wait.Timeout():
		e.reason = "timed out"
	default:
		e.reason = "connection failed"
	}
	// Nothing was sent when there was no connection to send it on.
	if errors.As(err, &op) && op.Op == "dial" {
		e.sent = false
	}
}

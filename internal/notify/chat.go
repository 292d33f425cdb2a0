package notify

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
)

// Chat posts plain text to a channel. Nothing in the text mentions anybody or hides a link behind other words; bare
// web addresses become links. What exceeds 4,000 characters is cut off, visibly. Errors are of type *Error.
func (n *Notifier) Chat(ctx context.Context, channel, text string) error {
	name := "chat " + strconv.Quote(channel)
	webhook, ok := n.webhooks[channel]
	if !ok {
		return &Error{Channel: name, Kind: Setup, Step: stepPosting, what: "there is no webhook for this channel",
			remedy: "give its URL"}
	}
	if text == "" {
		return &Error{Channel: name, Kind: Refused, Step: stepPosting, what: "there is no text"}
	}
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	var answer answer
	client := *n.http
	client.Transport = &recorder{next: n.http.Transport, answer: &answer}
	unfurl := false
	err := slack.PostWebhookCustomHTTPContext(ctx, reveal(webhook), &client, &slack.WebhookMessage{
		Text: inertChat(text), Parse: "none", UnfurlLinks: &unfurl, UnfurlMedia: &unfurl,
	})
	if answer.status != 0 {
		return answer.failure(name, n.options.Now())
	}
	if err == nil {
		err = errors.New("no answer")
	}
	e := disconnected(name, stepPosting, err)
	if sent.Load() && e.Kind == Temporary {
		e.unsure("sent, but the answer was lost")
	}
	return e
}

// Channels lists the names of the chat channels that have a webhook, sorted.
func (n *Notifier) Channels() []string { return slices.Sorted(maps.Keys(n.webhooks)) }

const stepPosting = "posting"

// chatClient follows no redirect, since the post would be repeated at an address nobody configured, and uses each
// connection once, so that a failure always concerns this post.
func chatClient(timeout time.Duration) *http.Client {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // replaced by the program; its own rules apply
		transport = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	transport = transport.Clone()
	transport.DisableKeepAlives = true
	return &http.Client{
		Transport: transport, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answer is what the other side said to a post, as far as it matters.
type answer struct {
	status     int
	retryAfter string
}

// recorder notes the answer on its way to the library, which keeps less of it, and bounds its body.
type recorder struct {
	next   http.RoundTripper
	answer *answer
}

const maxAnswer = 64 << 10 // bytes

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	*r.answer = answer{status: response.StatusCode, retryAfter: response.Header.Get("Retry-After")}
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(response.Body, maxAnswer), response.Body}
	return response, nil
}

// failure says what an answer means, nil for success.
func (a answer) failure(channel string, now time.Time) error {
	e := &Error{Channel: channel, Kind: Refused, Step: stepPosting, Code: a.status, what: "refused"}
	switch a.status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		e.Kind, e.what, e.retryAt = Temporary, "refused for now", retryAt(a.retryAfter, now)
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		e.unsure("sent, but answered by a go-between")
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		e.remedy = "the webhook is gone or locked; make a new one and give its URL"
	case http.StatusRequestTimeout, http.StatusTooEarly:
		e.Kind, e.what = Temporary, "refused for now"
	default:
		switch {
		case a.status >= http.StatusOK && a.status < http.StatusMultipleChoices:
			return nil
		case a.status >= http.StatusInternalServerError:
			e.Kind, e.what = Temporary, "refused for now"
		case a.status < http.StatusBadRequest:
			e.remedy = "the webhook has moved; give its new URL"
		}
	}
	return e
}

// maxWait bounds what a Retry-After can ask for.
const maxWait = time.Hour

// retryAt reads a Retry-After header, in seconds or as a date; zero when there is none that makes sense.
func retryAt(header string, now time.Time) time.Time {
	at, err := http.ParseTime(header)
	if seconds, noNumber := strconv.ParseUint(header, 10, 31); noNumber == nil {
		at, err = now.Add(time.Duration(seconds)*time.Second), nil
	}
	switch {
	case err != nil || !at.After(now):
		return time.Time{}
	case at.After(now.Add(maxWait)):
		return now.Add(maxWait)
	}
	return at.UTC()
}

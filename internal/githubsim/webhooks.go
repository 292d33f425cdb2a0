package githubsim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1" // #nosec G505 -- GitHub still sends the old signature beside the new one
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// answerWithin is how long GitHub waits for a receiver.
const answerWithin = 10 * time.Second

// event is something that apps may be told about.
type event struct {
	name, action string
	only         *app     // the app it is for; nil means whoever subscribed
	owner        *account // of the organisation it happened in
	repo         *repo    // nil for events of organisations
	sender       *account
	fields       object
}

// eventPermission is the permission without which an app is not told.
var eventPermission = map[string]string{
	"repository_advisory": "repository_advisories",
	"release":             "contents", "commit_comment": "contents", "fork": "contents", "push": "contents", "repository": "metadata",
	"membership": "members", "team": "members", "organization": "members",
	"pull_request": "pull_requests", "pull_request_review": "pull_requests", "pull_request_review_comment": "pull_requests",
	"issues": "issues", "issue_comment": "issues", "check_run": "checks", "check_suite": "checks",
	"deployment_protection_rule": "deployments",
}

// delivery is one attempt to tell an app about an event.
type delivery struct {
	outcome

	id           int64
	guid         string
	app          *app
	inst         *installation
	repo         *repo
	name, action string
	redelivery   bool
	payload      json.RawMessage
	url          string
	done         bool
	at           time.Time
	duration     float64 // simulated seconds
	request      http.Header
}

// outcome is what came of a delivery.
type outcome struct {
	code     int
	status   string
	response http.Header
	answer   string
}

func (o outcome) good() bool { return o.code >= 200 && o.code < 300 }

func (s *Sim) advisoryChanged(action string, a *advisory, sender *account) {
	s.emit(event{
		name: "repository_advisory", action: action, owner: a.repo.owner, repo: a.repo, sender: sender,
		fields: object{"repository_advisory": s.sparseAdvisory(a)},
	})
}

// emit queues an event for every installation that is to hear of it.
func (s *Sim) emit(e event) {
	if e.repo != nil && e.repo.forkOf != nil && !s.opts.ForkWebhooks {
		return
	}
	for _, id := range sortedKeys(s.installs) {
		inst := s.installs[id]
		switch {
		case e.only != nil && inst.app != e.only:
		case inst.account != e.owner || (e.repo != nil && !inst.covers(e.repo, nil)):
		case !inst.suspended.IsZero():
		case !slices.Contains(inst.app.events, e.name), inst.app.perms[eventPermission[e.name]] == "":
			s.withheld[e.name] = true
		default:
			s.queue(inst, e)
		}
	}
}

// queue puts one event for one installation into the queue of deliveries.
func (s *Sim) queue(inst *installation, e event) {
	if inst.app.url == "" {
		return
	}
	payload := maps.Clone(e.fields)
	if e.action != "" {
		payload["action"] = e.action
	}
	payload["sender"] = e.sender.json
	if payload["installation"] == nil {
		payload["installation"] = object{"id": inst.id, "node_id": nodeID("IntegrationInstallation", inst.id)}
	}
	if e.repo != nil {
		r := s.repoObject(e.repo)
		r["custom_properties"] = object{}
		payload["repository"] = r
	}
	if e.owner != nil && e.owner.kind == typeOrg {
		payload["organization"] = s.orgSimple(e.owner)
	}
	id := s.nextID("delivery")
	sum := sha256.Sum256([]byte("delivery " + strconv.FormatInt(id, 10)))
	s.deliver(&delivery{
		id: id, guid: guid(sum[:16]), app: inst.app, inst: inst, repo: e.repo, name: e.name, action: e.action,
		payload: encode(payload),
	})
}

func guid(b []byte) string {
	h := hex.EncodeToString(b)
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:32]}, "-")
}

func (s *Sim) deliver(d *delivery) {
	d.at, d.url = s.now(), d.app.url
	d.app.deliveries = append(d.app.deliveries, d)
	s.pending = append(s.pending, d)
	select {
	case s.wake <- struct{}{}:
	default: // whoever delivers is awake already
	}
}

// DeliverPending sends the deliveries that wait, in order and one after the
// other, and returns how many it sent. What a receiver answers, or that it did
// not, stands in the delivery log; an error is returned only when ctx ends.
func (s *Sim) DeliverPending(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		d := s.takePending()
		if d == nil {
			return n, nil
		}
		if err := s.send(ctx, d); err != nil {
			return n, err
		}
	}
}

// ServeWebhooks sends deliveries as they come, several at a time, until ctx ends.
func (s *Sim) ServeWebhooks(ctx context.Context, workers int) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	free := make(chan struct{}, max(1, workers))
	for {
		for d := s.takePending(); d != nil; d = s.takePending() {
			free <- struct{}{} // a send ends with ctx at the latest
			wg.Go(func() {
				defer func() { <-free }()
				// Only the end of ctx is an error here, and the loop sees it too.
				_ = s.send(ctx, d)
			})
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.wake:
		}
	}
}

// Undelivered tells how many deliveries wait or are on their way.
func (s *Sim) Undelivered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending) + s.sending
}

func (s *Sim) takePending() *delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) == 0 {
		return nil
	}
	d := s.pending[0]
	s.pending = s.pending[1:]
	s.sending++
	return d
}

// send posts one delivery and writes down what came of it.
func (s *Sim) send(ctx context.Context, d *delivery) error {
	began := s.opts.Now()
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	header := hookHeaders(d)
	out, err := s.post(ctx, d, header)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sending--
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		s.pending = slices.Insert(s.pending, 0, d)
		return ctx.Err()
	}
	d.done, d.request, d.outcome = true, header, out
	d.duration = s.opts.Now().Sub(began).Seconds()
	s.opts.Logf("webhook %s.%s %d", d.name, d.action, out.code)
	return nil
}

// post sends a delivery and says how it went, in GitHub's words; the error is why
// there was no answer.
func (s *Sim) post(ctx context.Context, d *delivery, header http.Header) (outcome, error) {
	unreachable := outcome{code: http.StatusBadGateway, status: "failed to connect to host"}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(d.payload))
	if err != nil {
		return unreachable, err
	}
	req.Header = header
	res, err := s.opts.Webhooks.RoundTrip(req)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return outcome{code: http.StatusGatewayTimeout, status: "timed out"}, err
	case err != nil:
		return unreachable, err
	}
	answer, readErr := io.ReadAll(io.LimitReader(res.Body, 1<<16))
	closeErr := res.Body.Close()
	out := outcome{code: res.StatusCode, status: "OK", response: res.Header, answer: string(answer)}
	if readErr != nil || closeErr != nil || !out.good() {
		out.status = fmt.Sprintf("Invalid HTTP Response: %d", out.code)
	}
	return out, nil
}

func hookHeaders(d *delivery) http.Header {
	h := http.Header{
		"Accept": {"*/*"}, "Content-Type": {"application/json"}, "User-Agent": {"GitHub-Hookshot/simulated"},
	}
	h.Set("X-Github-Delivery", d.guid)
	h.Set("X-Github-Event", d.name)
	h.Set("X-Github-Hook-Id", strconv.FormatInt(d.app.hook, 10))
	h.Set("X-Github-Hook-Installation-Target-Id", strconv.FormatInt(d.app.id, 10))
	h.Set("X-Github-Hook-Installation-Target-Type", "integration")
	if d.app.secret != "" {
		h.Set("X-Hub-Signature", "sha1="+sign(sha1.New, d.app.secret, d.payload))
		h.Set("X-Hub-Signature-256", "sha256="+sign(sha256.New, d.app.secret, d.payload))
	}
	return h
}

func sign(alg func() hash.Hash, secret string, payload []byte) string {
	m := hmac.New(alg, []byte(secret))
	m.Write(payload)
	return hex.EncodeToString(m.Sum(nil))
}

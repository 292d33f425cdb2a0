// Package handlers receives GitHub's webhooks.
//
// Nothing is decided from what an event says: it only tells which advisories are worth another look. One file
// per GitHub event translates a payload into a [concern]; everything else of the payload is forgotten. The
// delivery's id and the looks go into the database in one transaction, and GitHub is answered when that is on
// disk: what was answered with success is never lost, and what was not can be delivered again. A delivery that asks only
// for what is due already leaves nothing.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/palantir/go-githubapp/githubapp"
	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/store"
)

// Store is what the receiver needs of the database.
type Store interface {
	Update(ctx context.Context, f func(*store.Tx) error) error
}

// Agenda is what the receiver needs of the agenda.
type Agenda interface {
	MarkForTx(tx *store.Tx, key string, at time.Time, cause string) error
	Wake()
}

// Config is what a receiver is made of. All fields but Leaks and OnDelivery are required.
type Config struct {
	Secrets [][]byte // of the webhook; any of them may have signed, so that they can be rotated
	Store   Store
	Agenda  Agenda
	Now     func() time.Time
	Logger  zerolog.Logger

	// Leaks scans what is said in public; nil for nothing.
	Leaks *leak.Guard

	// OnDelivery is told what became of each request. event is that of a handled event or "other"; outcome is
	// accepted, coalesced, repeated, ignored, refused or failed.
	OnDelivery func(event, outcome string)
}

// The outcomes of a request.
const (
	outcomeAccepted  = "accepted"  // recorded, with what it concerns
	outcomeCoalesced = "coalesced" // asks only for what is due already
	outcomeRepeated  = "repeated"  // a delivery seen before
	outcomeIgnored   = "ignored"   // concerns no advisory that is known, or only what was told before
	outcomeRefused   = "refused"   // unauthentic, malformed or too large
	outcomeFailed    = "failed"    // authentic, but could not be recorded
)

// New gives the handler for POST /api/github/hook. It fails when there is no secret or an empty one, which
// would let anybody in. The server around it must bound the time that reading a request may take.
func New(config Config) (http.Handler, error) {
	if len(config.Secrets) == 0 {
		return nil, errors.New("the webhook receiver needs a secret")
	}
	for i, secret := range config.Secrets {
		if len(secret) == 0 {
			return nil, fmt.Errorf("webhook secret %d is empty: remove it or set it", i+1)
		}
	}
	if config.OnDelivery == nil {
		config.OnDelivery = func(string, string) {}
	}
	noticed, err := lru.New[string, int64](maxNoticed)
	if err != nil {
		return nil, err
	}
	r := &receiver{Config: config, known: map[string]bool{}, noticed: noticed}
	for _, secret := range config.Secrets {
		r.macs = append(r.macs, newMACs(secret))
	}
	events := make([]githubapp.EventHandler, len(readers))
	for i, read := range readers {
		r.known[read.event] = true
		read.leaks = config.Leaks
		events[i] = handler{receiver: r, reader: read}
	}
	// The dispatcher checks signatures with go-github's ValidatePayload, which reads a body of any size, accepts
	// SHA-1, knows one secret only, and would compute the HMAC a second time. The guard in front does all of
	// that and is the only way in; so the dispatcher gets no secret, and requests from which the guard took
	// signature and body away. The payload travels in the context, and inline hands it to the event's handler.
	// No scheduler of go-githubapp's may be used: they answer before the work is done.
	dispatcher := githubapp.NewEventDispatcher(events, "",
		githubapp.WithScheduler(inline{}),
		githubapp.WithErrorCallback(r.failed),
		githubapp.WithResponseCallback(r.answered))
	return &guard{receiver: r, next: dispatcher}, nil
}

// maxNoticed bounds the advisories that are known to have been heard of lately.
const maxNoticed = 4096

// receiver is what the guard and the event handlers share.
type receiver struct {
	Config
	known map[string]bool // the events that have a handler
	macs  []*macs         // one for each secret

	noticed *lru.Cache[string, int64] // the installations of advisories that were heard of lately
}

// inline runs a handler within the request, on the payload that the guard has checked.
type inline struct{}

type payloadKey struct{}

// Schedule implements githubapp.Scheduler. A panic becomes an error that tells where it was, and not its value,
// which may quote the payload.
func (inline) Schedule(ctx context.Context, d githubapp.Dispatch) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("the handler panicked with a %T: %s", value, debug.Stack())
		}
	}()
	d.Payload, _ = ctx.Value(payloadKey{}).([]byte)
	return d.Execute(ctx)
}

// handler is the githubapp.EventHandler of one event.
type handler struct {
	receiver *receiver
	reader   reader
}

// Handles implements githubapp.EventHandler.
func (h handler) Handles() []string { return []string{h.reader.event} }

// Handle implements githubapp.EventHandler: it returns when the delivery is recorded.
func (h handler) Handle(ctx context.Context, event, delivery string, body []byte) error {
	concern, err := concernOf(h.reader, body)
	if err != nil {
		return err
	}
	outcome, number := outcomeIgnored, store.DeliveryOf(delivery)
	if concern.anything() {
		if outcome, err = h.receiver.record(ctx, number, concern); err != nil {
			return unrecordedError{err}
		}
	}
	h.receiver.told(event, delivery, number, outcome)
	return nil
}

// told tells metrics and log of a delivery. Of those that something follows from the log has the number at level info: it
// stands beside all of that.
func (r *receiver) told(event, delivery string, number store.Delivery, outcome string) {
	r.OnDelivery(event, outcome)
	level := zerolog.DebugLevel
	if outcome == outcomeAccepted || outcome == outcomeCoalesced {
		level = zerolog.InfoLevel
	}
	r.Logger.WithLevel(level).Str("event", event).Str("delivery", delivery).Str("cause", number.Trace()).
		Str("outcome", outcome).Msg("webhook")
}

// unrecordedError tells that an authentic delivery could not be recorded.
type unrecordedError struct{ error }

func (e unrecordedError) Unwrap() error { return e.error }

// failed answers a request whose handler failed.
func (r *receiver) failed(w http.ResponseWriter, request *http.Request, err error) {
	switch {
	case errors.Is(err, errMalformed):
		r.refuse(w, request, http.StatusBadRequest, errMalformed)
		return
	case errors.Is(err, errIdentifier):
		r.refuse(w, request, http.StatusBadRequest, errIdentifier)
		return
	}
	status, answer := http.StatusInternalServerError, "the delivery could not be handled"
	if _, unrecorded := errors.AsType[unrecordedError](err); unrecorded {
		status, answer = http.StatusServiceUnavailable, "the delivery could not be recorded: deliver it again later"
	}
	event, delivery := identify(request)
	r.Logger.Error().Err(err).Str("event", event).Str("delivery", delivery).Msg("webhook failed")
	r.OnDelivery(r.label(event), outcomeFailed)
	http.Error(w, answer, status)
}

// answered answers a request that was handled, or whose event nobody handles.
func (r *receiver) answered(w http.ResponseWriter, _ *http.Request, event string, handled bool) {
	if handled {
		w.WriteHeader(http.StatusOK)
		return
	}
	r.OnDelivery(r.label(event), outcomeIgnored)
	w.WriteHeader(http.StatusAccepted)
}

// refuse answers a request that is not as it must be. reason is a sentence of ours.
func (r *receiver) refuse(w http.ResponseWriter, request *http.Request, status int, reason error) {
	event, _ := identify(request)
	r.Logger.Warn().Int("status", status).Str("event", r.label(event)).Err(reason).Msg("webhook refused")
	r.OnDelivery(r.label(event), outcomeRefused)
	http.Error(w, reason.Error(), status)
}

// label keeps the number of values of a metric's label bounded, whatever is sent.
func (r *receiver) label(event string) string {
	if r.known[event] {
		return event
	}
	return "other"
}

package handlers

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
)

const (
	// maxBody is the largest payload that GitHub sends, in bytes.
	maxBody = 25 << 20
	// firstBuffer is what is set aside for a body of unknown size. A sender who announces much has to send it
	// before it costs us memory.
	firstBuffer = 64 << 10

	headerEvent     = "X-Github-Event"
	headerDelivery  = "X-Github-Delivery"
	headerSignature = "X-Hub-Signature-256"
	signaturePrefix = "sha256="
)

// guard lets only authentic deliveries of a sane form through, each body read once and hashed once.
type guard struct {
	receiver *receiver
	next     http.Handler
}

// buffers are reused from one delivery to the next: nobody keeps a payload.
var buffers sync.Pool

func takeBuffer() *bytes.Buffer {
	if buffer, ok := buffers.Get().(*bytes.Buffer); ok {
		return buffer
	}
	return bytes.NewBuffer(make([]byte, 0, firstBuffer))
}

func giveBack(buffer *bytes.Buffer) {
	if buffer.Cap() <= 4*firstBuffer { // a rare giant is not kept
		buffer.Reset()
		buffers.Put(buffer)
	}
}

// ServeHTTP implements http.Handler.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	signature, status, err := checkHeaders(r)
	if err != nil {
		if status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodPost)
		}
		g.receiver.refuse(w, r, status, err)
		return
	}
	buffer := takeBuffer()
	defer giveBack(buffer)
	if status, err := readBody(buffer, w, r); err != nil {
		g.receiver.refuse(w, r, status, err)
		return
	}
	if !g.authentic(signature, buffer.Bytes()) {
		g.receiver.refuse(w, r, http.StatusUnauthorized, errors.New("the signature does not match: check the webhook secret"))
		return
	}
	ctx := context.WithValue(r.Context(), payloadKey{}, buffer.Bytes())
	g.next.ServeHTTP(w, stripped(ctx, r))
}

// checkHeaders checks all that can be checked before the body is read, and gives the signature. Each header
// that counts must be there exactly once, so that nobody in between can read another one than we do.
func checkHeaders(r *http.Request) (signature []byte, status int, err error) {
	if r.Method != http.MethodPost {
		return nil, http.StatusMethodNotAllowed, errors.New("webhooks are delivered by POST")
	}
	if r.ContentLength > maxBody {
		return nil, http.StatusRequestEntityTooLarge, errTooLarge
	}
	media, _, err := mime.ParseMediaType(only(r, "Content-Type"))
	if err != nil || media != "application/json" || len(r.Header["Content-Encoding"]) > 0 {
		return nil, http.StatusUnsupportedMediaType, errors.New("the content type must be application/json, not encoded")
	}
	if event, delivery := identify(r); event == "" || delivery == "" {
		return nil, http.StatusBadRequest, errors.New("the headers X-GitHub-Event and X-GitHub-Delivery must name event and delivery")
	}
	digits, ok := strings.CutPrefix(only(r, headerSignature), signaturePrefix)
	signature, err = hex.DecodeString(digits)
	if !ok || err != nil || len(signature) != sha256.Size {
		return nil, http.StatusUnauthorized, errors.New("the header X-Hub-Signature-256 must hold a SHA-256 signature")
	}
	return signature, 0, nil
}

// only gives the value of a header that is there exactly once, "" otherwise.
func only(r *http.Request, header string) string {
	if values := r.Header[header]; len(values) == 1 {
		return values[0]
	}
	return ""
}

// identify gives the event and the delivery's id, "" for what is missing or of another form. GitHub's ids are
// UUIDs; other letters are let through, so that they may change, but nothing that could be more than a name.
func identify(r *http.Request) (event, delivery string) {
	event, delivery = only(r, headerEvent), only(r, headerDelivery)
	if !consists(event, maxLabel, "_") {
		event = ""
	}
	if !consists(delivery, maxLabel, "-") {
		delivery = ""
	}
	return event, delivery
}

var errTooLarge = errors.New("the payload is over 25 MB")

// readBody reads the body into buffer, and no more than GitHub ever sends, whatever length was announced.
func readBody(buffer *bytes.Buffer, w http.ResponseWriter, r *http.Request) (status int, err error) {
	if _, err = buffer.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody)); err == nil {
		return 0, nil
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return http.StatusRequestEntityTooLarge, errTooLarge
	}
	return http.StatusBadRequest, errors.New("the payload did not arrive whole")
}

// macs makes signatures with one secret. What depends on the secret alone is worked out once and kept.
type macs struct{ pool sync.Pool }

func newMACs(secret []byte) *macs {
	return &macs{sync.Pool{New: func() any { return hmac.New(sha256.New, secret) }}}
}

// made tells whether signature is that of body, in constant time.
func (m *macs) made(signature, body []byte) bool {
	mac, ok := m.pool.Get().(hash.Hash)
	if !ok {
		return false // cannot be: nothing else is put there
	}
	defer m.pool.Put(mac)
	mac.Reset()
	mac.Write(body)
	return hmac.Equal(signature, mac.Sum(nil))
}

// authentic tells whether one of the secrets made the signature of body, in constant time.
func (g *guard) authentic(signature, body []byte) bool {
	for i := range g.receiver.macs {
		if g.receiver.macs[i].made(signature, body) {
			return true
		}
	}
	return false
}

// stripped gives a request for the dispatcher: who and what, without signature and body.
func stripped(ctx context.Context, r *http.Request) *http.Request {
	inner := r.WithContext(ctx)
	inner.Header = http.Header{
		"Content-Type": {"application/json"},
		headerEvent:    r.Header[headerEvent],
		headerDelivery: r.Header[headerDelivery],
	}
	inner.Body, inner.ContentLength = io.NopCloser(http.NoBody), 0
	return inner
}

package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// The purposes of sealed values. What was sealed for one opens for no other.
const (
	forSession = "session"
	forSignIn  = "sign-in"
)

// The longest that sealed values hold.
const (
	sessionFor = 8 * time.Hour
	signInFor  = 10 * time.Minute
)

// session is who is signed in.
type session struct {
	Login string `json:"login"`
	ID    string `json:"id"` // random: what forms prove to know
}

// sealer makes values that only this app can make or read.
type sealer struct {
	aead cipher.AEAD
	key  []byte
	now  func() time.Time
}

func newSealer(key []byte, now func() time.Time) (*sealer, error) {
	if len(key) != sha256.Size {
		return nil, errors.New("the key of the dashboard's sessions must have 32 bytes")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &sealer{aead: aead, key: key, now: now}, err
}

// sealed is a value with its end.
type sealed struct {
	Until time.Time       `json:"until"`
	Value json.RawMessage `json:"value"`
}

// close seals a value for a purpose and a time.
func (s *sealer) close(purpose string, value any, length time.Duration) (string, error) {
	inner, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(sealed{Until: s.now().Add(length), Value: inner})
	if err != nil {
		return "", err
	}
	// The AEAD draws a nonce by itself.
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, text, []byte(purpose))), nil // #nosec G407 -- the AEAD chooses a random nonce for each text itself
}

// open reads a sealed value. False for one that was not sealed here, for another purpose, or whose time is over.
func (s *sealer) open(purpose, text string, value any) bool {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	inner, err := s.aead.Open(nil, nil, data, []byte(purpose))
	var v sealed
	if err != nil || json.Unmarshal(inner, &v) != nil || !s.now().Before(v.Until) {
		return false
	}
	return json.Unmarshal(v.Value, value) == nil
}

// formToken is what every form of a session carries, and nobody outside it can know.
func (s *sealer) formToken(who session) string {
	mac := hmac.New(sha256.New, s.key)
	_, _ = mac.Write([]byte("form " + who.ID)) // never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s *sealer) isFormToken(who session, token string) bool {
	return hmac.Equal([]byte(token), []byte(s.formToken(who)))
}

// random gives an unguessable text of 32 bytes.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it stops the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// cookie makes a cookie for a purpose. By TLS its name keeps other hosts of the domain from setting it.
func (w *Web) cookie(purpose, value string, length time.Duration) *http.Cookie {
	c := &http.Cookie{ // #nosec G124 -- without TLS, as on a machine of one's own, browsers would not keep a secure one
		Name: w.cookieName(purpose), Value: value, Path: "/", MaxAge: int(length.Seconds()),
		HttpOnly: true, Secure: w.sealed(), SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

func (w *Web) cookieName(purpose string) string {
	if w.sealed() {
		return "__Host-embargo-" + purpose
	}
	return "embargo-" + purpose
}

// person is who makes a request; false when nobody is signed in.
func (w *Web) person(r *http.Request) (session, bool) {
	var who session
	c, err := r.Cookie(w.cookieName(forSession))
	return who, err == nil && w.seal.open(forSession, c.Value, &who) && who.Login != ""
}

// asPerson serves only who is signed in: others are sent to sign in and come back. A form must carry the session's
// token.
func (w *Web) asPerson(serve func(http.ResponseWriter, *http.Request, session)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		who, ok := w.person(r)
		switch {
		case ok && r.Method != http.MethodPost, ok && w.seal.isFormToken(who, r.PostFormValue("token")):
			serve(rw, r, who)
		case r.Method == http.MethodPost:
			w.pages.plain(rw, http.StatusForbidden, "Your session is over, or the form is too old. Nothing was done: go back, reload the page and try again.")
		default:
			http.Redirect(rw, r, signInLink(r.URL.Path), http.StatusSeeOther)
		}
	}
}

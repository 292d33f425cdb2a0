package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/notify/smtptest"
	"github.com/embargo-app/embargo/internal/reconcile"
)

// outlet is something that the app put where others than an advisory's people may see it.
type outlet struct{ place, text string }

// The places that are told apart by what may stand there.
const (
	placeAddress = "address of a request" // whoever stands between logs it
	placePublic  = "public repository"
	placePrivate = "private repository"
	placeMail    = "mail"
	placeChat    = "chat"
	placeAnswer  = "answer to a webhook"
)

// outlets keep all that the app said outside its advisories, each with when it was said first.
type outlets struct {
	mu    sync.Mutex
	first map[outlet]time.Time
}

func (o *outlets) add(at time.Time, place, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.first == nil {
		o.first = map[outlet]time.Time{}
	}
	if _, known := o.first[outlet{place, text}]; !known && text != "" {
		o.first[outlet{place, text}] = at
	}
}

// recorded passes requests on and keeps what they say: where to, and their bodies but for those to an advisory.
func (w *world) recorded(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		segments := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
		own := len(segments) > 3 && segments[0] == "repos" && segments[3] == "security-advisories"
		if !own {
			w.outlets.add(w.clock(), placeAddress, r.URL.String())
		} else {
			w.outlets.add(w.clock(), placeAddress, r.URL.RawQuery)
		}
		if r.Body == nil || own {
			return next.RoundTrip(r)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		place := placePublic
		if len(segments) > 2 && segments[0] == "repos" && w.sim.IsPrivate(segments[1]+"/"+segments[2]) {
			place = placePrivate
		}
		w.outlets.add(w.clock(), place, string(body))
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		return next.RoundTrip(r)
	})
}

// hooked is the receiver of webhooks, whose answers stand in GitHub's log of deliveries.
func (w *world) hooked() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.unreachable.Load() {
			panic(http.ErrAbortHandler) // cuts the connection
		}
		answer := httptest.NewRecorder()
		w.app.Handler().ServeHTTP(answer, r)
		w.outlets.add(w.clock(), placeAnswer, fmt.Sprint(answer.Header(), answer.Body))
		maps.Copy(rw.Header(), answer.Header())
		rw.WriteHeader(answer.Code)
		_, _ = rw.Write(answer.Body.Bytes()) // nobody is left to tell when the caller is gone
	})
}

// overheard is a teller whose words are kept.
type overheard struct {
	reconcile.Teller

	world *world
}

func (o overheard) Mail(ctx context.Context, m reconcile.Mail, mark func(context.Context) error) error {
	text := fmt.Sprintf("%s %s %s", m.Key, m.From, m.Text)
	for _, file := range m.Attachments {
		text += fmt.Sprintf("\n%s %s\n%s", file.Name, file.ContentType, file.Data)
	}
	o.world.heard(m.To, m.Subject, text)
	return o.Teller.Mail(ctx, m, mark)
}

// heard keeps a mail, unless it is one that may hold details.
func (w *world) heard(to, subject, text string) {
	if to == "" || to != w.detailed || !strings.HasPrefix(subject, "Under embargo: ") {
		w.outlets.add(w.clock(), placeMail, to+"\n"+subject+"\n"+text)
	}
}

// heardMail keeps a mail as a real server received it.
func (w *world) heardMail(m smtptest.Mail) {
	text := m.Text
	for header := range m.Header.Map() {
		text += "\n" + header + ": " + m.Header.Get(header)
	}
	for _, file := range m.Attachments {
		text += fmt.Sprintf("\n%s %s\n%s", file.Name, file.ContentType, file.Data)
	}
	w.heard(strings.Trim(m.Header.Get("To"), "<>"), m.Subject, text)
}

func (o overheard) Chat(ctx context.Context, channel, text string) error {
	o.world.outlets.add(o.world.clock(), placeChat, channel+"\n"+text)
	return o.Teller.Chat(ctx, channel, text)
}

// kept is all that the app keeps or shows to its operator, by place: log, metrics, agenda, health, and the database
// as it lies on the disk, with its write-ahead log, while it is open.
func (w *world) kept() (map[string][]byte, error) {
	get := func(h http.Handler, path string) []byte {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		return answer.Body.Bytes()
	}
	places := map[string][]byte{
		"log": w.log.Bytes(), "metrics": get(w.app.MetricsHandler(), "/metrics"), "readyz": get(w.app.Handler(), "/readyz"),
	}
	entries, err := w.app.Agenda.List(context.Background())
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		places["agenda"] = append(places["agenda"], e.Key+" "+e.Stuck+" "+e.LastError+"\n"...)
	}
	database, err := w.database.read()
	if err != nil {
		return nil, err
	}
	maps.Copy(places, database)
	if len(places[databaseName]) == 0 {
		return nil, errors.New("no database")
	}
	return places, nil
}

// secrets are what the operator handed over, and what opens GitHub: they stand nowhere.
func secrets() []string {
	key := strings.Split(privateKey(), "\n")
	return []string{webhookSecret, key[1], key[len(key)/2], "ghs_"}
}

// embargoed is a piece of text that is under embargo until an advisory is published.
type embargoed struct {
	what, text string
	advisory   string    // GHSA id
	until      time.Time // zero for as long as it goes
	// naming: the advisory's name, which its own people, its mails and the database may read.
	naming bool
}

// embargoed lists what is under embargo in this world, as far as GitHub has it: the pieces of every summary,
// description and comment of people's, vectors, and the advisories' names.
func (w *world) embargoed() ([]embargoed, error) {
	var all []embargoed
	for _, ref := range w.sim.Advisories(demo.Org) {
		a, err := w.sim.Advisory(ref)
		if err != nil {
			return nil, err
		}
		comments, err := w.sim.Thread(ref)
		if err != nil {
			return nil, err
		}
		add := func(what string, naming bool, texts ...string) {
			for _, text := range texts {
				if text != "" {
					all = append(all, embargoed{what, text, a.GHSA, a.PublishedAt, naming})
				}
			}
		}
		add("summary", false, pieces(a.Summary)...)
		add("description", false, pieces(a.Description)...)
		add("vector", false, a.CVSS)
		add("name", true, a.GHSA)
		for _, c := range comments {
			if c.Author != demo.AppSlug+"[bot]" {
				add("comment of "+c.Author, false, pieces(c.Body)...)
			}
		}
	}
	return all, nil
}

// shortestPiece is the length below which words may well be ours.
const shortestPiece = 14

// pieces are the beginning and the end of every line, each a few words long: nobody quotes less. What has digits or
// slashes in it is left out: that may be a date or a command, which we write too.
func pieces(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		for n := 2; n <= len(words); n++ {
			begin, end := strings.Join(words[:n], " "), strings.Join(words[len(words)-n:], " ")
			if len(begin) < shortestPiece || len(end) < shortestPiece {
				continue
			}
			for _, piece := range []string{begin, end} {
				if !strings.ContainsAny(piece, "0123456789/") {
					all = append(all, piece)
				}
			}
			break
		}
	}
	return all
}

// leaks are the pieces found where they must not be, before anybody may know them.
func (w *world) leaks(planted ...embargoed) ([]string, error) {
	places, err := w.kept()
	if err != nil {
		return nil, err
	}
	texts, err := w.embargoed()
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range append(texts, planted...) {
		for place, content := range places { // there for good: published or not
			if !e.naming && bytes.Contains(content, []byte(e.text)) {
				found = append(found, fmt.Sprintf("%s holds of the %s: %q", place, e.what, e.text))
			}
		}
		for said, at := range w.outlets.first {
			if e.forbids(said.place, at) && strings.Contains(said.text, e.text) {
				found = append(found, fmt.Sprintf("%s says of the %s at %s: %q in\n%s", said.place, e.what, at, e.text, said.text))
			}
		}
	}
	for _, secret := range secrets() {
		for place, content := range places {
			if bytes.Contains(content, []byte(secret)) {
				found = append(found, fmt.Sprintf("%s holds the secret %q", place, secret))
			}
		}
		for said := range w.outlets.first {
			if strings.Contains(said.text, secret) {
				found = append(found, fmt.Sprintf("%s says the secret %q", said.place, secret))
			}
		}
	}
	return found, nil
}

// forbids tells whether a piece must not stand in a place at a time. The name is told to those who may know it.
func (e embargoed) forbids(place string, at time.Time) bool {
	if !e.until.IsZero() && !at.Before(e.until) {
		return false
	}
	return !e.naming || place == placePublic || place == placeAnswer
}

// checkSecrecy fails the story in which embargoed text is found outside its advisory.
func (w *world) checkSecrecy(tb testing.TB, planted ...embargoed) {
	tb.Helper()
	found, err := w.leaks(planted...)
	if err != nil {
		tb.Error(err)
	}
	for _, leak := range found {
		tb.Error(leak)
	}
}

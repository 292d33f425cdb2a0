package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// TestWhoSeesWhat: the SRC and those on the advisory see it; to everybody else it does not exist, and what is refused looks the same
// as what is not there.
func TestWhoSeesWhat(t *testing.T) {
	s := newSite(t)
	unknown := "/advisories/octo/repo/GHSA-9999-9999-9999"
	pages := map[string]map[string]int{
		"/advisories/" + octoRef:  {"alice": 200, "bob": 200, "finn": 200, "rolf": 200, "olaf": 404, "mallory": 404},
		"/advisories/" + otherRef: {"alice": 404, "bob": 404, "finn": 404, "rolf": 404, "olaf": 200, "mallory": 404},
		unknown:                   {"alice": 404, "mallory": 404},
		"/advisories/octo/repo/x": {"alice": 404},
	}
	refused := map[string]bool{}
	for page, people := range pages {
		for login, want := range people {
			answer := s.as(login).get(page)
			if answer.status != want {
				t.Errorf("%s at %s: %d, want %d", login, page, answer.status, want)
			}
			if (answer.status == http.StatusOK) != strings.Contains(answer.body, canary) {
				t.Errorf("%s at %s: embargoed text where it must not be, or none where it must", login, page)
			}
			if answer.status == http.StatusNotFound {
				refused[answer.body] = true
			}
		}
	}
	if len(refused) != 1 {
		t.Errorf("%d different refusals", len(refused))
	}
	looked := s.desk.looked
	s.as("mallory").get(unknown)
	if s.desk.looked != looked {
		t.Error("GitHub is asked about an advisory that nobody has heard of")
	}
	if answer := s.browser().get("/advisories/" + octoRef); answer.status != http.StatusSeeOther || strings.Contains(answer.body, canary) {
		t.Errorf("nobody: %d", answer.status)
	}
}

// TestRecordIsForTheTeam: the reporter sees the checklist, as in the thread, and not the record.
func TestRecordIsForTheTeam(t *testing.T) {
	s := newSite(t)
	s.update(func(tx *store.Tx) error {
		return tx.AddDecision(store.DecisionRow{
			Ref: octoRef, Comment: 1, Command: "waive", Actor: "bob", Right: "src", Args: map[string]string{"item": "cvss"},
			Verdict: "accepted", WrittenAt: s.now, FoldedAt: s.now, URL: "javascript:alert(1)",
		})
	})
	for login, want := range map[string]bool{"alice": true, "finn": true, "rolf": false} {
		page := s.as(login).get("/advisories/" + octoRef).body
		if strings.Contains(page, "/waive item=cvss") != want {
			t.Errorf("%s sees the record: %t", login, !want)
		}
		if strings.Contains(page, "javascript:") {
			t.Error("a link that runs a script")
		}
	}
}

// TestOutsidersTextIsInert: whatever the reporter writes is shown as written.
func TestOutsidersTextIsInert(t *testing.T) {
	s := newSite(t)
	one := s.desk.cases[octoRef]
	one.Case.Advisory.Summary = `<script>alert(1)</script>"'><img src=x>`
	s.desk.cases[octoRef] = one
	page := s.as("alice").get("/advisories/" + octoRef).body
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("outside text has an effect")
	}
}

func TestHeaders(t *testing.T) {
	s := newSite(t)
	alice := s.as("alice")
	for _, path := range []string{"/", "/calendar", "/advisories/" + octoRef, "/advisories/x/y/z", "/nothing", "/auth/callback"} {
		h := alice.get(path).header
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: no %s", path, want)
			}
		}
		if strings.Contains(csp, "script") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %s", path, csp)
		}
	}
	page := alice.get("/").body
	_, rest, _ := strings.Cut(page, `rel="stylesheet" href="`)
	style, _, _ := strings.Cut(rest, `"`)
	if answer := alice.get(style); answer.status != http.StatusOK || answer.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%q: %d", style, answer.status)
	}
}

// TestForms: only a form of ours, sent by who it was given to, does anything.
func TestForms(t *testing.T) {
	s := newSite(t)
	page := "/advisories/" + octoRef
	alice, bob := s.as("alice"), s.as("bob")
	token := alice.token()
	form := url.Values{"do": {doHold}, "token": {token}}
	for name, send := range map[string]func() got{
		"without a token":      func() got { return alice.ask(http.MethodPost, page, url.Values{"do": {doHold}}) },
		"with another's token": func() got { return bob.ask(http.MethodPost, page, form) },
		"from another site": func() got {
			return alice.ask(http.MethodPost, page, form, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
		},
		"from another origin": func() got {
			return alice.ask(http.MethodPost, page, form, "Sec-Fetch-Site", "", "Origin", "https://evil.example")
		},
		"signed out": func() got { return s.browser().ask(http.MethodPost, page, form) },
	} {
		if answer := send(); answer.status != http.StatusForbidden || len(s.desk.acts) != 0 {
			t.Errorf("%s: %d, %v", name, answer.status, s.desk.acts)
		}
	}
	if answer := s.as("olaf").post(page, url.Values{"do": {doHold}}); answer.status != http.StatusNotFound || len(s.desk.acts) != 0 {
		t.Errorf("another organisation's: %d, %v", answer.status, s.desk.acts)
	}
	large := url.Values{"do": {doWaive}, "item": {"announced"}, "reason": {strings.Repeat("x", maxForm)}, "token": {token}}
	if answer := alice.ask(http.MethodPost, page, large); answer.status != http.StatusForbidden || len(s.desk.acts) != 0 {
		t.Errorf("a form of any size: %d", answer.status)
	}
	if answer := alice.ask(http.MethodPost, page, form); answer.status != http.StatusSeeOther || len(s.desk.acts) != 1 {
		t.Errorf("the right one: %d, %v", answer.status, s.desk.acts)
	}
}

// TestActs: each form is the command that it looks like.
func TestActs(t *testing.T) {
	s := newSite(t)
	alice := s.as("alice")
	for name, test := range map[string]struct {
		form url.Values
		want string // the command, "" for none
		told string
	}{
		"send":              {url.Values{"do": {doSend}, "sure": {"yes"}}, "/announce send", "Recorded"},
		"send, not sure":    {url.Values{"do": {doSend}}, "", "tick that you are sure"},
		"hold":              {url.Values{"do": {doHold}}, "/announce hold", "Recorded"},
		"retro":             {url.Values{"do": {doRetro}, "sure": {"yes"}}, "/retro send", "Recorded"},
		"waive":             {url.Values{"do": {doWaive}, "item": {"credits"}, "reason": {"nobody\r\n/announce send"}}, "/waive credits nobody /announce send", "Recorded"},
		"waive, no reason":  {url.Values{"do": {doWaive}, "item": {"credits"}, "reason": {" "}}, "", "give a reason"},
		"waive, two things": {url.Values{"do": {doWaive}, "item": {"credits\n/announce"}, "reason": {"x"}}, "", "choose an item"},
		"something else":    {url.Values{"do": {"publish"}}, "", "nothing that there is"},
	} {
		s.desk.acts, s.desk.answer = nil, render.Answer{Command: "announce", Verdict: policy.VerdictAccepted}
		answer := alice.post("/advisories/"+octoRef, test.form)
		if answer.status != http.StatusSeeOther || answer.header.Get("Location") != "/advisories/"+octoRef {
			t.Errorf("%s: %d to %s", name, answer.status, answer.header.Get("Location"))
		}
		got := strings.TrimPrefix(strings.Join(s.desk.acts, "; "), octoRef+" alice ")
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		if page := alice.get("/advisories/" + octoRef).body; !strings.Contains(page, test.told) {
			t.Errorf("%s: the page does not say %q", name, test.told)
		}
		if page := alice.get("/advisories/" + octoRef).body; strings.Contains(page, test.told) {
			t.Errorf("%s: told twice", name)
		}
	}
}

// TestActThatFails: people are told what became of it, and the log has no word of theirs.
func TestActThatFails(t *testing.T) {
	s := newSite(t)
	alice := s.as("alice")
	form := url.Values{"do": {doWaive}, "item": {"credits"}, "reason": {"reason-canary"}}
	for name, test := range map[string]struct {
		answer render.Answer
		fail   error
		told   string
	}{
		"open":      {render.Answer{}, ErrThreadOpen, "thread is open"},
		"not now":   {render.Answer{}, errors.New("GitHub is away"), "try again"},
		"not told":  {render.Answer{Command: "waive", Verdict: policy.VerdictAccepted}, errors.New("no mail"), "please tell them yourself"},
		"observe":   {render.Answer{Command: "retro", Verdict: policy.VerdictAccepted}, ErrOnlyRecorded, "In the mode observe nothing is sent"},
		"forbidden": {render.Answer{Command: "waive", Verdict: policy.VerdictForbidden}, nil, "Not open to you"},
	} {
		s.desk.answer = test.answer
		form.Set("token", alice.token())
		s.desk.fail = nil
		s.desk.failAct = test.fail
		alice.ask(http.MethodPost, "/advisories/"+octoRef, form)
		if page := alice.get("/advisories/" + octoRef).body; !strings.Contains(page, test.told) {
			t.Errorf("%s: the page does not say %q", name, test.told)
		}
	}
	if strings.Contains(s.log.String(), "reason-canary") {
		t.Error("a reason is in the log")
	}
}

// TestButtons: they are there for the SRC once the thread is closed, as long as there is something to do.
func TestButtons(t *testing.T) {
	s := newSite(t)
	has := func(login string) bool {
		return strings.Contains(s.as(login).get("/advisories/"+octoRef).body, "<button name=\"do\" value=\"announce-send\">")
	}
	page := s.as("alice").get("/advisories/" + octoRef).body
	for _, want := range []string{"announcement-text", "It still misses: ", "Read it: a subject", "Read it: Retrospective"} {
		if !strings.Contains(page, want) {
			t.Errorf("what is to be sent can't be read first: no %q", want)
		}
	}
	if !has("alice") || has("finn") || has("rolf") {
		t.Error("buttons for the wrong people")
	}
	open := s.desk.cases[octoRef]
	open.Case.Advisory.ThreadOpen = true
	s.desk.cases[octoRef] = open
	if has("alice") {
		t.Error("buttons while the thread is open")
	}
}

// TestRefusedCanBeOrderedAnew: as long as a list that the process file names has refused the retrospective.
func TestRefusedCanBeOrderedAnew(t *testing.T) {
	s := newSite(t)
	for list, want := range map[string]bool{"List@example.org": true, "misspelled@example.org": false} {
		one := standing("octo")
		at := one.Case.Advisory.PublishedAt
		one.Case.Sent = []policy.Sent{{Kind: policy.SentRetrospective, Channel: "good@example.org", Mail: true, At: at}}
		one.Case.Refused = []policy.Sent{{Kind: policy.SentRetrospective, Channel: list, Mail: true, At: at}}
		one.Report = policy.Evaluate(one.Process, one.Case, at.Add(time.Hour))
		s.desk.cases[octoRef] = one
		page := s.as("alice").get("/advisories/" + octoRef).body
		if strings.Contains(page, "<button name=\"do\" value=\""+doRetro+"\">") != want || !strings.Contains(page, list+" did not take it") {
			t.Errorf("%s: a button is there: %t\n%s", list, !want, page)
		}
	}
}

// TestGitHubAway: what cannot be asked is neither shown nor denied.
func TestGitHubAway(t *testing.T) {
	s := newSite(t)
	alice := s.as("alice")
	s.desk.fail = errors.New("GitHub is away")
	for _, path := range []string{"/", "/calendar", "/advisories/" + octoRef} {
		answer := alice.get(path)
		if answer.status != http.StatusServiceUnavailable || answer.header.Get("Retry-After") == "" || strings.Contains(answer.body, canary) {
			t.Errorf("%s: %d", path, answer.status)
		}
	}
	if log := s.log.String(); strings.Contains(log, "GHSA") || strings.Contains(log, canary) {
		t.Errorf("the log: %s", log)
	}
}

// TestWithoutOAuth: there is no dashboard, and the front page says so.
func TestWithoutOAuth(t *testing.T) {
	s := newSite(t, func(o *Options) { o.ClientID, o.ClientSecret = "", "" })
	b := s.browser()
	if answer := b.get("/"); answer.status != http.StatusOK || !strings.Contains(answer.body, "GITHUB_OAUTH_CLIENT_ID") {
		t.Errorf("%d %s", answer.status, answer.body)
	}
	for _, path := range []string{"/calendar", "/auth/sign-in", "/advisories/" + octoRef} {
		if answer := b.get(path); answer.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.status)
		}
	}
	if _, err := New(Options{Key: make([]byte, 32), PublicURL: "https://example.org/embargo"}); err == nil {
		t.Error("an address with a path is taken")
	}
}

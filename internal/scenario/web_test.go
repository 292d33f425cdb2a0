package scenario

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// browser is somebody's browser at the dashboard: it keeps cookies and follows no redirect by itself.
type browser struct {
	*world

	jar http.CookieJar
}

// signedIn opens a browser as somebody who signs in by GitHub.
func (w *world) signedIn(login string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{w, jar}
	res, _, err := b.ask(http.MethodGet, "/auth/sign-in", nil)
	if err != nil {
		return nil, err
	}
	back, err := w.sim.Authorize(login, res.Header.Get("Location"))
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(back)
	if err != nil {
		return nil, err
	}
	res, body, err := b.ask(http.MethodGet, u.RequestURI(), nil)
	if err == nil && res.StatusCode != http.StatusSeeOther {
		err = fmt.Errorf("signing in as %s: %d %s", login, res.StatusCode, readable(body))
	}
	return b, err
}

func (b *browser) ask(method, path string, form url.Values) (*http.Response, []byte, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, publicURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, nil, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range b.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	res, body, err := b.browse(r)
	if err == nil {
		b.jar.SetCookies(r.URL, res.Cookies())
	}
	return res, body, err
}

var (
	reTag      = regexp.MustCompile(`<[^>]*>`)
	reBlanks   = regexp.MustCompile(`\s*\n\s*`)
	reToken    = regexp.MustCompile(`name="token" value="([^"]+)"`)
	reToldText = regexp.MustCompile(`(?s)<div class="told"[^>]*>(.*?)</div>`)
)

// readable is a page's text.
func readable(page []byte) string {
	return strings.TrimSpace(reBlanks.ReplaceAllString(html.UnescapeString(reTag.ReplaceAllString(string(page), "")), "\n"))
}

// openPage opens a page of the dashboard as somebody, and prints its text. ADVISORY stands for the advisory's page.
func openPage(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	b, err := w.signedIn(args[0])
	if err != nil {
		return err
	}
	res, body, err := b.ask(http.MethodGet, w.pageNamed(args[1]), nil)
	if err != nil {
		return err
	}
	if got := fmt.Sprint(res.StatusCode); got != args[2] {
		return fmt.Errorf("status %s, not %s:\n%s", got, args[2], readable(body))
	}
	_, err = fmt.Fprintln(ts.Stdout(), readable(body))
	return err
}

func (w *world) pageNamed(name string) string {
	if name == "ADVISORY" {
		return "/advisories/" + w.advisory.String()
	}
	return name
}

// press presses a button on the advisory's page, with the form's other fields, and prints what the page then tells.
func press(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	b, err := w.signedIn(args[0])
	if err != nil {
		return err
	}
	_, page, err := b.ask(http.MethodGet, w.pageNamed("ADVISORY"), nil)
	if err != nil {
		return err
	}
	if !strings.Contains(string(page), `name="do" value="`+args[1]+`"`) {
		return errors.New("the page has no such button:\n" + readable(page))
	}
	form := url.Values{"do": {args[1]}, "token": {string(reToken.FindSubmatch(page)[1])}}
	for _, field := range args[2:] {
		name, value, _ := strings.Cut(field, "=")
		form.Set(name, value)
	}
	res, _, err := b.ask(http.MethodPost, w.pageNamed("ADVISORY"), form)
	if err != nil {
		return err
	}
	_, page, err = b.ask(http.MethodGet, res.Header.Get("Location"), nil)
	if err != nil {
		return err
	}
	told := reToldText.FindSubmatch(page)
	if told == nil {
		return errors.New("the page tells nothing of it:\n" + readable(page))
	}
	_, err = fmt.Fprintln(ts.Stdout(), readable(told[1]))
	return err
}

package scenario

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/emersion/go-ical"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/web"
)

// publicURL is where the stories' people reach the app.
const publicURL = "https://embargo.test"

// subscriber is a calendar program.
type subscriber struct{ path, tag string }

// subscribe gives somebody an address of the calendar.
func subscribe(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	secret, hash := web.NewCalendarSecret()
	w.subscriber = subscriber{path: web.CalendarPath(secret)}
	return w.app.Store.Update(context.Background(), func(tx *store.Tx) error {
		return tx.PutCalendarLink(store.CalendarLink{Owner: demo.Org, Login: args[0], Hash: hash, CreatedAt: w.clock()})
	})
}

// calendar reads the calendar as the subscriber does, and prints its entries.
func calendar(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, publicURL+w.subscriber.path, nil)
	if err != nil {
		return err
	}
	r.Header.Set("If-None-Match", w.subscriber.tag)
	res, body, err := w.browse(r)
	if err != nil {
		return err
	}
	if got := fmt.Sprint(res.StatusCode); got != args[0] {
		return fmt.Errorf("the calendar's status is %s, not %s", got, args[0])
	}
	if res.StatusCode != http.StatusOK {
		return nil
	}
	w.subscriber.tag = res.Header.Get("ETag")
	return printCalendar(ts.Stdout(), body)
}

// browse asks the app's public listener.
func (w *world) browse(r *http.Request) (*http.Response, []byte, error) {
	res, err := githubsim.HandlerTransport(w.app.Handler()).RoundTrip(r)
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(res.Body)
	return res, body, errors.Join(err, res.Body.Close())
}

// invitation prints the calendar that came with the newest mail to somebody.
func invitation(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	for _, received := range slices.Backward(w.channels.mails.Received()) {
		if !slices.Contains(received.To, args[0]) {
			continue
		}
		mail := received.Read(w.channels.t)
		if len(mail.Attachments) != 1 {
			return fmt.Errorf("the mail %q has %d attachments", mail.Subject, len(mail.Attachments))
		}
		a := mail.Attachments[0]
		if _, err := fmt.Fprintf(ts.Stdout(), "%s %s method=%s\n", a.Name, a.ContentType, a.Parameters["method"]); err != nil {
			return err
		}
		return printCalendar(ts.Stdout(), a.Data)
	}
	return errors.New("the mail server has no mail to " + args[0])
}

// printCalendar prints what a parser that has nothing to do with what wrote it makes of a calendar.
func printCalendar(out io.Writer, data []byte) error {
	parsed, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
	if err != nil {
		return fmt.Errorf("%w in:\n%s", err, data)
	}
	if err := ical.NewEncoder(io.Discard).Encode(parsed); err != nil { // which checks what each component must have
		return fmt.Errorf("%w in:\n%s", err, data)
	}
	var lines []string
	if method := parsed.Props.Get(ical.PropMethod); method != nil {
		lines = append(lines, "METHOD "+method.Value)
	}
	for _, event := range parsed.Events() {
		words := []string{}
		for _, name := range []string{
			ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropStatus, ical.PropSequence, ical.PropSummary,
			ical.PropOrganizer, ical.PropAttendee,
		} {
			if p := event.Props.Get(name); p != nil {
				words = append(words, strings.ReplaceAll(p.Value, `\,`, ","))
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	_, err = fmt.Fprintln(out, strings.Join(lines, "\n"))
	return err
}

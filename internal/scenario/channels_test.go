package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/notify/smtptest"
)

// channels are a real mail server and real webhooks on this machine, in the place of a story's mailbox.
type channels struct {
	t     *testing.T
	mails *smtptest.Server
	heard func(post string)

	mu    sync.Mutex
	posts []string // "CHANNEL: TEXT", those nobody has asked about yet
}

// chatChannels are those that have a webhook.
var chatChannels = []string{"general", "development", "src-private"}

// openChannels starts the server anew, with mail and chat as an operator would set them up.
func openChannels(w *world, _ *testscript.TestScript, _ []string) error {
	c := w.channels
	c.mails = smtptest.Start(c.t, smtptest.Options{OnData: func(_ net.Conn, message io.Reader) error {
		data, err := io.ReadAll(message)
		if err == nil {
			w.heardMail(smtptest.Received{Data: data}.Read(c.t))
		}
		return err
	}})
	c.heard = func(text string) { w.outlets.add(w.clock(), placeChat, text) }
	chats := httptest.NewServer(http.HandlerFunc(c.post))
	c.t.Cleanup(chats.Close)
	w.settings.SMTP = config.SMTP{Host: c.mails.Host, Port: c.mails.Port, From: "Embargo <embargo@example.org>"}
	w.settings.Webhooks = map[string]config.Secret{}
	for _, name := range chatChannels {
		w.settings.Webhooks[name] = config.NewSecret(chats.URL + "/" + name)
	}
	if err := w.app.Close(); err != nil {
		return err
	}
	w.teller = nil
	return w.start()
}

func (c *channels) post(rw http.ResponseWriter, r *http.Request) {
	var message struct{ Text string }
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		http.Error(rw, "no message", http.StatusBadRequest)
		return
	}
	c.heard(r.URL.Path + "\n" + message.Text)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posts = append(c.posts, strings.TrimPrefix(r.URL.Path, "/")+": "+message.Text)
}

// posts prints what came to the chat channels since this was last asked.
func posts(w *world, ts *testscript.TestScript, _ []string) error {
	w.channels.mu.Lock()
	defer w.channels.mu.Unlock()
	out := ts.Stdout() // which also forgets what was printed before
	for _, post := range w.channels.posts {
		if _, err := fmt.Fprintln(out, post); err != nil {
			return err
		}
	}
	w.channels.posts = nil
	return nil
}

// mailTo prints the newest mail to somebody as a mail program shows it.
func mailTo(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	all := w.channels.mails.Received()
	for _, received := range slices.Backward(all) {
		if !slices.Contains(received.To, args[0]) {
			continue
		}
		mail := received.Read(w.channels.t)
		_, err := fmt.Fprintf(ts.Stdout(), "From: %s\nTo: %s\nSubject: %s\n\n%s", mail.Header.Get("From"), mail.Header.Get("To"),
			mail.Subject, strings.ReplaceAll(mail.Text, "\r\n", "\n"))
		return err
	}
	return errors.New("the mail server has no mail to " + args[0])
}

// mails checks how many mails the server has taken in all.
func mails(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	if got := fmt.Sprint(len(w.channels.mails.Received())); got != args[0] {
		return fmt.Errorf("the mail server has taken %s mails, not %s", got, args[0])
	}
	return nil
}

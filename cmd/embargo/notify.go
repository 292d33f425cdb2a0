package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/notify"
	"github.com/embargo-app/embargo/internal/server"
)

type notifyCommand struct {
	Test notifyTestCommand `cmd:"" help:"Send a harmless test to each configured channel, and say what became of it."`
}

type notifyTestCommand struct {
	Mail []string `help:"Test mail only, with a message to this address; without any option the message goes to its own sender." placeholder:"ADDRESS"`
	Chat []string `help:"Test this chat channel only; without any option all are tested." placeholder:"CHANNEL"`
	settingsFile
}

// Run sends the tests and prints one line for each; it fails when one did not arrive at its server.
func (c *notifyTestCommand) Run(ctx context.Context, s streams) error {
	settings, err := c.load("cannot test")
	if err != nil {
		return err
	}
	var words []string
	notifier, err := server.NewNotifier(settings, time.Now, func(reply string) { words = append(words, reply) })
	if err != nil {
		return fmt.Errorf("cannot test: %w", err)
	}
	tests := c.tests(notifier, settings)
	if len(tests) == 0 {
		return errors.New("no channel is configured: set EMBARGO_SMTP_URL for mail, EMBARGO_CHAT_WEBHOOKS for chat")
	}
	failed := 0
	for _, test := range tests {
		words = nil
		outcome, err := test.send(ctx)
		if err != nil {
			failed++
			outcome = "failed: " + err.Error()
		}
		for _, reply := range words {
			outcome += fmt.Sprintf("\n  the server said: %q", reply)
		}
		if _, err := fmt.Fprintf(s.Out, "%s: %s\n", test.name, outcome); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d tests failed", failed, len(tests))
	}
	return nil
}

// channelTest sends one message over one channel and says what became of it.
type channelTest struct {
	name string
	send func(context.Context) (outcome string, err error)
}

func (c *notifyTestCommand) tests(n *notify.Notifier, settings config.Server) []channelTest {
	mails, chats := c.Mail, c.Chat
	if len(mails) == 0 && len(chats) == 0 {
		chats = n.Channels()
		if n.HasMail() {
			mails = []string{settings.SMTP.From}
		}
	}
	var tests []channelTest
	for _, address := range mails {
		tests = append(tests, channelTest{"mail to " + address, func(ctx context.Context) (string, error) {
			return testMail(ctx, n, address)
		}})
	}
	for _, channel := range chats {
		tests = append(tests, channelTest{"chat " + channel, func(ctx context.Context) (string, error) {
			return "posted", n.Chat(ctx, channel, testText("chat channel"))
		}})
	}
	return tests
}

func testMail(ctx context.Context, n *notify.Notifier, address string) (string, error) {
	id, err := n.Mail(ctx, notify.Message{
		Key: "test/" + time.Now().UTC().Format(time.RFC3339Nano), To: []string{address},
		Subject: "Test from Embargo", Text: testText("mail"), Automatic: true,
	})
	return "accepted by the server, Message-ID <" + id + ">", err
}

// testText says nothing that anybody could mind.
func testText(channel string) string {
	return strings.Join([]string{
		"This is a test: somebody who runs Embargo checks that its " + channel + " works.",
		"It concerns no advisory, and there is nothing to do.",
	}, "\n") + "\n"
}

package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/notify/smtptest"
)

// TestRetroSendSaysWhatBecameOfIt: one list takes the mail, one refuses it, and of one nobody knows. Each is named with what
// to do, the command fails, and doing it again tells the list that refused, and no other.
func TestRetroSendSaysWhatBecameOfIt(t *testing.T) {
	var refuses atomic.Bool
	refuses.Store(true)
	var unsure atomic.Bool
	mails := smtptest.Start(t, smtptest.Options{
		OnRcpt: func(_ net.Conn, address string) error {
			unsure.Store(address == "unsure@example.org")
			if address == "picky@example.org" && refuses.Load() {
				return &smtp.SMTPError{Code: 550, Message: "members only"}
			}
			return nil
		},
		OnAccepted: func(wire net.Conn) {
			if unsure.Load() {
				_ = wire.Close() // the server has the mail, and its answer is lost
			}
		},
	})
	sim, ref, look := outsideWorld(t)
	t.Setenv("EMBARGO_SMTP_URL", "smtp://"+net.JoinHostPort(mails.Host, strconv.Itoa(mails.Port)))
	t.Setenv("EMBARGO_SMTP_FROM", "embargo@example.org")
	t.Setenv("GITHUB_TOKEN", demo.SRC)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(sim.SetFile(demo.Org, ".github", config.ProcessPath, "version: 1\n"+
		"announcement: {mail: {from: a@example.org, to: [good@example.org, picky@example.org, unsure@example.org]}}\n"))
	look()
	must(sim.Publish(demo.SRC, ref))
	look()
	file := filepath.Join(t.TempDir(), "retro.txt")
	send := func(wantCode int, text string, wants ...string) {
		t.Helper()
		must(os.WriteFile(file, []byte(text), 0o600))
		code, out, errs := embargo("retro", "send", "--file", file, ref.Owner+"/"+ref.Repo, ref.GHSA)
		if code != wantCode {
			t.Errorf("exit code %d, want %d", code, wantCode)
		}
		for _, want := range wants {
			if !strings.Contains(out+errs, want) {
				t.Errorf("%q is not in\n%s%s", want, out, errs)
			}
		}
		if strings.Contains(out+errs, "members only") {
			t.Errorf("the list's words are shown:\n%s%s", out, errs)
		}
	}
	send(1, "Subject: "+strings.Repeat("long ", 60)+"\n\nIt went well.\n", "cannot be sent: a subject of more than 200 characters")
	send(1, "It went well.\n", "recorded for "+demo.SRC, "good@example.org: mailed\n",
		"picky@example.org: refused, so it did not arrive; have the list take it, or correct its address in the process file, then give this command again",
		"refused with 550", "unsure@example.org: may have it, nobody knows; look there", "2 of 3 lists do not have it, or may not")
	send(1, "It went well.\n", "good@example.org: has it already", "picky@example.org: refused", "unsure@example.org: may have it already, so nothing was sent now")
	refuses.Store(false)
	send(1, "It went well.\n", "picky@example.org: mailed\n", "1 of 3 lists do not have it, or may not")
	send(1, "It went well.\n", "nothing was changed", "the retrospective has gone to every list, or may have, and nobody is sent it twice")
	count := map[string]int{}
	for _, received := range mails.Received() {
		count[received.To[0]]++
	}
	for _, to := range []string{"good@example.org", "picky@example.org", "unsure@example.org"} {
		if count[to] != 1 {
			t.Errorf("%s got %d mails", to, count[to])
		}
	}
	code, out, errs := embargo("status", ref.Owner+"/"+ref.Repo, ref.GHSA)
	if want := "Messages that may not have arrived\n  retrospective: nobody knows whether it arrived at unsure@example.org"; code != 0 || !strings.Contains(out, want) {
		t.Errorf("exit code %d, want %q in\n%s%s", code, want, out, errs)
	}
}

// TestRetroSendWithoutMailServer: nothing is recorded when nothing can be mailed.
func TestRetroSendWithoutMailServer(t *testing.T) {
	_, ref, look := outsideWorld(t)
	look()
	t.Setenv("GITHUB_TOKEN", demo.SRC)
	file := filepath.Join(t.TempDir(), "retro.txt")
	if err := os.WriteFile(file, []byte("It went well.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := embargo("retro", "send", "--file", file, ref.Owner+"/"+ref.Repo, ref.GHSA)
	if code != 1 || out != "" || !strings.Contains(errs, "no mail server is configured") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

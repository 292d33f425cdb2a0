package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/notify/smtptest"
)

func TestReadEdited(t *testing.T) {
	for _, tc := range []struct{ name, file, subject, text, fails string }{
		{name: "as it was shown", file: "Subject: Retrospective: a/b\n\nIt went well.\n", subject: "Retrospective: a/b", text: "It went well.\n"},
		{name: "without a subject", file: "\nIt went well.\r\nTwice.", text: "It went well.\nTwice.\n"},
		{name: "a subject further down is text", file: "Hello.\nSubject: none\n", text: "Hello.\nSubject: none\n"},
		{name: "nothing but a subject", file: "Subject: Retrospective\n\n", fails: "holds no text"},
		{name: "empty", fails: "holds no text"},
		{name: "no text", file: "\xff\xfe", fails: "no text in UTF-8"},
		{name: "too long", file: strings.Repeat("x", longestEdited+1), fails: "longer than"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "retro.txt")
			if err := os.WriteFile(path, []byte(tc.file), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, from := range []string{path, "-"} {
				subject, text, err := readEdited(from, strings.NewReader(tc.file))
				if tc.fails != "" {
					if err == nil || !strings.Contains(err.Error(), tc.fails) || strings.Contains(err.Error(), "xxx") {
						t.Errorf("%s: %v, want %s", from, err, tc.fails)
					}
					continue
				}
				if err != nil || subject != tc.subject || text != tc.text {
					t.Errorf("%s: %q, %q, %v", from, subject, text, err)
				}
			}
		})
	}
	if _, _, err := readEdited(filepath.Join(t.TempDir(), "missing"), nil); err == nil {
		t.Error("a missing file was read")
	}
}

// TestRetroCommand sends retrospectives over a real mail server and reads them back: one as the server makes it, one in
// somebody's own words, each to the list once.
func TestRetroCommand(t *testing.T) {
	for _, own := range []bool{false, true} {
		t.Run(map[bool]string{false: "as it is", true: "edited"}[own], func(t *testing.T) { sendRetro(t, own) })
	}
}

func sendRetro(t *testing.T, own bool) {
	mails := smtptest.Start(t, smtptest.Options{})
	sim, ref, look := outsideWorld(t)
	t.Setenv("EMBARGO_SMTP_URL", "smtp://"+net.JoinHostPort(mails.Host, strconv.Itoa(mails.Port)))
	t.Setenv("EMBARGO_SMTP_FROM", "embargo@example.org")
	advisory := []string{ref.Owner + "/" + ref.Repo, ref.GHSA}
	run := func(as string, wantCode int, word string, args ...string) string {
		t.Helper()
		t.Setenv("GITHUB_TOKEN", as)
		code, out, errs := embargo(append(append([]string{"retro"}, args...), advisory...)...)
		if code != wantCode || !strings.Contains(out+errs, word) {
			t.Fatalf("embargo retro %v: exit code %d\n%s%s", args, code, out, errs)
		}
		return out
	}
	look()
	run("", 1, "/retro in its thread shows what there is so far", "show")
	run(demo.SRC, 1, "the advisory's thread is open", "send")
	if err := sim.Publish(demo.SRC, ref); err != nil {
		t.Fatal(err)
	}
	look()
	shown := run("", 0, "Subject: Retrospective: ", "show")
	send := []string{"send"}
	if own {
		file := filepath.Join(t.TempDir(), "retro.txt")
		if err := os.WriteFile(file, []byte(shown+"\nIt went well enough.\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		send = append(send, "--file", file)
	}
	run(demo.Owner, 1, "not open to "+demo.Owner, send...)
	run(demo.SRC, 0, "recorded for "+demo.SRC+": /retro", send...)
	look()
	run(demo.SRC2, 1, "the retrospective has gone to every list", send...)
	look()
	var got []smtptest.Mail
	for _, received := range mails.Received() {
		if mail := received.Read(t); strings.Contains(mail.Subject, "Retrospective: ") {
			got = append(got, mail)
		}
	}
	if len(got) != 1 || !strings.Contains(got[0].Text, "Open questions") || strings.Contains(got[0].Text, "It went well enough.") != own ||
		strings.Contains(got[0].Text, "Subject: ") {
		t.Errorf("%d mails: %+v", len(got), got)
	}
}

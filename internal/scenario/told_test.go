package scenario

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/ghsa"
)

// toldOf counts the messages to somebody that match.
func toldOf(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	want, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	pattern, err := regexp.Compile(args[1])
	if err != nil {
		return err
	}
	var found []string
	for _, message := range w.box.sent {
		if strings.HasPrefix(message, args[0]+": ") && pattern.MatchString(message) {
			found = append(found, message)
		}
	}
	if len(found) != want {
		return fmt.Errorf("%s was told %d times of %s, not %d:\n%s", args[0], len(found), args[1], want, strings.Join(found, "\n\n"))
	}
	return nil
}

// newestMail prints the newest mail to somebody, as it was handed over.
func newestMail(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	for _, mail := range slices.Backward(w.box.mails) {
		if mail.To == args[0] {
			_, err := fmt.Fprintf(ts.Stdout(), "From: %s\nTo: %s\nSubject: %s\n\n%s", mail.From, mail.To, mail.Subject, mail.Text)
			return err
		}
	}
	return fmt.Errorf("no mail was sent to %s", args[0])
}

// sendEdited sends the retrospective in somebody's own words, as the command line does it.
func sendEdited(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	answer, deliveries, err := w.app.SendRetrospective(context.Background(), ghsa.Ref(w.advisory), args[0], "", ts.ReadFile(args[1]))
	out := ts.Stdout()
	if err != nil {
		_, err = fmt.Fprintln(out, "failed:", err)
		return err
	}
	if _, err = fmt.Fprintln(out, answer.Command, answer.Verdict, answer.Detail); err != nil {
		return err
	}
	for _, d := range deliveries {
		if _, err = fmt.Fprintf(out, "%s state=%s before=%t %v\n", d.To, d.State, d.Before, d.Err); err != nil {
			return err
		}
	}
	return nil
}

// detailsTo says that it is no leak when a notice to this address tells what is under embargo.
func detailsTo(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	w.detailed = args[0]
	return nil
}

package render

import "fmt"

// What GitHub may refuse to the app, and what a person does instead, by kind of action.
var wordsByHand = map[string][2]string{
	"set-cvss":     {"record the CVSS vector", "Please enter the vector in the advisory's form."},
	"set-severity": {"record the severity", "Please choose the severity in the advisory's form."},
	"request-cve":  {"request a CVE", "Please press “Request CVE” on the advisory's page."},
	"publish":      {"publish the advisory", "Please press “Publish advisory” on the advisory's page, within the release slot."},
	"create-fork":  {"create the temporary private fork", "Please press “Start a temporary private fork” on the advisory's page."},
}

const (
	wordsNotAllowedTo = "GitHub did not let this app %s. %s The checklist will show it once it is done."
	wordsNotAllowed   = "GitHub did not let this app do what was asked. Please do it on the advisory's page; the checklist will show it."
)

// Refusal writes the note that turns an action GitHub refused into an instruction to a person. kind is the kind
// of action, to the login of whoever asked for it; nobody is addressed when it is no person's.
func Refusal(key, kind, to string) string {
	text := wordsNotAllowed
	if words, ok := wordsByHand[kind]; ok {
		text = fmt.Sprintf(wordsNotAllowedTo, words[0], words[1])
	}
	if at := mention(to); at != "" {
		text = at + ", " + text
	}
	return NoteMarker(key) + "\n" + text + "\n"
}

package render

import "fmt"

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
	return note(key, text)
}

package command

import "strings"

// MaxLines is how many commands of one comment are carried out. The one after them is refused for all the rest.
const MaxLines = 20

// maxName bounds a command word; anything longer is text.
const maxName = 32

// Line is one command as it was written. Name has the form of a command word but need not be one; Args is outside text.
type Line struct {
	Index int    // position among the comment's commands, from 0
	Name  string // without the slash
	Args  string // what follows, without blanks around it
}

// Parse finds the commands in a comment: lines that begin, without anything before it, with an ordinary slash and a
// word of a–z and hyphens, followed by a blank or the end of the line. Quoted lines are text, and so is what GitHub
// shows as code or hides as an HTML comment, and file paths. It returns at most MaxLines+1 lines and takes time linear
// in the length of the body.
func Parse(body string) []Line {
	if !mayHoldCommand(body) {
		return nil
	}
	var lines []Line
	for _, span := range commandSpans(body, MaxLines+1) {
		name, rest, _ := cutWord(span[1:])
		lines = append(lines, Line{Index: len(lines), Name: name, Args: strings.Trim(rest, " \t")})
	}
	return lines
}

// mayHoldCommand spares most comments the closer look: it asks only whether some line begins like a command.
func mayHoldCommand(body string) bool {
	for rest := body; rest != ""; {
		if rest[0] == '/' {
			return true
		}
		end := strings.IndexByte(rest, '\n')
		if end < 0 {
			return false
		}
		rest = rest[end+1:]
	}
	return false
}

// isCommand tells whether a line, without its end, begins with a command word that is no file path.
func isCommand(line string) bool {
	if !strings.HasPrefix(line, "/") {
		return false
	}
	name, _, ok := cutWord(line[1:])
	return ok && !paths[name]
}

// cutWord splits a command word from what follows it.
func cutWord(text string) (word, rest string, ok bool) {
	end := 0
	for end < len(text) && end <= maxName && (isLower(text[end]) || end > 0 && text[end] == '-') {
		end++
	}
	if end == 0 || end > maxName {
		return "", "", false
	}
	if end < len(text) && text[end] != ' ' && text[end] != '\t' {
		return "", "", false
	}
	return text[:end], text[end:], true
}

func isLower(b byte) bool { return 'a' <= b && b <= 'z' }

// paths are words that people write after a slash without meaning a command: the directories of a Unix root,
// the commonest routes of web services, and the "/s" that ends a joke. They get no answer.
var paths = map[string]bool{
	"bin": true, "boot": true, "dev": true, "etc": true, "home": true, "lib": true, "media": true, "mnt": true,
	"opt": true, "proc": true, "root": true, "run": true, "sbin": true, "snap": true, "srv": true, "sys": true,
	"tmp": true, "usr": true, "var": true, "nix": true,
	"admin": true, "api": true, "debug": true, "graphql": true, "healthz": true, "login": true, "logout": true,
	"metrics": true, "oauth": true, "readyz": true, "robots": true, "static": true,
	"s": true,
}

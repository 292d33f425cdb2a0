package notify

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// joiner is an invisible character (word joiner) that breaks what a chat program would act upon.
	joiner = "\u2060"
	// maxChat bounds a post, in characters; Slack advises 4,000, and most others take that much.
	maxChat = 4000
)

var (
	// reHiddenLink finds Markdown's links behind other words, which Mattermost and Rocket.Chat know.
	reHiddenLink = regexp.MustCompile(`\]([\[(:])`)
	// reBroadcast finds a word that some programs look for behind any at sign.
	reBroadcast  = regexp.MustCompile(`^(?i:here|channel|everyone|all|group)\b`)
	slackEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// inertChat makes text inert in Slack's markup and in the Markdown of those who copy its webhooks: it reads the
// same, but mentions nobody and hides no link behind other words. Web addresses stand, and stay links.
func inertChat(text string) string {
	text = unmention(cut(visible(text), maxChat))
	text = reHiddenLink.ReplaceAllString(text, "]"+joiner+"$1")
	return slackEscapes.Replace(text)
}

// unmention breaks each at sign that could notify somebody. One within a word, as in a mail address, stands.
func unmention(text string) string {
	var b strings.Builder
	before := ' '
	for i, r := range text {
		b.WriteRune(r)
		inWord := unicode.IsLetter(before) || unicode.IsDigit(before)
		if r == '@' && (!inWord || reBroadcast.MatchString(text[i+1:])) {
			b.WriteString(joiner)
		}
		before = r
	}
	return b.String()
}

// visible drops control characters, and those that change the direction of writing or show nothing.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.C, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD"))
}

func cut(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:limit-1]), " \n") + "…"
}

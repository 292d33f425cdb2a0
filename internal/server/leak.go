package server

import (
	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/leak"
)

// leakGuard is made of the configured phrases. What it remembers is keyed by the App's private key: after that is
// replaced, the next looks remember anew.
func leakGuard(settings config.Server) *leak.Guard {
	phrases := make([]leak.Phrase, 0, len(settings.LeakPhrases))
	for _, phrase := range settings.LeakPhrases {
		phrases = append(phrases, leak.Phrase{For: phrase.For, Text: phrase.Text.Reveal()})
	}
	return leak.New([]byte(settings.GitHub.PrivateKey.Reveal()), phrases)
}

package config

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// LeakPhrase is a text that gives away an advisory.
type LeakPhrase struct {
	For  string // OWNER/REPO/GHSA, or OWNER/REPO or OWNER for all advisories there
	Text Secret
}

// The limits of phrases. Shorter ones would be found everywhere.
const (
	minPhrase  = 8
	maxPhrase  = 200
	maxPhrases = 10_000
)

var phraseFor = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(/[A-Za-z0-9._-]{1,100}(/GHSA(-[23456789cfghjmpqrvwx]{4}){3})?)?$`)

func leakSettings() []setting {
	return []setting{
		{Setting{Name: "EMBARGO_LEAK_PHRASES", ByFile: true, Secret: true,
			Help:    "texts that give away an advisory, one per line: OWNER/REPO/GHSA=PHRASE, or with OWNER/REPO or OWNER",
			Example: "acme/widgets/GHSA-2345-6789-cfgh=operation lantern"},
			func(s *Server, v string) (err error) { s.LeakPhrases, err = parseLeakPhrases(v); return err }},
	}
}

// parseLeakPhrases never repeats a phrase.
func parseLeakPhrases(value string) ([]LeakPhrase, error) {
	var phrases []LeakPhrase
	for number, line := range entries(value) {
		advisory, text, _ := strings.Cut(line, "=")
		text = strings.TrimSpace(text)
		switch {
		case !phraseFor.MatchString(strings.TrimSpace(advisory)):
			return nil, fmt.Errorf("line %d does not begin with whom the phrase is about; write OWNER/REPO/GHSA=PHRASE", number)
		case len(text) < minPhrase || len(text) > maxPhrase:
			return nil, fmt.Errorf("line %d: the phrase has %d bytes; give one of %d to %d", number, len(text), minPhrase, maxPhrase)
		case len(phrases) == maxPhrases:
			return nil, fmt.Errorf("line %d: there are over %d phrases; leave some out", number, maxPhrases)
		}
		phrases = append(phrases, LeakPhrase{For: strings.TrimSpace(advisory), Text: NewSecret(text)})
	}
	if len(phrases) == 0 {
		return nil, errors.New("holds blank space only; write one OWNER/REPO/GHSA=PHRASE per line")
	}
	return phrases, nil
}

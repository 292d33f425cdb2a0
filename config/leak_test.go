package config

import (
	"fmt"
	"strings"
	"testing"
)

func TestLeakPhrases(t *testing.T) {
	const good = "acme/widgets/GHSA-2345-6789-cfgh=Operation Lantern\n\n acme/widgets = a=b=c=d=e \nacme=whatever\n"
	phrases, err := parseLeakPhrases(good)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, phrase := range phrases {
		got = append(got, phrase.For+": "+phrase.Text.Reveal())
	}
	want := "acme/widgets/GHSA-2345-6789-cfgh: Operation Lantern, acme/widgets: a=b=c=d=e, acme: whatever"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %s", got, want)
	}
	if shown := fmt.Sprintf("%v %+v", phrases, phrases); strings.Contains(shown, "Lantern") {
		t.Errorf("shown as %s", shown)
	}
}

func TestLeakPhrasesRefused(t *testing.T) {
	for value, want := range map[string]string{
		" \n ":                              "blank space only",
		"acme=secret":                       "line 1: the phrase has 6 bytes",
		"acme=long enough\nacme=secret":     "line 2: the phrase has 6 bytes",
		"acme=" + strings.Repeat("x", 201):  "line 1: the phrase has 201 bytes",
		"secret phrase":                     "line 1 does not begin",
		"=secret phrase":                    "line 1 does not begin",
		"acme/widgets/GHSA-1=secret phrase": "line 1 does not begin",
		"acme/widgets/x/y=secret phrase":    "line 1 does not begin",
		strings.Repeat("acme=secret phrase\n", maxPhrases+1): "line 10001: there are over",
	} {
		_, err := parseLeakPhrases(value)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%.40q: %v, want %q", value, err, want)
		}
	}
}

package main

import (
	"encoding/json"
	"io"
	"strings"
	"time"
	"unicode"
)

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// printable leaves out what could steer a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, text)
}

// toTheMinute writes a moment for people.
func toTheMinute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// subjectLine begins the first line of a text that brings its own subject.
const subjectLine = "Subject: "

// mailText is a mail as it is shown, and as embargo retro send --file reads it.
func mailText(subject, text string) string { return subjectLine + subject + "\n\n" + text }

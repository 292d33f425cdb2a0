package config

import (
	"strings"
	"testing"
)

// TestReminders: hours in which nobody is called have two different ends, and what is repeated comes later each time.
func TestReminders(t *testing.T) {
	for rules, want := range map[string]string{
		`{}`:                                    "",
		`{quiet: {from: "22:00", to: "06:00"}}`: "",
		`{quiet: {from: "", to: ""}}`:           "",
		`{again: []}`:                           "",
		`{again: [24h, 3d, 7d]}`:                "",
		`{again: [1bd, 3bd]}`:                   "",
		`{inactive_after: ""}`:                  "",
		`{inactive_after: 5bd}`:                 "",
		`{quiet: {from: "22:00", to: ""}}`:      "reminders.quiet: has one end only",
		`{quiet: {from: "", to: "06:00"}}`:      "reminders.quiet: has one end only",
		`{quiet: {from: "06:00", to: "06:00"}}`: "reminders.quiet: begins and ends at \"06:00\"",
		`{quiet: {from: "25:00", to: "06:00"}}`: "reminders.quiet.from",
		`{again: [0h]}`:                         "reminders.again[0]: \"0h\" leaves no time",
		`{again: [""]}`:                         "reminders.again[0]: \"\" leaves no time",
		`{again: [7d, 3d]}`:                     "reminders.again[1]: \"3d\" is no longer than \"7d\" before it",
		`{again: [24h, 24h]}`:                   "reminders.again[1]: \"24h\" is no longer than",
		`{again: [24h, 1w]}`:                    "reminders.again[1]",
		`{inactive_after: 0d}`:                  "reminders.inactive_after: \"0d\" leaves no time",
		`{inactive: 5d}`:                        "reminders.inactive",
	} {
		file, err := ParseProcess("org", []byte("version: 1\nreminders: "+rules+"\n"))
		if err == nil {
			_, err = Resolve(file, nil)
		}
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", rules, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", rules, err, want)
		}
	}
}

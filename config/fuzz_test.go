package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// FuzzSecrets gives every secret setting any value: whether it is taken or refused, no message, no printing and no
// encoding of what was read repeats it.
func FuzzSecrets(f *testing.F) {
	for _, seed := range []string{
		"postgres://embargo:passw0rd-passw0rd@db.example.org/embargo", "sqlite:embargo.db", "smtps://user:passw0rd-passw0rd@mail.example.org",
		"https://hooks.example.org/services/T000/B000/abcdefghijkl", "src-private=https://hooks.example.org/services/T000/B000/abcdefghijkl",
		"src-private=ftp://hooks.example.org/passw0rd-passw0rd", "acme/widgets=operation lantern", "-----BEGIN RSA PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAA\n-----END RSA PRIVATE KEY-----\n",
		"a-secret-of-some-length\nanother-secret-of-some-length", "%zz:passw0rd-passw0rd@\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, s := range settings() {
			if !s.Secret {
				continue
			}
			server, err := Load(func(name string) string {
				if name == s.Name {
					return value
				}
				return ""
			}, nil, "")
			if problems := (Problems)(nil); err != nil && !errors.As(err, &problems) {
				t.Fatalf("%s: %T", s.Name, err)
			}
			var read Server
			_ = s.set(&read, value) // Load gives nothing of settings with problems; what was read of this one counts as well
			encoded, marshalErr := json.Marshal([]Server{server, read})
			if marshalErr != nil {
				t.Fatal(marshalErr)
			}
			shown := fmt.Sprintf("%v %s %+v %#v %v %+v", err, encoded, read, read, server, &read)
			names := fmt.Sprint(slices.Collect(maps.Keys(read.Webhooks)), read.SMTP.Host, read.SMTP.User)
			for _, phrase := range read.LeakPhrases {
				names += phrase.For
			}
			for _, piece := range secretPieces(value) {
				if strings.Contains(shown, piece) && !strings.Contains(names, piece) {
					t.Errorf("%s: %q is shown in\n%s", s.Name, piece, shown)
				}
			}
		}
	})
}

// secretPieces are parts of a value long enough not to be among our own words by chance: those of letters and digits
// alone.
func secretPieces(value string) []string {
	var pieces []string
	for _, word := range strings.FieldsFunc(value, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	}) {
		if len(word) >= 16 && !slices.Contains([]string{"BEGIN-RSA-PRIVATE-KEY"}, word) {
			pieces = append(pieces, word)
		}
	}
	return pieces
}

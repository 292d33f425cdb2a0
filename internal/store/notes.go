package store

import (
	"fmt"
	"strings"
)

// maxNote bounds a note's value in bytes: notes are for ETags and cursors, not for content.
const maxNote = 1024

// PullNote is the name of the note that holds the advisory whose fix the pull request OWNER/REPO#N is.
func PullNote(pull string) string { return "pull/" + strings.ToLower(pull) }

// RerunNote is the name of the note that somebody asked for another run of the checks on the commit OWNER/REPO/SHA.
func RerunNote(commit string) string { return "rerun/" + strings.ToLower(commit) }

// Note gives a small fact kept under a name, and whether there is one.
func (tx *Tx) Note(name string) (value string, ok bool, err error) {
	ok, err = tx.Row(`SELECT value FROM notes WHERE name = $1`, []any{name}, &value)
	return value, ok, err
}

// Notes gives the small facts whose names begin with a prefix, by name.
func (tx *Tx) Notes(prefix string) (map[string]string, error) {
	found := map[string]string{}
	err := tx.Rows(`SELECT name, value FROM notes WHERE substr(name, 1, $2) = $1`, []any{prefix, len(prefix)},
		func(scan func(...any) error) error {
			var name, value string
			err := scan(&name, &value)
			found[name] = value
			return err
		})
	return found, err
}

// SetNote keeps a small fact under a name: an ETag, a cursor, a time; never text that people wrote. An empty
// value forgets it. Values over 1,024 bytes are refused.
func (tx *Tx) SetNote(name, value string) error {
	if len(value) > maxNote {
		return fmt.Errorf("note %s: value of %d bytes is over %d", name, len(value), maxNote)
	}
	if value == "" {
		_, err := tx.Exec(`DELETE FROM notes WHERE name = $1`, name)
		return err
	}
	_, err := tx.Exec(`INSERT INTO notes (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

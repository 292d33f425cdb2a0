package store

import "fmt"

// maxNote bounds a note's value in bytes: notes are for ETags and cursors, not for content.
const maxNote = 1024

// NotePull + OWNER/REPO#N, lower case, names the advisory whose fix a pull request is.
const NotePull = "pull/"

// NoteRerun + OWNER/REPO/SHA, lower case, says that somebody asked for another run of the checks on a commit.
const NoteRerun = "rerun/"

// Note gives a small fact kept under a name, and whether there is one.
func (tx *Tx) Note(name string) (value string, ok bool, err error) {
	ok, err = tx.Row(`SELECT value FROM notes WHERE name = $1`, []any{name}, &value)
	return value, ok, err
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

package store

import "time"

// LastActs gives, for everybody who has written a command in an advisory of an owner's, when they last did. Logins
// are as they were written: the same one may stand there in several ways.
func (tx *Tx) LastActs(owner string) (map[string]time.Time, error) {
	acts := map[string]time.Time{}
	prefix := owner + "/"
	err := tx.Rows(`SELECT actor, MAX(written_at) FROM decisions WHERE substr(ref, 1, $2) = $1 GROUP BY actor`,
		[]any{prefix, len(prefix)}, func(scan func(...any) error) error {
			var login string
			var at int64
			err := scan(&login, &at)
			acts[login] = Time(at)
			return err
		})
	return acts, err
}

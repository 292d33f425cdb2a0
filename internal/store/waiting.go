package store

// Waiting is how many updates wait for the writer at this moment.
func (s *Store) Waiting() int { return len(s.queue) }

// CountActions tells how many actions are in a state, of all advisories.
func (tx *Tx) CountActions(state string) (n int, err error) {
	_, err = tx.Row(`SELECT COUNT(*) FROM actions WHERE state = $1`, []any{state}, &n)
	return n, err
}

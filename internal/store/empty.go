package store

// Empty tells whether nothing is known of any advisory: no decision, no comment that was read, no effect wanted.
func (tx *Tx) Empty() (bool, error) {
	var rows int
	_, err := tx.Row(`SELECT (SELECT COUNT(*) FROM decisions) + (SELECT COUNT(*) FROM folded)
		+ (SELECT COUNT(*) FROM advisories) + (SELECT COUNT(*) FROM actions)`, nil, &rows)
	return rows == 0, err
}

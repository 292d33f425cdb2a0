package store

import "time"

// AdvisoryRow is what is remembered of an advisory between looks. None of it decides anything: it only tells
// the poller what changed, and the looks where their checklist is.
type AdvisoryRow struct {
	Ref          string // OWNER/REPO/GHSA
	Installation int64
	State        string    // GitHub's word; "" when the advisory was heard of but never looked at
	UpdatedAt    time.Time // GitHub's, at the last look
	Comments     int       // number of comments at the last look
	Checklist    int64     // id of the checklist comment, 0 when there is none
}

const advisoryColumns = `ref, installation, state, updated_at, comments, checklist`

func (row *AdvisoryRow) read(scan func(...any) error) error {
	var updated int64
	err := scan(&row.Ref, &row.Installation, &row.State, &updated, &row.Comments, &row.Checklist)
	row.UpdatedAt = Time(updated)
	return err
}

// Advisory gives the row of ref, and whether there is one.
func (tx *Tx) Advisory(ref string) (row AdvisoryRow, ok bool, err error) {
	err = tx.Rows(`SELECT `+advisoryColumns+` FROM advisories WHERE ref = $1`, []any{ref}, func(scan func(...any) error) error {
		ok = true
		return row.read(scan)
	})
	return row, ok, err
}

// PutAdvisory replaces the row of an advisory, or adds it.
func (tx *Tx) PutAdvisory(row AdvisoryRow) error {
	_, err := tx.Exec(`INSERT INTO advisories (`+advisoryColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ref) DO UPDATE SET installation = excluded.installation, state = excluded.state,
			updated_at = excluded.updated_at, comments = excluded.comments, checklist = excluded.checklist`,
		row.Ref, row.Installation, row.State, Micros(row.UpdatedAt), row.Comments, row.Checklist)
	return err
}

// NoticeAdvisory records that an advisory exists in an installation, leaving alone all else that is known of it.
func (tx *Tx) NoticeAdvisory(ref string, installation int64) error {
	_, err := tx.Exec(`INSERT INTO advisories (`+advisoryColumns+`) VALUES ($1, $2, '', 0, 0, 0)
		ON CONFLICT (ref) DO UPDATE SET installation = excluded.installation
			WHERE advisories.installation <> excluded.installation`, ref, installation)
	return err
}

// Advisories gives the rows of an installation, by ref.
func (tx *Tx) Advisories(installation int64) ([]AdvisoryRow, error) {
	var found []AdvisoryRow
	err := tx.Rows(`SELECT `+advisoryColumns+` FROM advisories WHERE installation = $1 ORDER BY ref`,
		[]any{installation}, func(scan func(...any) error) error {
			var row AdvisoryRow
			err := row.read(scan)
			found = append(found, row)
			return err
		})
	return found, err
}

// Folded gives the comments of an advisory that have been folded, each with its time of change at that moment.
func (tx *Tx) Folded(ref string) (map[int64]time.Time, error) {
	folded := map[int64]time.Time{}
	err := tx.Rows(`SELECT comment, updated_at FROM folded WHERE ref = $1`, []any{ref}, func(scan func(...any) error) error {
		var comment, updated int64
		err := scan(&comment, &updated)
		folded[comment] = Time(updated)
		return err
	})
	return folded, err
}

// AddFolded records that a comment, as of its time of change, has been folded.
func (tx *Tx) AddFolded(ref string, comment int64, updatedAt time.Time) error {
	_, err := tx.Exec(`INSERT INTO folded (ref, comment, updated_at) VALUES ($1, $2, $3)
		ON CONFLICT (ref, comment) DO UPDATE SET updated_at = excluded.updated_at`, ref, comment, Micros(updatedAt))
	return err
}

package store

import (
	"encoding/json"
	"fmt"
	"time"
)

// VerificationRow is how far the verification of one release's files has come.
type VerificationRow struct {
	Repo    string // OWNER/REPO
	Release int64  // GitHub's id
	// Wanted stands for the list of files, and for who may sign them, that is to be verified; Verified for the ones
	// that were, "" before the first time. They differ while there is something to do.
	Wanted, Verified string
	Tries            int       // number of times that Verified was verified
	VerifiedAt       time.Time // zero before the first time
	Files            []FileRow // as verified
}

// FileRow is what was found out about one file of a release: codes, identifiers and digests, all public.
type FileRow struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	State  string `json:"state"`            // the verifier's code
	Reason string `json:"reason,omitempty"` // code, "" when the state says it all
	By     string `json:"by,omitempty"`     // who signed it, or the file that speaks for or against it
	Size   int64  `json:"size"`             // bytes read
	SHA256 string `json:"sha256,omitempty"` // hexadecimal, "" when it was not read to its end
	// Predicate, Builder, Source and Commit are what sound provenance by a permitted signer says.
	Predicate string `json:"predicate,omitempty"` // its type
	Builder   string `json:"builder,omitempty"`
	Source    string `json:"source,omitempty"` // repository
	Commit    string `json:"commit,omitempty"`
}

// Name names the release in messages.
func (row VerificationRow) Name() string { return fmt.Sprintf("%s/%d", row.Repo, row.Release) }

// WantVerification records what is to be verified of a release, and tells whether that is news. What was found out
// before stays until PutVerification.
func (tx *Tx) WantVerification(repo string, release int64, wanted string) (fresh bool, err error) {
	n, err := tx.Exec(`INSERT INTO verifications (repo, release, wanted, verified, tries, verified_at, files)
		VALUES ($1, $2, $3, '', 0, 0, '[]')
		ON CONFLICT (repo, release) DO UPDATE SET wanted = excluded.wanted WHERE verifications.wanted <> excluded.wanted`,
		repo, release, wanted)
	return n > 0, err
}

// Verification gives what is known of a release, and whether anything is.
func (tx *Tx) Verification(repo string, release int64) (row VerificationRow, ok bool, err error) {
	row = VerificationRow{Repo: repo, Release: release}
	var at int64
	var files string
	ok, err = tx.Row(`SELECT wanted, verified, tries, verified_at, files FROM verifications WHERE repo = $1 AND release = $2`,
		[]any{repo, release}, &row.Wanted, &row.Verified, &row.Tries, &at, &files)
	if err != nil || !ok {
		return VerificationRow{}, false, err
	}
	row.VerifiedAt = Time(at)
	if err := json.Unmarshal([]byte(files), &row.Files); err != nil {
		return VerificationRow{}, false, fmt.Errorf("verification %s: read its files: %w", row.Name(), err)
	}
	return row, true, nil
}

// PutVerification records what was found out. ErrUnknown when nobody wanted it.
func (tx *Tx) PutVerification(row VerificationRow) error {
	files, err := json.Marshal(row.Files)
	if err != nil {
		return fmt.Errorf("verification %s: write its files: %w", row.Name(), err)
	}
	n, err := tx.Exec(`UPDATE verifications SET wanted = $3, verified = $4, tries = $5, verified_at = $6, files = $7
		WHERE repo = $1 AND release = $2`,
		row.Repo, row.Release, row.Wanted, row.Verified, row.Tries, Micros(row.VerifiedAt), string(files))
	if err == nil && n == 0 {
		return fmt.Errorf("verification %s: %w", row.Name(), ErrUnknown)
	}
	return err
}

package reconcile

import (
	"context"
	"strings"

	"github.com/embargo-app/embargo/internal/store"
)

// What the names of notes begin with, each with what follows and what the note holds. Those that another room reads or
// writes, too, have their names from there.
const (
	noteInstallation = "installation/"    // owner, lower case: the installation's id
	noteAccount      = "account/"         // installation: the account's login
	noteETag         = "etag/"            // installation/state or owner/repo/state: of the list
	noteCursor       = "cursor/"          // installation: how far the repository-by-repository round has come
	noteGood         = "process/"         // owner/repo, lower case: git's name for the last good process file; or noGood and the version for which none was found
	noteMistake      = "process-mistake/" // owner/repo, lower case: git's name for the present process file while it has a mistake
	noteDrift        = "drift/"           // owner, lower case: a digest of what is wrong with the SRC's team, and since when; told once, and again when it comes back
	noteProposal     = "proposal/"        // owner/repo/number: since when a pull request has proposed what it proposes now
	noteRedelivered  = "redelivered/"     // an event's GUID: the id of its newest failed delivery that was dealt with
	noteTold         = "told/"            // a digest of what was told whom: how far that has come, a store.LetterState

	// noteReadRefused and noteCheckRefused + owner/repo, lower case, remember that GitHub did not let the app read, or
	// check, a temporary private fork. It is tried once for each fork: GitHub may change its mind about new ones.
	noteReadRefused  = "refused/"
	noteCheckRefused = "refused/check/"

	// noteSettled + OWNER/REPO/GHSA keeps since when looks have found the items settled, as ITEM=SECONDS separated by
	// blanks, where 0 stands for a time that nobody knows. Nothing is judged by it; the retrospective tells it.
	noteSettled = "settled/"
)

// ofOwner is the name of a note about an owner, however that is written.
func ofOwner(kind, owner string) string { return kind + strings.ToLower(owner) }

// ofRepository is the name of a note about a repository, however that is written.
func ofRepository(kind, owner, repo string) string { return kind + strings.ToLower(owner+"/"+repo) }

// note gives what a note holds, "" when there is none.
func (r *Reconciler) note(ctx context.Context, name string) (value string, err error) {
	err = r.Store.View(ctx, func(tx *store.Tx) (err error) { value, _, err = tx.Note(name); return err })
	return value, err
}

// setNote writes a note only when it says something new, so that an idle beat writes nothing.
func setNote(tx *store.Tx, name, value string) error {
	if old, ok, err := tx.Note(name); err != nil || (ok && old == value) {
		return err
	}
	return tx.SetNote(name, value)
}

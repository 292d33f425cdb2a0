// Package outbox performs the outside effects that decisions caused: one file per kind of action.
//
// An action is recorded under a stable key in the transaction of the decision that caused it, and performed
// afterwards, as often as it takes. The record holds identifiers only; words are rendered from the freshly
// observed case. Every kind first looks whether its effect is already there (the process may have died, or
// GitHub's answer been lost, after the effect) and does nothing then; an action that no longer applies is
// dropped with a reason.
package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// GitHub is what the kinds of action need of GitHub.
type GitHub interface {
	Advisory(ctx context.Context, ref ghsa.Ref) (ghsa.Advisory, error)
	PatchAdvisory(ctx context.Context, ref ghsa.Ref, patch ghsa.Patch) (ghsa.Advisory, error)
	RequestCVE(ctx context.Context, ref ghsa.Ref) error
	CreateFork(ctx context.Context, ref ghsa.Ref) (string, error)
	Comment(ctx context.Context, ref ghsa.Ref, id int64) (ghsa.Comment, error)
	CreateComment(ctx context.Context, ref ghsa.Ref, body string) (ghsa.Comment, error)
	EditComment(ctx context.Context, ref ghsa.Ref, id int64, body string) (ghsa.Comment, error)
}

// View is an advisory as it was just observed: what an action is rendered from and checked against.
type View struct {
	Ref     ghsa.Ref
	GitHub  GitHub
	Process policy.Process
	Case    policy.Case
	Report  policy.Report
	// Comments is how many comments GitHub counted when the look began.
	Comments int
	// Own are the app's own comments of the thread, oldest first.
	Own []ghsa.Comment
	// ChecklistURL links to the checklist comment, "" before it stands.
	ChecklistURL string
	// Answers gives what a reply to the comment has to say; ok is false when that comment needs no reply.
	Answers func(comment int64) (reply render.ReplyView, ok bool)
	// Announcement writes what would be announced now.
	Announcement func() render.AnnouncementNote
	// Again looks at everything once more, for what cannot be undone. What was written in the thread meanwhile counts.
	Again func(ctx context.Context) (View, error)
	Now   time.Time
}

// note finds the app's own comment with the given key.
func (v View) note(key string) (ghsa.Comment, bool) {
	for _, comment := range v.Own {
		if found, ok := render.NoteKey(comment.Body); ok && found == key {
			return comment, true
		}
	}
	return ghsa.Comment{}, false
}

// srcTeam is the SRC's team, ORG/TEAM.
func (v View) srcTeam() string { return v.Ref.Owner + "/" + v.Process.SRC.Team }

// Result says how an action ended; it is stored, so Note holds an identifier or a stable code, never text.
type Result struct {
	State string // store.ActionDone or store.ActionDropped
	Note  string
	// Before and After say for the record what it changed, in identifiers; nil where that is not recorded.
	Before, After map[string]string
}

// done is the result of an action whose effect stands.
func done(note string) Result { return Result{State: store.ActionDone, Note: note} }

// dropped is the result of an action that no longer applies.
func dropped(why string) Result { return Result{State: store.ActionDropped, Note: why} }

// kind performs one kind of action. An error means that the action is still wanted.
type kind func(ctx context.Context, v View, row store.ActionRow) (Result, error)

// kinds is the registry: one line and one file per kind of action.
var kinds = map[string]kind{
	KindReply: performReply,

	policy.ActionSetCVSS:     performSetCVSS,
	policy.ActionSetSeverity: performSetSeverity,
	policy.ActionRequestCVE:  performRequestCVE,
	policy.ActionCreateFork:  performCreateFork,
	policy.ActionPublish:     performPublish,

	policy.ActionAskPublication:      performAskPublication,
	policy.ActionPreviewAnnouncement: performPreviewAnnouncement,
	kindDeploymentNote:               performDeploymentNote,
	policy.ActionTellLeak:            performTellLeak,
	policy.ActionNag:                 performNag,
	policy.ActionSetCredits:          performSetCredits,

	policy.ActionTellCollaborators:   performTellCollaborators,
	policy.ActionRemoveCollaborators: performRemoveCollaborators,
}

// Perform carries out one recorded action. In observe mode, and on a closed thread, nothing is written.
func Perform(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	perform, ok := kinds[row.Kind]
	if !ok {
		return Result{}, fmt.Errorf("action %s of %s: no such kind of action %q; was it recorded by a newer version?", row.Key, v.Ref, row.Kind)
	}
	if v.Process.Mode == policy.ModeObserve {
		return dropped("observe"), nil
	}
	result, err := perform(ctx, v, row)
	if refused(err) {
		return instruct(ctx, v, row)
	}
	return result, err
}

package policy

import (
	"slices"
	"strconv"
)

// The kinds of action that are about an advisory. Those that a command asks for carry its comment, where their arguments
// stand; the others name in their key what they are about.
const (
	ActionSetCVSS     = "set-cvss"
	ActionSetSeverity = "set-severity"
	ActionRequestCVE  = "request-cve"
	ActionCreateFork  = "create-fork"
	ActionPublish     = "publish"
	// ActionSetCredits records how somebody is to be credited. Its key ends with their login in lower case.
	ActionSetCredits = "set-credits"
	// ActionPreviewAnnouncement shows the announcement in the thread.
	ActionPreviewAnnouncement = "preview-announcement"

	// ActionAskPublication asks to publish the advisory of a fix that is released.
	ActionAskPublication = "ask-publication"
	// About collaborators who may not be there, see Handling.
	ActionTellCollaborators   = "tell-collaborators"
	ActionRemoveCollaborators = "remove-collaborators"
	// ActionNag tells people what is due, and the reporter how far things are. Its key says what is told, so that in a new
	// database the notes in the thread tell what was told before.
	ActionNag = "nag"
	// ActionTellLeak tells the SRC where an advisory was seen.
	ActionTellLeak = "tell-leak"
)

// actions are the effects that accepted decisions ask for and that GitHub does not show yet. An action whose secret
// argument can no longer be read is not wanted: it could not be performed.
func (v *view) actions(items []Item, wake *alarm) []Action {
	if !v.c.Advisory.State.Open() {
		return nil
	}
	var actions []Action
	switch {
	case v.wantsVector():
		actions = append(actions, asked(ActionSetCVSS, v.ledger.CVSS))
	case v.wantsSeverity():
		actions = append(actions, asked(ActionSetSeverity, v.ledger.Severity))
	}
	if v.ledger.CVERequest.Made() && v.c.Advisory.CVE == "" {
		actions = append(actions, asked(ActionRequestCVE, v.ledger.CVERequest))
	}
	if v.ledger.Fork.Made() && v.c.Advisory.PrivateFork == "" {
		actions = append(actions, asked(ActionCreateFork, v.ledger.Fork))
	}
	actions = append(actions, v.wantedCredits()...)
	if action, wanted := v.handleCollaborators(wake); wanted {
		actions = append(actions, action)
	}
	if _, second, ok := v.ledger.PublishPair(); ok && v.c.Advisory.State == AdvisoryDraft {
		actions = append(actions, asked(ActionPublish, second))
	}
	if preview := v.ledger.Announcement.Preview; preview.Made() {
		actions = append(actions, asked(ActionPreviewAnnouncement, preview))
	}
	if v.wantsPublication() {
		actions = append(actions, asked(ActionAskPublication, Decision{})) // once for all releases
	}
	if action, wanted := v.nag(items, wake); wanted {
		actions = append(actions, action)
	}
	return actions
}

// wantsVector tells whether the last /cvss is still to be recorded. GitHub takes either a vector or a severity, so a
// vector that contradicts the SRC's ruling would undo it.
func (v *view) wantsVector() bool {
	vector, readable := v.ledger.CVSS.Args[ArgVector]
	if !readable || slices.ContainsFunc(v.c.Advisory.CVSS, func(c CVSS) bool { return c.Vector == vector }) {
		return false
	}
	rating, err := RateCVSS(vector)
	return err == nil && (!v.ledger.Severity.Made() || rating.says(v.ledger.Severity.Args[ArgLevel]))
}

// wantsSeverity tells whether the SRC's ruling is still to be recorded.
func (v *view) wantsSeverity() bool {
	level, readable := v.ledger.Severity.Args[ArgLevel]
	return readable && v.c.Advisory.Severity != level
}

// asked is the action that a decision asks for.
func asked(kind string, d Decision) Action {
	return Action{Kind: kind, Key: kind + "/" + strconv.FormatInt(d.Comment, 10), Comment: d.Comment}
}

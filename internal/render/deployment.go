package render

import (
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// DeploymentLog is what a deployment is told: one short line without anything of an advisory.
func DeploymentLog(v policy.DeploymentVerdict, d policy.Deployment) string {
	switch {
	case v.Answer == policy.DeploymentApprove:
		return logApproved
	case v.Code == policy.DeploymentExpired:
		return logExpired
	case v.Answer == policy.DeploymentReject:
		return logClosed
	}
	parts := []string{logWaiting}
	if v.Slot.Agreed {
		switch v.Code {
		case policy.DeploymentEarly:
			parts = append(parts, fmt.Sprintf(logBegins, Moment(v.Slot.Start)))
		case policy.DeploymentMissing:
			parts = append(parts, fmt.Sprintf(logOpen, Moment(v.Slot.End)))
		case policy.DeploymentLate:
			parts = append(parts, fmt.Sprintf(logOver, Moment(v.Slot.End)))
		}
	}
	if v.Expiring {
		parts = append(parts, fmt.Sprintf(logExpiring, Moment(d.Expires())))
	}
	return strings.Join(parts, " ")
}

// DeploymentNote is about a deployment of the fix, for the people of its advisory.
type DeploymentNote struct {
	Key        string // of the note, see NoteMarker
	To         string // who can see to it: a login, or ORG/TEAM
	Deployment policy.Deployment
	URL        string // of its workflow run
	Held       policy.DeploymentCode
	Slot       policy.Slot
	Missing    []policy.Item
}

// DeploymentHeld says why a deployment waits and what is to be done about it.
func DeploymentHeld(n DeploymentNote) string {
	switch {
	case n.Held == policy.DeploymentNoSlot:
		return n.write(true, capital(fmt.Sprintf(wordsNoSlot, n.run())), n.lacks(), wordsLetThrough)
	case n.Held == policy.DeploymentLate:
		return n.write(true, fmt.Sprintf(wordsLate, Moment(n.Slot.End), n.run()), n.lacks(), wordsLetThrough)
	case n.Slot.Agreed:
		return n.write(true, fmt.Sprintf(wordsMissing, Moment(n.Slot.End), n.run()), n.lacks(), wordsLetThrough)
	}
	return n.write(true, fmt.Sprintf(wordsLacking, n.run()), n.lacks(), wordsLetThrough)
}

// DeploymentExpires says that GitHub will soon end a run that waits.
func DeploymentExpires(n DeploymentNote) string {
	d := n.Deployment
	return n.write(true, fmt.Sprintf(wordsExpires, n.run(), Moment(d.RequestedAt), Moment(d.Expires())), "", wordsLetThrough)
}

// DeploymentPassed says, where nothing is enforced, that a deployment would have been held.
func DeploymentPassed(n DeploymentNote) string {
	return n.write(false, fmt.Sprintf(wordsPassed, n.run(), heldWords[n.Held]), n.lacks(), "")
}

// DeploymentStuck asks a person to see to a deployment that GitHub did not let the app answer.
func DeploymentStuck(n DeploymentNote) string {
	return n.write(true, fmt.Sprintf(wordsStuck, n.run()), "", "")
}

func (n DeploymentNote) run() string {
	d := n.Deployment
	what := d.Ref
	if what == "" {
		what = d.SHA
	}
	text := fmt.Sprintf(wordsRun, code(strings.TrimPrefix(what, "refs/tags/"), wordRunes), code(d.Environment, wordRunes))
	if target := safeURL(n.URL); target != "" {
		text += " ([" + wordLink + "](" + target + "))"
	}
	return text
}

func (n DeploymentNote) lacks() string {
	if len(n.Missing) == 0 {
		return ""
	}
	return missing(n.Missing)
}

// write makes a note of a first sentence and what follows it, of which "" is left out.
func (n DeploymentNote) write(asks bool, first string, more ...string) string {
	first = capital(first)
	if asks {
		first = calling(n.To, first)
	}
	return note(n.Key, append([]string{first}, more...)...)
}

// AskPublication asks to publish the advisory of a fix that is released.
func AskPublication(key, to string, releases []policy.Release) string {
	names := make([]string, 0, len(releases))
	for _, release := range releases {
		names = append(names, link(release.Tag+", "+Moment(release.PublishedAt), release.URL, evidenceRunes))
	}
	text := fmt.Sprintf(wordsUnpublishedFix, strings.Join(names, "; "))
	return note(key, calling(to, capital(text)))
}

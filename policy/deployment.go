package policy

import (
	"strconv"
	"strings"
	"time"
)

// Deployment is a job of a workflow run that asked to deploy to an environment and waits for the answer.
type Deployment struct {
	Owner, Repo string
	Run         int64
	Environment string
	Ref, SHA    string    // what is deployed: a branch or a tag, and its commit
	RequestedAt time.Time // when it began to wait
}

// deploymentLife is for how long GitHub lets a deployment wait.
const deploymentLife = 30 * 24 * time.Hour

// deploymentWarning is how long before its end people are told that a deployment will wait no longer.
const deploymentWarning = 3 * 24 * time.Hour

// Expires is when GitHub ends the run if the deployment still waits then.
func (d Deployment) Expires() time.Time { return d.RequestedAt.Add(deploymentLife) }

// RunURL is the page of a deployment's workflow run on the GitHub of an advisory; "" when that is not known.
func RunURL(advisory Advisory, d Deployment) string {
	page := advisory.Page(d.Owner + "/" + d.Repo)
	if page == "" {
		return ""
	}
	return page + "/actions/runs/" + strconv.FormatInt(d.Run, 10)
}

// DeploymentConcern is what one advisory that a deployment belongs to says of it.
type DeploymentConcern struct {
	Process Process
	Case    Case
	Report  Report
	// Unread says that the advisory could not be read, so that nothing else here is known but the process.
	Unread bool
}

// DeploymentAnswer is what a deployment is told.
type DeploymentAnswer string

// The answers.
const (
	DeploymentApprove DeploymentAnswer = "approve"
	DeploymentWait    DeploymentAnswer = "wait"
	DeploymentReject  DeploymentAnswer = "reject"
)

// DeploymentCode names, stably, why a deployment is answered as it is.
type DeploymentCode string

// The reasons to approve a deployment.
const (
	DeploymentFree   DeploymentCode = "no-embargo" // it concerns no advisory under embargo
	DeploymentReady  DeploymentCode = "ready"      // in the slot, and nothing required is missing
	DeploymentPublic DeploymentCode = "published"  // its advisory is published
	DeploymentWaived DeploymentCode = "waived"     // an SRC member waived the item release
)

// The reasons to let it wait, and to reject it.
const (
	DeploymentNoSlot  DeploymentCode = "no-slot"     // no slot is agreed
	DeploymentEarly   DeploymentCode = "before-slot" // the agreed slot has not begun
	DeploymentMissing DeploymentCode = "missing"     // in the slot, but something required is missing
	DeploymentLate    DeploymentCode = "after-slot"  // the agreed slot is over
	DeploymentUnread  DeploymentCode = "unread"      // what would decide could not be read
	DeploymentClosed  DeploymentCode = "closed"      // its advisory was closed or withdrawn
	DeploymentExpired DeploymentCode = "expired"     // it has waited for as long as GitHub allows
)

// DeploymentVerdict is the answer to a deployment. The zero verdict is none.
type DeploymentVerdict struct {
	Answer DeploymentAnswer
	Code   DeploymentCode
	// Held is what would be answered in the mode enforce: it differs from Code where the mode lets everything pass.
	Held DeploymentCode
	// Slot is the agreed slot that decides; zero where none is.
	Slot Slot
	// Expiring says that GitHub will end the run within days.
	Expiring bool
	// Wake is when the verdict may change although nothing else does; zero for never.
	Wake time.Time
}

// WouldHold tells whether only the mode lets the deployment pass.
func (v DeploymentVerdict) WouldHold() bool { return v.Answer == DeploymentApprove && v.Held != v.Code }

// Concerns tells whether a deployment belongs to an advisory: its ref is the tag of a patched version of the advisory's
// repository, or its commit is the head or the merge of a pull request that holds the fix. One that tells neither ref
// nor commit may belong to any advisory of its repository. What a report says that nobody has accepted counts for
// nothing: anybody can file one, and would hold whichever release they like.
func (c DeploymentConcern) Concerns(d Deployment) bool {
	for _, pull := range c.Case.PullRequests {
		state := pull.Read.Value
		if pull.Read.Known && d.SHA != "" && (asciiEqual(d.SHA, state.HeadSHA) || asciiEqual(d.SHA, state.MergeSHA)) {
			return true
		}
	}
	advisory := &c.Case.Advisory
	verdict := c.Report.Ledger.Triage.Verdict
	if advisory.State == AdvisoryTriage && verdict != TriageAccepted && verdict != TriageUpstream {
		return false
	}
	own := asciiEqual(d.Owner, advisory.Owner) && asciiEqual(d.Repo, advisory.Repo)
	return own && (d.Ref == "" && d.SHA == "" || ReleasesFix(c.Process, advisory.Vulnerabilities, d.Ref))
}

// ReleasesFix tells whether a ref is the tag of a patched version of some affected package.
func ReleasesFix(process Process, affected []Vulnerability, ref string) bool {
	tag := strings.TrimPrefix(ref, "refs/tags/")
	for _, vulnerability := range affected {
		for _, version := range versionsOf(vulnerability.Patched) {
			if tagReleases(process, tag, version) {
				return true
			}
		}
	}
	return false
}

// JudgeDeployment answers a deployment for all advisories that it belongs to: it passes once every one of them lets
// it, waits as long as one wants it to, and is rejected when none is left that it could pass for.
func JudgeDeployment(d Deployment, concerns []DeploymentConcern, now time.Time) DeploymentVerdict {
	now = now.UTC()
	verdict := DeploymentVerdict{Answer: DeploymentApprove, Code: DeploymentFree, Held: DeploymentFree}
	for i, concern := range concerns {
		if one := judgeConcern(concern, now); i == 0 || one.graver(verdict) {
			verdict = one
		}
	}
	if verdict.Answer != DeploymentWait || d.RequestedAt.IsZero() {
		return verdict
	}
	if !now.Before(d.Expires()) {
		return DeploymentVerdict{Answer: DeploymentReject, Code: DeploymentExpired, Held: DeploymentExpired}
	}
	warning := d.Expires().Add(-deploymentWarning)
	verdict.Expiring = !now.Before(warning)
	wake := alarm{now: now, at: verdict.Wake}
	wake.set(warning)
	wake.set(d.Expires())
	verdict.Wake = wake.at
	return verdict
}

// gravity orders the answers: an advisory that can never be released for holds nobody else's release.
var gravity = map[DeploymentAnswer]int{DeploymentReject: 0, DeploymentApprove: 1, DeploymentWait: 2}

// graver tells whether this verdict decides over another one: of two that wait, the one whose slot comes later, and
// first of all one that knows of no slot to come.
func (v DeploymentVerdict) graver(other DeploymentVerdict) bool {
	if a, b := gravity[v.Answer], gravity[other.Answer]; a != b {
		return a > b
	}
	if v.Answer != DeploymentWait {
		return v.WouldHold() && !other.WouldHold()
	}
	if a, b := v.Wake.IsZero(), other.Wake.IsZero(); a || b {
		return a && !b
	}
	return v.Wake.After(other.Wake)
}

// judgeConcern is the verdict for one advisory, as its process's mode has it.
func judgeConcern(concern DeploymentConcern, now time.Time) DeploymentVerdict {
	verdict := enforced(concern, now)
	verdict.Held = verdict.Code
	if concern.Process.Mode != ModeEnforce && verdict.Answer != DeploymentApprove {
		verdict.Answer, verdict.Code, verdict.Wake = DeploymentApprove, DeploymentFree, time.Time{}
	}
	return verdict
}

func enforced(concern DeploymentConcern, now time.Time) DeploymentVerdict {
	if concern.Unread {
		return DeploymentVerdict{Answer: DeploymentWait, Code: DeploymentUnread}
	}
	switch concern.Case.Advisory.State {
	case AdvisoryPublished:
		return DeploymentVerdict{Answer: DeploymentApprove, Code: DeploymentPublic}
	case AdvisoryClosed, AdvisoryWithdrawn:
		return DeploymentVerdict{Answer: DeploymentReject, Code: DeploymentClosed}
	}
	report := &concern.Report
	if _, waived := report.Ledger.Waived[ItemRelease]; waived {
		return DeploymentVerdict{Answer: DeploymentApprove, Code: DeploymentWaived}
	}
	slot, missing := report.Slot, len(report.Missing()) > 0
	if !report.BySlot {
		if missing {
			return DeploymentVerdict{Answer: DeploymentWait, Code: DeploymentMissing}
		}
		return DeploymentVerdict{Answer: DeploymentApprove, Code: DeploymentReady}
	}
	switch {
	case !slot.Agreed:
		return DeploymentVerdict{Answer: DeploymentWait, Code: DeploymentNoSlot}
	case now.Before(slot.Start):
		return DeploymentVerdict{Answer: DeploymentWait, Code: DeploymentEarly, Slot: slot, Wake: slot.Start}
	case !now.Before(slot.End):
		return DeploymentVerdict{Answer: DeploymentWait, Code: DeploymentLate, Slot: slot}
	case missing:
		return DeploymentVerdict{Answer: DeploymentWait, Code: DeploymentMissing, Slot: slot, Wake: slot.End}
	}
	return DeploymentVerdict{Answer: DeploymentApprove, Code: DeploymentReady, Slot: slot}
}

package policy

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ArgLast says in an ActionTellLeak that it is the last one about a text.
const ArgLast = "last"

// LeakGuardRules say whether public texts are watched for what is under embargo.
type LeakGuardRules struct {
	Enabled bool `yaml:"enabled" json:"enabled"`
}

// LeakKind says what an advisory was seen in.
type LeakKind string

// What an advisory may be seen in. The first group are texts, which are watched only if the process wants that.
const (
	LeakIssue         LeakKind = "issue"
	LeakComment       LeakKind = "comment" // on an issue or a pull request
	LeakPull          LeakKind = "pull"
	LeakReview        LeakKind = "review"
	LeakReviewComment LeakKind = "review-comment"
	LeakCommit        LeakKind = "commit"
	LeakCommitComment LeakKind = "commit-comment"
	LeakRelease       LeakKind = "release"

	LeakRepository   LeakKind = "repository"    // a public repository with the name of a temporary private fork
	LeakFork         LeakKind = "fork"          // a public fork with such a name, or a fork of a temporary private fork
	LeakFixFork      LeakKind = "fix-fork"      // a fork of a private fix repository
	LeakFixPublicity LeakKind = "fix-publicity" // a private fix repository that was made public
)

var leakTexts = []LeakKind{LeakIssue, LeakComment, LeakPull, LeakReview, LeakReviewComment, LeakCommit, LeakCommitComment, LeakRelease}

// LeakPlace is where an advisory was seen, in identifiers only.
type LeakPlace struct {
	Kind   LeakKind
	Repo   string // OWNER/NAME
	Number int64  // of the issue or pull request
	ID     int64  // of the comment, review or release
	Name   string // SHA of the commit (a comment's too), tag of the release; "" for a release whose tag is not to be written down
	Fix    string // OWNER/NAME of the fix repository it is about
}

// IsText tells whether the place is a text.
func (p LeakPlace) IsText() bool { return slices.Contains(leakTexts, p.Kind) }

// LeakTextPrefix begins the keys of places that are texts.
const LeakTextPrefix = "leak/text/"

// Key names the place, however often it is seen.
func (p LeakPlace) Key() string {
	prefix := "leak/"
	if p.IsText() {
		prefix = LeakTextPrefix
	}
	key := prefix + string(p.Kind) + "/" + p.Repo
	switch p.Kind {
	case LeakIssue, LeakPull:
		return key + "/" + strconv.FormatInt(p.Number, 10)
	case LeakComment, LeakReview, LeakReviewComment, LeakCommitComment, LeakRelease:
		return key + "/" + strconv.FormatInt(p.ID, 10)
	case LeakCommit:
		return key + "/" + p.Name
	}
	return key
}

// Args writes the place down; LeakPlaceOf reads it.
func (p LeakPlace) Args() map[string]string {
	return map[string]string{
		"what": string(p.Kind), "repository": p.Repo, "number": strconv.FormatInt(p.Number, 10), "id": strconv.FormatInt(p.ID, 10),
		"name": p.Name, "fix": p.Fix,
	}
}

// LeakPlaceOf reads a place that Args wrote; ok is false when it is none.
func LeakPlaceOf(args map[string]string) (p LeakPlace, ok bool) {
	number, noNumber := strconv.ParseInt(args["number"], 10, 64)
	id, noID := strconv.ParseInt(args["id"], 10, 64)
	p = LeakPlace{Kind: LeakKind(args["what"]), Repo: args["repository"], Number: number, ID: id, Name: args["name"], Fix: args["fix"]}
	return p, noNumber == nil && noID == nil && p.Kind != "" && p.Repo != ""
}

// LeakURL is the place's page on an advisory's GitHub; "" when that is not known.
func LeakURL(advisory Advisory, p LeakPlace) string {
	page := advisory.Page(p.Repo)
	if page == "" {
		return ""
	}
	number, id := strconv.FormatInt(p.Number, 10), strconv.FormatInt(p.ID, 10)
	switch p.Kind {
	case LeakIssue:
		return page + "/issues/" + number
	case LeakPull:
		return page + "/pull/" + number
	case LeakComment:
		return page + "/issues/" + number + "#issuecomment-" + id
	case LeakReview:
		return page + "/pull/" + number + "#pullrequestreview-" + id
	case LeakReviewComment:
		return page + "/pull/" + number + "#discussion_r" + id
	case LeakCommit:
		return page + "/commit/" + url.PathEscape(p.Name)
	case LeakCommitComment:
		return page + "/commit/" + url.PathEscape(p.Name) + "#commitcomment-" + id
	case LeakRelease:
		if p.Name == "" {
			return page + "/releases"
		}
		return page + "/releases/tag/" + url.PathEscape(p.Name)
	}
	return page
}

// LeakUntold says, as a stable code, why nobody is told that an advisory was seen in a place; "" when the SRC is.
func LeakUntold(process Process, c Case, report Report, p LeakPlace, now time.Time) string {
	fixOwner, fixRepo, _ := strings.Cut(p.Fix, "/")
	switch {
	case !c.Advisory.State.Open():
		return "no-embargo"
	case report.Timeline.Soon:
		return "public-already"
	case p.IsText() && !process.LeakGuard.Enabled:
		return "off"
	case p.IsText() && report.Slot.Agreed && !now.Before(report.Slot.Start):
		return "release-slot" // the release goes out, and says what it is for
	case p.Fix != "" && !report.view(&process, &c, now).isFixRepository(fixOwner, fixRepo):
		return "no-fix-repository"
	}
	return ""
}

package reconcile

import (
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// time0 asks for everything, whatever its age.
var time0 time.Time

// advisoryFacts turns GitHub's JSON into the facts the policy works on.
func advisoryFacts(ref ghsa.Ref, a ghsa.Advisory) policy.Advisory {
	facts := policy.Advisory{
		Owner: ref.Owner, Repo: ref.Repo, GHSA: ref.GHSA,
		URL:     a.HTMLURL,
		State:   policy.AdvisoryState(a.State),
		Summary: a.Summary, Description: a.Description,
		PrivateReport: a.Submission != nil,
		Severity:      a.Severity,
		CVSS:          cvssFacts(a),
		CVE:           a.CVEID,
		CWEs:          a.CWEs,
		ThreadOpen:    threadOpen(a),
		CreatedAt:     a.CreatedAt, UpdatedAt: a.UpdatedAt,
		PublishedAt: a.PublishedAt, ClosedAt: a.ClosedAt, WithdrawnAt: a.WithdrawnAt,
	}
	if a.Author != nil {
		facts.Author = a.Author.Login
	}
	if a.PrivateFork != nil {
		facts.PrivateFork = a.PrivateFork.FullName
	}
	for _, v := range a.Vulnerabilities {
		facts.Vulnerabilities = append(facts.Vulnerabilities, policy.Vulnerability{
			Ecosystem: v.Package.Ecosystem, Package: v.Package.Name, Affected: v.VulnerableVersionRange, Patched: v.PatchedVersions,
		})
	}
	for _, user := range a.CollaboratingUsers {
		facts.Users = append(facts.Users, user.Login)
	}
	for _, team := range a.CollaboratingTeams {
		facts.Teams = append(facts.Teams, team.Slug)
	}
	facts.Credits = creditFacts(a)
	return facts
}

// creditFacts prefers the list that tells whether the credit was accepted; GitHub does not always give it.
func creditFacts(a ghsa.Advisory) []policy.Credit {
	var facts []policy.Credit
	for _, credit := range a.CreditsDetailed {
		facts = append(facts, policy.Credit{Login: credit.User.Login, Type: credit.Type, State: credit.State})
	}
	if len(facts) > 0 {
		return facts
	}
	for _, credit := range a.Credits {
		facts = append(facts, policy.Credit{Login: credit.Login, Type: credit.Type})
	}
	return facts
}

// threadOpen goes by comments_url, which GitHub sets to null when it closes a thread, and by the state, so that
// nothing is ever written to the thread of an advisory that is no longer under embargo.
func threadOpen(a ghsa.Advisory) bool {
	return policy.AdvisoryState(a.State).Open() && a.ThreadOpen()
}

// cvssFacts lists the recorded vectors, the newest version first.
func cvssFacts(a ghsa.Advisory) []policy.CVSS {
	var list []policy.CVSS
	if a.CVSSSeverities == nil {
		return nil
	}
	for _, c := range []*ghsa.CVSS{a.CVSSSeverities.V4, a.CVSSSeverities.V3} {
		if c != nil {
			list = append(list, policy.CVSS{Vector: c.VectorString, Score: c.Score})
		}
	}
	return list
}

// commentFacts lists the thread without its text.
func (o *observation) commentFacts() []policy.Comment {
	facts := make([]policy.Comment, 0, len(o.comments))
	for _, comment := range o.comments {
		fact := policy.Comment{
			ID: comment.ID, App: o.isOwn(comment), URL: comment.HTMLURL,
			CreatedAt: comment.CreatedAt, UpdatedAt: comment.UpdatedAt,
		}
		if comment.User != nil {
			fact.Author = comment.User.Login
		}
		facts = append(facts, fact)
	}
	return facts
}

func releaseFact(r ghsa.Release) policy.Release {
	return policy.Release{Tag: r.TagName, URL: r.HTMLURL, Draft: r.Draft, Prerelease: r.Prerelease, PublishedAt: r.PublishedAt}
}

// decisionFact turns a stored decision into the policy's.
func decisionFact(row store.DecisionRow) policy.Decision {
	return policy.Decision{
		Comment: row.Comment, Index: row.Index, URL: row.URL, Command: row.Command, Actor: row.Actor,
		Right: policy.Right(row.Right), Args: row.Args, Verdict: policy.Verdict(row.Verdict), Detail: row.Detail,
		WrittenAt: row.WrittenAt, FoldedAt: row.FoldedAt,
	}
}

// decisionsOf gives the decisions on record about an advisory.
func decisionsOf(tx *store.Tx, ref ghsa.Ref) ([]policy.Decision, error) {
	rows, err := tx.Decisions(ref.String())
	if err != nil {
		return nil, err
	}
	decisions := make([]policy.Decision, 0, len(rows))
	for _, row := range rows {
		decisions = append(decisions, decisionFact(row))
	}
	return decisions, nil
}

// decisionRow turns a redacted decision into what is stored.
func decisionRow(ref ghsa.Ref, d policy.Decision) store.DecisionRow {
	return store.DecisionRow{
		Ref: ref.String(), Comment: d.Comment, Index: d.Index, URL: d.URL, Command: d.Command, Actor: d.Actor,
		Right: string(d.Right), Args: d.Args, Verdict: string(d.Verdict), Detail: d.Detail,
		WrittenAt: d.WrittenAt, FoldedAt: d.FoldedAt,
	}
}

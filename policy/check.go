package policy

// FixCheck is what the check on a fix pull request says.
type FixCheck struct {
	Conclusion CheckConclusion
	// Wordless says that nothing else may be told: the repository is public, and the advisory is not.
	Wordless bool
	// Missing are the required items that are not settled, in the process's order; Settled are the others.
	Missing, Settled []Item
}

// CheckConclusion is GitHub's word for how a check ended.
type CheckConclusion string

// The conclusions. GitHub lets a neutral check pass where a check is required.
const (
	CheckPass    CheckConclusion = "success"
	CheckFail    CheckConclusion = "failure"
	CheckNeutral CheckConclusion = "neutral"
)

// CheckFix judges a fix pull request by its advisory's report: it passes once everything that is required before
// the release is done or waived. An advisory that was given up says nothing. In a public repository nothing is
// said before publication, so that the check cannot tell of an advisory.
func CheckFix(report Report, advisory Advisory, public bool) FixCheck {
	if public && advisory.State != AdvisoryPublished {
		return FixCheck{Conclusion: CheckNeutral, Wordless: true}
	}
	check := FixCheck{Conclusion: CheckPass}
	for _, item := range report.Items {
		switch {
		case item.Need != NeedRequired:
		case item.Settled():
			check.Settled = append(check.Settled, item)
		default:
			check.Missing = append(check.Missing, item)
			check.Conclusion = CheckFail
		}
	}
	if report.Phase == PhaseAbandoned {
		check.Conclusion = CheckNeutral
	}
	return check
}

package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// repositoryOwn are the keys that are a repository's to set as it likes.
var repositoryOwn = []string{"version", "code_owners", "announcement"}

// The orders of choices, from loose to strict.
var (
	cveOrder = []string{policy.CVENone, policy.CVERequested, policy.CVEAssigned}
	// artifactOrder is that of artifacts.require.
	artifactOrder = []string{string(policy.ArtifactNeedNone), string(policy.ArtifactNeedChecksum), string(policy.ArtifactNeedSignature)}
	needOrder     = []string{string(policy.NeedAdvice), string(policy.NeedRequired)}
)

// tightening tells when a repository's value is at least as strict as the one it builds upon.
type tightening struct {
	strict  func(base, value policy.Process) bool
	allowed string // what would be accepted
}

// tightenable are the keys that a repository may tighten; items are handled by itemTightening.
var tightenable = map[string]tightening{
	"mode": {func(b, v policy.Process) bool { return modeRank(v.Mode) >= modeRank(b.Mode) },
		"observe < advise < enforce"},
	"deadlines.acknowledge":          noLonger(func(p policy.Process) policy.Span { return p.Deadlines.Acknowledge }),
	"deadlines.fix_team":             noLonger(func(p policy.Process) policy.Span { return p.Deadlines.FixTeam }),
	"deadlines.fix":                  noLonger(func(p policy.Process) policy.Span { return p.Deadlines.Fix }),
	"deadlines.release":              noLonger(func(p policy.Process) policy.Span { return p.Deadlines.Release }),
	"deadlines.retrospective.within": noLonger(func(p policy.Process) policy.Span { return p.Deadlines.Retrospective.Within }),
	"release.time": {func(b, v policy.Process) bool {
		return b.Release.Time == "" || v.Release.Time == b.Release.Time
	}, "give the same hour"},
	"release.slot": noLonger(func(p policy.Process) policy.Span { return p.Release.Slot }),
	"release.avoid_weekdays": {func(b, v policy.Process) bool {
		return containsAll(v.Release.AvoidWeekdays, b.Release.AvoidWeekdays)
	}, "list at least the same weekdays"},
	"release.blackouts": {func(b, v policy.Process) bool {
		return blackoutsCover(v.Release.Blackouts, b.Release.Blackouts)
	}, "list at least the same days"},
	"severity.slow_below": {func(b, v policy.Process) bool {
		return v.Severity.SlowBelow <= b.Severity.SlowBelow
	}, "give a lower score"},
	"cve.before_release": {func(b, v policy.Process) bool {
		return slices.Index(cveOrder, v.CVE.BeforeRelease) >= slices.Index(cveOrder, b.CVE.BeforeRelease)
	}, "none < requested < assigned"},
	"cve.after_release": noLonger(func(p policy.Process) policy.Span { return p.CVE.AfterRelease }),
	"severity.bands":    {bandsNoLooser, "leave no score more time"},
	"fix.approvals": {func(b, v policy.Process) bool {
		return v.Fix.Approvals >= b.Fix.Approvals
	}, "give a higher number"},
	"fix.src_approval": {func(b, v policy.Process) bool {
		return v.Fix.SRCApproval || !b.Fix.SRCApproval
	}, "leave the approval wanted"},
	"leak_guard.enabled": {func(b, v policy.Process) bool {
		return v.LeakGuard.Enabled || !b.LeakGuard.Enabled
	}, "leave the guard on"},
	"reminders.inactive_after": noLonger(func(p policy.Process) policy.Span { return p.Reminders.InactiveAfter }),
	"prenotice.details": {func(b, v policy.Process) bool {
		return !v.Prenotice.Details || b.Prenotice.Details
	}, "leave the details out"},
	"prenotice.max_embargo": noLonger(func(p policy.Process) policy.Span { return p.Prenotice.MaxEmbargo }),
	"release.announced_ahead": {func(b, v policy.Process) bool {
		before, ahead := b.Release.AnnouncedAhead, v.Release.AnnouncedAhead
		return before.IsZero() || !ahead.IsZero() && before.NoLongerThan(ahead)
	}, "give a longer span"},
	"release.tolerance": {func(b, v policy.Process) bool {
		before, tolerance := b.Release.Tolerance, v.Release.Tolerance
		return tolerance.IsZero() || !before.IsZero() && tolerance.NoLongerThan(before)
	}, allowedShorter},
	"artifacts.require": {func(b, v policy.Process) bool {
		return slices.Index(artifactOrder, string(v.Artifacts.Require)) >= slices.Index(artifactOrder, string(b.Artifacts.Require))
	}, "none < checksum < signature"},
	"artifacts.identities": {func(b, v policy.Process) bool {
		return containsAll(b.Artifacts.Identities, v.Artifacts.Identities)
	}, "list a selection of the organisation's"},
	"artifacts.smoke":        {func(_, _ policy.Process) bool { return true }, ""}, // it is only shown
	"release.publish_within": noLonger(func(p policy.Process) policy.Span { return p.Release.PublishWithin }),
}

// noLonger is for a span that may become shorter, or appear where there was none.
func noLonger(of func(policy.Process) policy.Span) tightening {
	return tightening{func(b, v policy.Process) bool { return of(v).NoLongerThan(of(b)) }, allowedShorter}
}

// bandsNoLooser compares the time left at every score from which it may differ.
func bandsNoLooser(base, value policy.Process) bool {
	scores := []float64{0}
	for _, band := range slices.Concat(base.Severity.Bands, value.Severity.Bands) {
		scores = append(scores, band.From)
	}
	return !slices.ContainsFunc(scores, func(score float64) bool {
		baseFix, baseRelease := policy.DeadlinesFor(base, score)
		fix, release := policy.DeadlinesFor(value, score)
		return !fix.NoLongerThan(baseFix) || !release.NoLongerThan(baseRelease)
	})
}

const allowedShorter = "give a shorter span"

// loosened finds the keys of a repository's file that are looser than what it builds upon, or that
// are not a repository's to set. Saying the same as what it builds upon is always fine.
func loosened(base, result Resolved, repo *File) Problems {
	var problems Problems
	for key, origin := range repo.origins {
		before, set := base.origins[key]
		if !repo.isLeaf(key) || isOwn(key) || set && before.Value == origin.Value {
			continue
		}
		problem := Problem{Source: repo.name, Line: origin.Line, Key: key}
		if item, field, ok := itemKey(key); ok && !set {
			before = builtinOrigin(item, field)
		}
		rule, ok := tightenable[key]
		if item, field, isItem := itemKey(key); isItem {
			rule, ok = itemTightening(item, field)
		}
		switch {
		case !ok:
			problem.Text = fmt.Sprintf("%s is not a repository's to set; %s wins; remove the key", origin.Value, before)
		case !rule.strict(base.Process, result.Process):
			problem.Text = fmt.Sprintf("%s is looser than %s, which wins; %s, or remove the key",
				origin.Value, before, rule.allowed)
		default:
			continue
		}
		problems = append(problems, problem)
	}
	return problems
}

// isLeaf tells whether key holds a value or a whole list, and is neither a mapping nor within a list.
func (f *File) isLeaf(key string) bool {
	if strings.Contains(key, "[") {
		return false
	}
	for other := range f.origins {
		if strings.HasPrefix(other, key+".") {
			return false
		}
	}
	return true
}

func isOwn(key string) bool {
	first, _, _ := strings.Cut(key, ".")
	return slices.Contains(repositoryOwn, first)
}

// itemKey splits "items.ID.FIELD".
func itemKey(key string) (id policy.ItemID, field string, ok bool) {
	rest, ok := strings.CutPrefix(key, "items.")
	if !ok {
		return "", "", false
	}
	name, field, _ := strings.Cut(rest, ".")
	return policy.ItemID(name), field, true
}

// itemTightening tells how one field of an item may be changed. Extra items that the repository adds
// have nothing to be looser than.
func itemTightening(id policy.ItemID, field string) (tightening, bool) {
	added := func(base policy.Process) bool {
		_, there := base.Items[id]
		return !there && !policy.IsBuiltIn(id)
	}
	strict := func(compare func(base, value policy.ItemRule) bool) func(b, v policy.Process) bool {
		return func(b, v policy.Process) bool { return added(b) || compare(b.Items[id], v.Items[id]) }
	}
	switch field {
	case "", "id":
		return tightening{strict(func(_, _ policy.ItemRule) bool { return true }), ""}, true
	case "enabled":
		return tightening{strict(func(b, v policy.ItemRule) bool { return !v.Disabled() || b.Disabled() }),
			"leave the item enabled"}, true
	case "severity":
		return tightening{strict(func(b, v policy.ItemRule) bool {
			return slices.Index(needOrder, v.Severity) >= slices.Index(needOrder, needOf(id, b))
		}), "advice < required"}, true
	case "deadline":
		return tightening{strict(func(b, v policy.ItemRule) bool {
			return v.Deadline.NoLongerThan(b.Deadline)
		}), allowedShorter}, true
	case "title":
		return tightening{strict(func(b, v policy.ItemRule) bool { return b.Title == v.Title }),
			"keep the title"}, true
	}
	return tightening{}, false
}

// needOf gives what an item means, also where no file says so.
func needOf(id policy.ItemID, rule policy.ItemRule) string {
	switch {
	case rule.Severity != "":
		return rule.Severity
	case policy.DefaultNeed(id) == policy.NeedAdvice:
		return string(policy.NeedAdvice)
	}
	return string(policy.NeedRequired)
}

// builtinOrigin stands for what an item is when no file says anything about it.
func builtinOrigin(id policy.ItemID, field string) origin {
	switch field {
	case "enabled":
		return origin{File: "the default", Value: "true"}
	case "severity":
		return origin{File: "the default", Value: fmt.Sprintf("%q", needOf(id, policy.ItemRule{}))}
	}
	return origin{}
}

func containsAll[T comparable](list, wanted []T) bool {
	for _, w := range wanted {
		if !slices.Contains(list, w) {
			return false
		}
	}
	return true
}

// blackoutsCover tells whether each wanted run of days lies within one of the listed ones.
func blackoutsCover(list, wanted []policy.Blackout) bool {
	for _, w := range wanted {
		covered := slices.ContainsFunc(list, func(b policy.Blackout) bool {
			return !w.From.Before(b.From) && !b.To.Before(w.To)
		})
		if !covered {
			return false
		}
	}
	return true
}

package config

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// The forms GitHub gives to names, and ours.
var (
	loginForm = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$`)
	slugForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,99}$`)
	repoForm  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
	itemForm  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,49}$`)
	chatForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$`)
	// templateForm is a path within a repository, without dots that lead elsewhere; or nothing.
	templateForm = regexp.MustCompile(`^$|^[A-Za-z0-9_.-]*[A-Za-z0-9_-](/[A-Za-z0-9_.-]*[A-Za-z0-9_-])*$`)
	tagForm      = regexp.MustCompile(`^[A-Za-z0-9._/@+-]{0,50}$`)
)

// The limits of numbers that would otherwise be typing errors.
const (
	maxCommittee = 50
	maxScore     = 10.0
	maxTitle     = 120
)

// validator collects what is wrong with a whole process.
type validator struct {
	origins  map[string]origin
	problems Problems
}

// validate finds everything in a process that breaks a rule although each value is well-formed.
func (r Resolved) validate() Problems {
	v := &validator{origins: r.origins}
	v.mode(r.Process)
	v.committee(r.Process.SRC)
	v.codeOwners(r.Process)
	v.deadlines(r.Process.Deadlines)
	v.release(r.Process.Release)
	v.scores(r.Process)
	v.announcement(r.Process.Announcement)
	v.bands(r.Process)
	v.approvals(r.Process.Fix)
	v.notices(r.Process)
	v.artifacts(r.Process.Artifacts)
	v.reminders(r.Process.Reminders)
	v.items(r.Process.Items)
	return v.problems
}

// refusef reports key at the place of the innermost part of it that some file sets.
func (v *validator) refusef(key, format string, args ...any) {
	problem := Problem{Key: key, Text: fmt.Sprintf(format, args...)}
	for at := key; at != ""; at = at[:max(0, strings.LastIndexAny(at, ".["))] {
		if origin, ok := v.origins[at]; ok {
			problem.Source, problem.Line = origin.File, origin.Line
			break
		}
	}
	v.problems = append(v.problems, problem)
}

// changed gives the first of some keys that contradict each other which is not the preset's.
func (v *validator) changed(keys ...string) string {
	for _, key := range keys {
		if origin, ok := v.origins[key]; ok && !origin.isPreset() {
			return key
		}
	}
	return keys[0]
}

func (v *validator) oneOf(key, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		v.refusef(key, "%s is not one of %s", quote(value), strings.Join(allowed, ", "))
	}
}

// names checks a list of names for their form and for repetition.
func (v *validator) names(key, what string, form *regexp.Regexp, list []string) {
	for i, name := range list {
		at := fmt.Sprintf("%s[%d]", key, i)
		if !form.MatchString(name) {
			v.refusef(at, "%s is no %s", quote(name), what)
		}
		if slices.ContainsFunc(list[:i], func(other string) bool { return strings.EqualFold(other, name) }) {
			v.refusef(at, "%s stands here twice", quote(name))
		}
	}
}

// mails checks a list of addresses; each gets a mail of its own.
func (v *validator) mails(key string, list []string) {
	for i, address := range list {
		at := fmt.Sprintf("%s[%d]", key, i)
		v.mail(at, address)
		if slices.ContainsFunc(list[:i], func(other string) bool { return strings.EqualFold(other, address) }) {
			v.refusef(at, "%s stands here twice", quote(address))
		}
	}
}

// mail wants a bare address: a display name would end up in headers and logs.
func (v *validator) mail(key, address string) {
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
		v.refusef(key, "%s is no mail address; write one such as src@example.org", quote(address))
	}
}

func (v *validator) mode(p policy.Process) {
	v.oneOf("mode", string(p.Mode), modeOrder...)
}

func (v *validator) committee(src policy.Committee) {
	if !slugForm.MatchString(src.Team) {
		v.refusef("src.team", "%s is no team's slug; write it as in the team's address, such as security-response-team",
			quote(src.Team))
	}
	if src.Size.Min < 1 {
		v.refusef("src.size.min", "%d is too small; a committee has at least 1 member", src.Size.Min)
	}
	if src.Size.Max < src.Size.Min || src.Size.Max > maxCommittee {
		v.refusef("src.size.max", "%d must be from src.size.min (%d) to %d", src.Size.Max, src.Size.Min, maxCommittee)
	}
	if src.VendorRatio < 1 || src.VendorRatio > maxCommittee {
		v.refusef("src.vendor_ratio", "%d must be from 1 to %d: members of one vendor to all others together",
			src.VendorRatio, maxCommittee)
	}
	v.roster(src.Roster)
	v.rosterRules(src)
	v.mails("src.notify.mail", src.Notify.Mail)
	v.names("src.notify.chat", "channel's name", chatForm, src.Notify.Chat)
}

func (v *validator) login(key, login string) {
	if !loginForm.MatchString(login) {
		v.refusef(key, "%s is no GitHub login; write it without @", quote(login))
	}
}

// days checks a run of days, from and to inclusive.
func (v *validator) days(key string, from, to policy.Date) {
	switch {
	case from.IsZero():
		v.refusef(key+".from", "is missing; write a day such as 2026-12-24")
	case to.IsZero():
		v.refusef(key+".to", "is missing; write a day such as 2026-12-24")
	case to.Before(from):
		v.refusef(key+".to", "%s is before from (%s)", to, from)
	}
}

func (v *validator) codeOwners(p policy.Process) {
	v.oneOf("code_owners.paths", p.CodeOwners.Paths, policy.PathsDefault, policy.PathsAny)
	v.names("code_owners.exclude_teams", "team's slug", slugForm, p.CodeOwners.ExcludeTeams)
	v.names("fix_repositories", "repository's name; write it without the organisation", repoForm, p.FixRepositories)
}

func (v *validator) deadlines(d policy.Deadlines) {
	spans := []struct {
		key  string
		span policy.Span
	}{
		{"deadlines.acknowledge", d.Acknowledge}, {"deadlines.fix_team", d.FixTeam},
		{"deadlines.fix", d.Fix}, {"deadlines.release", d.Release},
		{"deadlines.retrospective.within", d.Retrospective.Within},
	}
	for _, s := range spans {
		v.someTime(s.key, s.span, `24h, 7d or 1bd, or "" for no deadline`)
	}
	if !d.Fix.NoLongerThan(d.Release) && !d.Fix.IsZero() {
		v.refusef(v.changed("deadlines.release", "deadlines.fix"),
			"deadlines.release (%q) may end before deadlines.fix (%q)", d.Release, d.Fix)
	}
	if after := d.Retrospective.After; !after.NoLongerThan(d.Retrospective.Within) && !after.IsZero() {
		v.refusef(v.changed("deadlines.retrospective.within", "deadlines.retrospective.after"),
			"within (%q) may end before after (%q)", d.Retrospective.Within, after)
	}
}

// someTime refuses a span that is written but ends at once; such says what to write.
func (v *validator) someTime(key string, span policy.Span, such string) {
	if isNoTime(span) {
		v.refusef(key, "%q leaves no time; write a span such as %s", span, such)
	}
}

// isNoTime tells whether a span is written but ends at once.
func isNoTime(span policy.Span) bool {
	return !span.IsZero() && span.NoLongerThan(zeroHours)
}

// The bounds of spans.
var (
	zeroHours = span("0h")
	oneDay    = span("1d")
)

func span(text string) policy.Span {
	s, err := policy.ParseSpan(text)
	if err != nil {
		panic("config: " + err.Error()) // a constant of this package
	}
	return s
}

func (v *validator) release(r policy.ReleaseRules) {
	if isNoTime(r.Slot) || !r.Slot.NoLongerThan(oneDay) {
		v.refusef("release.slot", "%q must be more than no time and at most 1d", r.Slot)
	}
	if !r.Tolerance.IsZero() && !r.Tolerance.NoLongerThan(oneDay) {
		v.refusef("release.tolerance", "%q must be at most 1d, or \"\" for none", r.Tolerance)
	}
	days := make([]string, len(r.AvoidWeekdays))
	for i, day := range r.AvoidWeekdays {
		days[i] = string(day)
		if slices.Contains(days[:i], days[i]) {
			v.refusef(fmt.Sprintf("release.avoid_weekdays[%d]", i), "%s stands here twice", day)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(days)))) == daysPerWeek {
		v.refusef("release.avoid_weekdays", "leaves no weekday for a release")
	}
	for i, b := range r.Blackouts {
		v.days(fmt.Sprintf("release.blackouts[%d]", i), b.From, b.To)
	}
	if !tagForm.MatchString(r.TagPrefix) {
		v.refusef("release.tag_prefix", "%s cannot begin a tag", quote(r.TagPrefix))
	}
}

const daysPerWeek = 7

func (v *validator) scores(p policy.Process) {
	if s := p.Severity.SlowBelow; !(s >= 0 && s <= maxScore) {
		v.refusef("severity.slow_below", "%g is no CVSS score; write one from 0 to 10", s)
	}
	v.oneOf("cve.before_release", p.CVE.BeforeRelease, cveOrder...)
}

func (v *validator) announcement(a policy.AnnouncementRules) {
	if a.Mail.From != "" {
		v.mail("announcement.mail.from", a.Mail.From)
	}
	if a.Mail.From == "" && len(a.Mail.To) > 0 {
		v.refusef("announcement.mail.to", "needs a sender; set announcement.mail.from")
	}
	v.mails("announcement.mail.to", a.Mail.To)
	v.names("announcement.chat", "channel's name", chatForm, a.Chat)
	if !templateForm.MatchString(a.Template) {
		v.refusef("announcement.template", "%s is no path of a template; write one such as .github/embargo-announcement.tmpl", quote(a.Template))
	}
	for key, text := range map[string]string{"announcement.project": a.Project,
		"announcement.version_command": a.VersionCommand} {
		if strings.ContainsAny(text, "\r\n`") {
			v.refusef(key, "must be one line without backquotes")
		}
	}
}

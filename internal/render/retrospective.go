package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// RetroView is what a retrospective is written from.
type RetroView struct {
	Process policy.Process
	Case    policy.Case
	Report  policy.Report
	Now     time.Time
}

// Retrospective writes the retrospective of a published advisory for the list: plain text.
func Retrospective(v RetroView) (subject, text string) {
	s := &sheet{}
	a := v.Case.Advisory
	s.paragraph(strings.Join(slices.DeleteFunc([]string{retroName(a), s.text(a.Summary), a.URL}, empty), "\n"))
	s.paragraph(wordsRetroAbout)
	v.facts(s)
	v.questions(s)
	s.paragraph(wordsRetroInvite)
	return fmt.Sprintf(wordsRetroSubject, retroName(a)), s.String() + "\n"
}

// RetroDraft writes the mail with which the SRC is asked to review the retrospective.
func RetroDraft(v RetroView) (subject, text string) {
	a := v.Case.Advisory
	until := wordsRetroAnyTime
	if due := v.Report.Item(policy.ItemRetrospective).Deadline; !due.IsZero() {
		until = Moment(due)
	}
	to := wordsRetroNowhere
	if list := v.Process.Announcement.Mail.To; len(list) > 0 {
		to = strings.Join(list, ", ")
	}
	_, body := Retrospective(v)
	head := fmt.Sprintf(wordsRetroDraft, retroName(a), until, a.Owner, a.Repo, a.GHSA, to)
	return fmt.Sprintf(wordsRetroDraftSubject, retroName(a)), head + "\n\n" + strings.Repeat("=", 70) + "\n\n" + body
}

// RetroDraftHint says in a chat that there is a draft, which is too long for it.
func RetroDraftHint(a policy.Advisory) string {
	return fmt.Sprintf(wordsRetroDraftHint, retroName(a), a.Owner, a.Repo, a.GHSA)
}

// retroSoFar shows, behind /retro in an open thread, what there is so far; "" for any other answer.
func retroSoFar(v ReplyView, a Answer) string {
	if a.Verdict != policy.VerdictAnswered || a.Command != policy.CommandRetro {
		return ""
	}
	s := &sheet{markdown: true}
	s.paragraph(fmt.Sprintf(wordsRetroInterim, Moment(v.Now)))
	RetroView{v.Process, v.Case, v.Report, v.Now}.facts(s)
	return s.String()
}

// retroName names a published advisory.
func retroName(a policy.Advisory) string {
	if a.CVE != "" {
		return nameOf(a) + " (" + a.CVE + ")"
	}
	return nameOf(a)
}

// facts writes what is on record.
func (v RetroView) facts(s *sheet) {
	r := v.retrospect()
	s.section(wordsRetroTimeline, milestoneLines(r.Milestones))
	if whole := wholeTime(r.Milestones); whole > 0 {
		s.paragraph(fmt.Sprintf(wordsRetroWhole, took(whole)))
	}
	s.section(wordsRetroDeadlines, deadlineLines(s, r.Deadlines))
	s.section(wordsRetroPeople, v.peopleLines(s, r.People))
	s.section(wordsRetroPulls, pullLines(s, r))
	if moves := v.moveLines(s, r); len(moves) > 0 {
		s.section(wordsRetroMoves, moves)
		s.paragraph(wordsRetroReasons)
	}
}

func (v RetroView) retrospect() policy.Retrospective {
	return policy.Retrospect(v.Process, v.Case, v.Report, v.Now)
}

func milestoneLines(milestones []policy.Milestone) []string {
	lines := make([]string, 0, len(milestones))
	for i, m := range milestones {
		line := fmt.Sprintf(wordsRetroMilestone, Moment(m.At), milestoneWords[m.Kind])
		if i > 0 {
			line = fmt.Sprintf(wordsRetroLater, Moment(m.At), milestoneWords[m.Kind], took(m.Took))
		}
		lines = append(lines, line)
	}
	return lines
}

// wholeTime is from the report to the publication; 0 before that.
func wholeTime(milestones []policy.Milestone) time.Duration {
	at := func(kind policy.MilestoneKind) time.Time {
		for _, m := range milestones {
			if m.Kind == kind {
				return m.At
			}
		}
		return time.Time{}
	}
	reported, published := at(policy.MilestoneReported), at(policy.MilestonePublished)
	if reported.IsZero() || published.IsZero() {
		return 0
	}
	return published.Sub(reported)
}

func deadlineLines(s *sheet, deadlines []policy.KeptDeadline) []string {
	lines := make([]string, 0, len(deadlines))
	for _, k := range deadlines {
		due := k.Due // what counted
		if !k.Moved.IsZero() {
			due = k.Moved
		}
		lines = append(lines, cited(outcomeWords[k.Outcome],
			s.text(k.Title), Moment(k.Due), Moment(k.Moved), Moment(k.Done), took(k.Late), Moment(due)))
	}
	return lines
}

// cited is Sprintf of a sentence that may use only some of the arguments, each by its number.
func cited(format string, args ...string) string {
	pairs := make([]string, 0, 2*len(args))
	for i, arg := range args {
		pairs = append(pairs, fmt.Sprintf("%%[%d]s", i+1), arg)
	}
	return strings.NewReplacer(pairs...).Replace(format)
}

func (v RetroView) peopleLines(s *sheet, people []policy.Participant) []string {
	var lines []string
	for _, p := range people {
		var roles, did []string
		switch p.Right {
		case policy.RightSRC:
			roles = append(roles, policy.OwnerSRC)
		case policy.RightFixTeam:
			roles = append(roles, policy.OwnerFixTeam)
		}
		for _, duty := range p.Duties {
			roles = append(roles, dutyWords[duty])
		}
		for _, deed := range p.Did {
			did = append(did, deedText(deed))
		}
		line := s.person(p.Login)
		if len(roles) > 0 {
			line = fmt.Sprintf(wordsRetroPerson, line, strings.Join(roles, ", "))
		}
		if len(did) > 0 {
			line = fmt.Sprintf(wordsRetroDid, line, strings.Join(did, ", "))
		}
		lines = append(lines, line)
	}
	if credited := credited(s, v.Case.Advisory.Credits); len(credited) > 0 {
		lines = append(lines, fmt.Sprintf(wordsRetroCredits, strings.Join(credited, ", ")))
	}
	return lines
}

func deedText(deed policy.Deed) string {
	words, ok := deedWords[deed.Command]
	if !ok {
		words = fmt.Sprintf(wordsRetroDeed, deed.Command)
	}
	if deed.Times > 1 {
		return fmt.Sprintf(wordsRetroTimes, words, deed.Times)
	}
	return words
}

// credited names only those who have not been asked in vain: a reporter may wish to stay unnamed.
func credited(s *sheet, credits []policy.Credit) []string {
	var names []string
	for _, credit := range credits {
		if credit.Given() {
			names = append(names, s.person(credit.Login))
		}
	}
	return names
}

func pullLines(s *sheet, r policy.Retrospective) []string {
	var lines []string
	for _, pull := range r.Introduced {
		lines = append(lines, fmt.Sprintf(wordsRetroIntroduced, pullText(s, pull)))
	}
	if len(r.Introduced) == 0 && len(r.Fixed) > 0 {
		lines = append(lines, wordsRetroUnnamed)
	}
	for _, pull := range r.Fixed {
		lines = append(lines, fmt.Sprintf(wordsRetroFixed, pullText(s, pull)))
	}
	return lines
}

func pullText(s *sheet, pull policy.NamedPullRequest) string {
	switch {
	case pull.Private:
		return fmt.Sprintf(wordsRetroPrivate, s.text(pull.String()))
	case s.markdown:
		return link(pull.String(), pull.URL, escapeRunes)
	case pull.URL != "":
		return s.text(pull.URL)
	}
	return s.text(pull.String())
}

// moveLines names what was waived and extended; the reasons are on GitHub alone.
func (v RetroView) moveLines(s *sheet, r policy.Retrospective) []string {
	var lines []string
	title := func(d policy.Decision) string {
		id := policy.ItemID(d.Args[policy.ArgItem])
		if item := v.Report.Item(id); item.Title != "" {
			return s.text(item.Title)
		}
		return s.text(string(id))
	}
	for _, d := range r.Waivers {
		lines = append(lines, fmt.Sprintf(wordsRetroWaived, title(d), s.person(d.Actor), Moment(d.WrittenAt)))
	}
	for _, d := range r.Extensions {
		until := v.Report.Ledger.Extended[policy.ItemID(d.Args[policy.ArgItem])].Time
		lines = append(lines, fmt.Sprintf(wordsRetroExtended, title(d), Moment(until), s.person(d.Actor), Moment(d.WrittenAt)))
	}
	return lines
}

// questions writes what the facts leave open.
func (v RetroView) questions(s *sheet) {
	var lines, unrecorded []string
	for _, q := range v.retrospect().Questions {
		words := questionWords[q.Kind]
		switch q.Kind {
		case policy.QuestionMissed:
			lines = append(lines, fmt.Sprintf(words, s.text(q.Title), took(q.Took)))
		case policy.QuestionExtended, policy.QuestionWaived, policy.QuestionOpen:
			lines = append(lines, fmt.Sprintf(words, s.text(q.Title)))
		case policy.QuestionRescheduled:
			lines = append(lines, fmt.Sprintf(words, q.Times))
		case policy.QuestionLongest:
			lines = append(lines, fmt.Sprintf(words, milestoneWords[q.From], milestoneWords[q.To], took(q.Took)))
		case policy.QuestionUnrecorded:
			unrecorded = append(unrecorded, s.text(q.Title))
		default:
			lines = append(lines, words)
		}
	}
	if len(unrecorded) > 0 {
		lines = append(lines, fmt.Sprintf(questionWords[policy.QuestionUnrecorded], strings.Join(unrecorded, ", ")))
	}
	s.section(wordsRetroQuestions, lines)
}

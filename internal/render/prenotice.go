package render

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// detailsRunes bounds the advisory's text in a notice, so that a preview of all of it fits into a comment.
const detailsRunes = 8_000

// Prenotice writes the notice to distributors about the slot on the table. Only where the process wants details does it
// say more than the advisory's id, its repository and the slot.
func Prenotice(p policy.Process, c policy.Case, r policy.Report, now time.Time) (subject, text string) {
	a, slot := c.Advisory, r.Slot
	when := wordsPrenoticeNoSlot
	if slot.Agreed {
		when = Slot(slot.Start, slot.End) + fmt.Sprintf(wordsPrenoticeHours, Elsewhere(slot.Start))
	}
	parts := []string{
		fmt.Sprintf(wordsPrenoticeHead, a.Owner, a.Repo) + "\n" +
			fmt.Sprintf(wordsPrenoticeSlot, a.GHSA, a.Owner, a.Repo, when),
	}
	subject = fmt.Sprintf(wordsPrenoticeSubject, nameOf(a), shortDay(slot))
	switch moved := toldOfAnother(c, slot); {
	case moved:
		subject = fmt.Sprintf(wordsPrenoticeMoved, nameOf(a), shortDay(slot))
		parts = append(parts, wordsPrenoticeOther)
	case slot.Agreed && lateNotice(p, slot, now):
		parts = append(parts, fmt.Sprintf(wordsPrenoticeLate, took(slot.Start.Sub(now).Truncate(time.Hour)+time.Hour)))
	}
	parts = append(parts, prenoticeEnd(p, r, now))
	if p.Prenotice.Details {
		parts = append(parts, wordsPrenoticeDetails, details(a))
	} else {
		parts = append(parts, wordsPrenoticeAsk)
	}
	return subject, strings.Join(parts, "\n\n") + "\n"
}

// PrenoticeWanting reminds the SRC that distributors are to be told at some moment, and that nobody has asked for it.
func PrenoticeWanting(a policy.Advisory, at time.Time) (subject, text string) {
	return fmt.Sprintf(wordsPrenoticeWantingSubject, nameOf(a)), fmt.Sprintf(wordsPrenoticeWanting, nameOf(a), Moment(at), a.URL)
}

func shortDay(slot policy.Slot) string {
	if !slot.Agreed {
		return wordsPrenoticeNoDay
	}
	return slot.Start.UTC().Format("2 Jan 2006")
}

// toldOfAnother tells whether distributors were told of another slot before.
func toldOfAnother(c policy.Case, slot policy.Slot) bool {
	return slices.ContainsFunc(c.Sent, func(s policy.Sent) bool {
		return s.Kind == policy.SentPrenotice && s.Occasion != policy.PrenoticeOccasion(slot)
	})
}

// lateNotice tells whether distributors have noticeably less time than the process promises; the time in which a mail
// is sent does not count.
func lateNotice(p policy.Process, slot policy.Slot, now time.Time) bool {
	return now.After(policy.PrenoticeAt(p, slot.Start).Add(time.Hour))
}

// prenoticeEnd says how long they are asked to keep it to themselves.
func prenoticeEnd(p policy.Process, r policy.Report, now time.Time) string {
	ends := r.Timeline.Promised
	if ends.IsZero() && !p.Prenotice.MaxEmbargo.IsZero() {
		sent := now // a preview comes before
		if at := policy.PrenoticeAt(p, r.Slot.Start); r.Slot.Agreed && at.After(now) {
			sent = at
		}
		ends = p.Prenotice.MaxEmbargo.After(sent)
	}
	if ends.IsZero() {
		return wordsPrenoticeEnds
	}
	return fmt.Sprintf(wordsPrenoticeUntil, Moment(ends))
}

// details is what the advisory says, as plain text.
func details(a policy.Advisory) string {
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+value)
		}
	}
	add(wordsDetailSummary, clean(a.Summary))
	add(wordsDetailCVE, a.CVE)
	add(wordsDetailSeverity, a.Severity)
	for _, recorded := range a.CVSS {
		add(wordsDetailCVSS, recorded.Vector)
	}
	for _, v := range a.Vulnerabilities {
		affected := fmt.Sprintf("%s (%s) %s", clean(v.Package), clean(v.Ecosystem), clean(v.Affected))
		if v.Patched != "" {
			affected += fmt.Sprintf(wordsDetailFixed, clean(v.Patched))
		}
		add(wordsDetailAffected, affected)
	}
	text := strings.TrimSpace(visibleLines(a.Description))
	if runes := []rune(text); len(runes) > detailsRunes {
		text = string(runes[:detailsRunes]) + "\n" + wordsPrenoticeCut
	}
	return strings.TrimSpace(strings.Join(lines, "\n") + "\n\n" + text)
}

// prenoticePreview shows the mail as it would be sent, behind a preview and behind the first word of two; "" for any
// other answer.
func prenoticePreview(v ReplyView, a Answer) string {
	asked := a.Verdict == policy.VerdictAnswered
	first := a.Verdict == policy.VerdictAccepted && a.Detail != ""
	if a.Command != policy.CommandPrenotice || !asked && !first {
		return ""
	}
	subject, text := Prenotice(v.Process, v.Case, v.Report, v.Now)
	to := addresses(v.Process.Prenotice.To)
	head := fmt.Sprintf(wordsPreviewPrenotice, to, prenoticeWhen(v))
	if first {
		head = fmt.Sprintf(wordsPreviewFirst, to, prenoticeWhen(v))
	}
	return head + " " + wordsPreviewFresh + "\n\n" + mailBlock(subject, text)
}

func prenoticeWhen(v ReplyView) string {
	if !v.Report.Slot.Agreed {
		return fmt.Sprintf(wordsPreviewWhenSlot, v.Process.Prenotice.Days)
	}
	at := policy.PrenoticeAt(v.Process, v.Report.Slot.Start)
	if !at.After(v.Now) {
		return wordsPreviewAtOnce
	}
	return fmt.Sprintf(wordsPreviewWhen, Moment(at))
}

// addresses shows mail addresses so that they are no links.
func addresses(list []string) string {
	shown := make([]string, 0, len(list))
	for _, address := range list {
		shown = append(shown, code(address, escapeRunes))
	}
	return strings.Join(shown, ", ")
}

// mailBlock shows a mail letter by letter, whatever outside text is in it: GitHub takes nothing in it for markup, a
// mention or a marker.
func mailBlock(subject, text string) string {
	return "<pre>\nSubject: " + html.EscapeString(subject) + "\n\n" + html.EscapeString(strings.TrimSpace(text)) + "\n</pre>"
}

package render

import (
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// AnnouncementNote shows in the thread what would be announced.
type AnnouncementNote struct {
	Key            string // of the note, see NoteMarker
	Subject, Plain string // as it would be mailed; the advisory's own words
	Gaps           []policy.AnnouncementGap
	// Rules say where it goes.
	Rules policy.AnnouncementRules
	// NoMitigations says that the description has no section on them, which is no mistake.
	NoMitigations bool
	// Faulty is the file of the organisation's template when that has a mistake and the default wrote this; else "".
	Faulty string
}

// Announcement writes the note. What would be mailed stands in a code block: it mentions nobody and links to nothing.
func Announcement(n AnnouncementNote) string {
	parts := []string{wordsAnnouncement + " " + announcementRoute(n.Rules)}
	if len(n.Gaps) > 0 {
		parts = append(parts, fmt.Sprintf(wordsAnnouncementGaps, policy.GapWords(n.Gaps)))
	}
	var left []string
	if n.NoMitigations {
		left = append(left, wordsNoMitigations)
	}
	if n.Rules.VersionCommand == "" {
		left = append(left, wordsNoVersionCommand)
	}
	if len(left) > 0 {
		parts = append(parts, fmt.Sprintf(wordsAnnouncementLeft, strings.Join(left, "; ")))
	}
	if n.Faulty != "" {
		parts = append(parts, fmt.Sprintf(wordsAnnouncementFaulty, code(n.Faulty, staleRunes)))
	}
	head := NoteMarker(n.Key) + "\n" + strings.Join(parts, "\n\n") + "\n\n"
	shown := "Subject: " + n.Subject + "\n\n" + n.Plain
	return head + codeBlock(shown, Limit-len(head)) + "\n"
}

// announcementRoute says where it goes.
func announcementRoute(rules policy.AnnouncementRules) string {
	if !rules.MayAnnounceTo() {
		return wordsAnnouncementNowhere
	}
	var to []string
	if n := len(rules.Mail.To); n > 0 {
		to = append(to, counted(n, "mail address", "mail addresses"))
	}
	if n := len(rules.Chat); n > 0 {
		to = append(to, counted(n, "chat channel", "chat channels"))
	}
	return fmt.Sprintf(wordsAnnouncementRoute, strings.Join(to, " and "))
}

// AnnouncementMissing tells the SRC that an announcement was not sent for want of facts.
func AnnouncementMissing(a policy.Advisory, gaps []policy.AnnouncementGap) (subject, text string) {
	return fmt.Sprintf(wordsUnannouncedSubject, a.GHSA),
		fmt.Sprintf(wordsUnannounced, nameOf(a), policy.GapWords(gaps), a.URL, a.Owner+"/"+a.Repo, a.GHSA)
}

// TemplateNotice tells what is wrong with an announcement's template. Its path may be too long for a mail's subject.
func TemplateNotice(file StaleFile) (subject, text string) {
	repository, _, _ := strings.Cut(file.Name, ":")
	return fmt.Sprintf(wordsTemplateSubject, repository), wordsTemplateDefault + "\n\n" + file.Mistakes
}

// codeBlock shows outside text as it is, in at most so many bytes: behind a fence that it cannot close, without what
// cannot be seen, and without anything that looks like a marker of ours.
func codeBlock(text string, limit int) string {
	text = strings.TrimRight(strings.ReplaceAll(visibleLines(text), "<!--", "<\u200b!--"), "\n")
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if most := limit - 2*len(fence) - len(wordsCutOff) - 8; len(text) > most {
		text = strings.ToValidUTF8(text[:max(most, 0)], "") + "\n" + wordsCutOff
	}
	return fence + "text\n" + text + "\n" + fence
}

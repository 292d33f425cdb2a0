package reconcile

import (
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// letterUnannounced tells the SRC why an announcement that is due was not sent.
const letterUnannounced policy.SentKind = "unannounced"

// announcements sends the announcement by mail, then its subject and where to read it to the chat channels. An
// announcement that would have holes is not sent; the SRC is told, once for each set of facts that are missing.
func announcements(l lettering) []letter {
	rules := l.process.Announcement
	if !rules.MayAnnounceTo() || !policy.AnnouncementDue(l.process, l.facts, l.report) {
		return nil
	}
	if since := l.announcedFor(); since > announceWithin {
		return l.missedAnnouncements(since)
	}
	if gaps := policy.AnnouncementGaps(l.process, l.facts, l.report.Ledger); len(gaps) > 0 {
		subject, text := render.AnnouncementMissing(l.facts.Advisory, gaps)
		return []letter{l.toSRC(letter{kind: letterUnannounced, occasion: missingFacts(gaps), subject: subject, text: text})}
	}
	_, text := l.announcement()
	ordered := l.report.Ledger.Announcement.Ordered()
	byMail := letter{
		kind: policy.SentAnnouncement, mail: rules.Mail.To, from: rules.Mail.From, subject: text.Subject, text: text.Plain,
		orderedAt: ordered,
	}
	if !l.mailed(byMail) {
		return []letter{byMail}
	}
	inChat := letter{
		kind: policy.SentAnnouncement, chat: rules.Chat, chatText: text.Subject + "\n" + l.facts.Advisory.URL, orderedAt: ordered,
	}
	return []letter{byMail, inChat}
}

// announceWithin is how long after its first recipient, or after it was ordered anew, an announcement still goes to others.
const announceWithin = 3 * 24 * time.Hour

// announcedFor is how long ago the announcement went to its first recipient, or was ordered anew since; 0 when it went to
// none. Who refused it has not got it.
func (l lettering) announcedFor() (longest time.Duration) {
	for _, row := range l.letters {
		if row.Kind == string(policy.SentAnnouncement) && row.State != store.LetterRefused {
			longest = max(longest, l.now.Sub(row.At))
		}
	}
	return min(longest, l.now.Sub(l.report.Ledger.Announcement.Ordered()))
}

// missedAnnouncements tells the SRC which lists and channels an announcement that is over did not get to. Those that the
// process file names much later get the next one, and nobody is told that they miss all there ever were.
func (l lettering) missedAnnouncements(since time.Duration) []letter {
	if since > 2*announceWithin {
		return nil
	}
	rules := l.process.Announcement
	over := letter{kind: policy.SentAnnouncement, orderedAt: l.report.Ledger.Announcement.Ordered()}
	var missed []letter
	tell := func(way string, channels []string) {
		for _, channel := range channels {
			if row := l.letterRow(over, way, channel); row.State == "" {
				missed = append(missed, l.undelivered(row))
			}
		}
	}
	tell(store.ByMail, rules.Mail.To)
	tell(store.ByChat, rules.Chat)
	return missed
}

// mailed tells whether nothing more is done about a letter's mails; true for none.
func (o *observation) mailed(one letter) bool {
	for _, address := range one.mail {
		if state := o.letterRow(one, store.ByMail, address).State; state == "" || state == store.LetterSending {
			return false
		}
	}
	return true
}

// missingFacts names a set of missing facts.
func missingFacts(gaps []policy.AnnouncementGap) string {
	names := make([]string, len(gaps))
	for i, gap := range gaps {
		names[i] = string(gap)
	}
	return strings.Join(names, "+")
}

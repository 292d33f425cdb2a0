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
	ordered := l.report.Ledger.Announcement.Ordered()
	to := letter{kind: policy.SentAnnouncement, mail: rules.Mail.To, chat: rules.Chat, orderedAt: ordered}
	if since := l.sentFor(to); since > sendWithin {
		return l.missed(to, since)
	}
	if gaps := policy.AnnouncementGaps(l.process, l.facts, l.report.Ledger); len(gaps) > 0 {
		subject, text := render.AnnouncementMissing(l.facts.Advisory, gaps)
		return []letter{l.toSRC(letter{kind: letterUnannounced, occasion: missingFacts(gaps), subject: subject, text: text})}
	}
	_, text := l.announcement()
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

// sendWithin is how long what people ordered still goes to others after it ended for its first recipient, or was ordered
// anew since. Whom the process file names later gets the next one, and not all there ever were.
const sendWithin = 3 * 24 * time.Hour

// sentFor is how long ago something ordered ended for its first recipient, who may have refused it, or was ordered anew
// since; 0 while it has ended for none.
func (l lettering) sentFor(to letter) (longest time.Duration) {
	for _, row := range l.letters {
		if row.Kind == string(to.kind) {
			longest = max(longest, l.now.Sub(row.At))
		}
	}
	return min(longest, l.now.Sub(to.orderedAt))
}

// missed tells the SRC which lists and channels something ordered that is over did not get to. Of those that the process
// file names much later nobody is told.
func (l lettering) missed(to letter, since time.Duration) []letter {
	if since > 2*sendWithin {
		return nil
	}
	var missed []letter
	for _, row := range l.rowsOf(to) {
		if row.State == "" {
			row.At = to.orderedAt
			missed = append(missed, l.undelivered(row))
		}
	}
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

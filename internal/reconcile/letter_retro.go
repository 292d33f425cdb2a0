package reconcile

import (
	"fmt"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// retroDrafts mails the SRC the draft of the retrospective: once when its time has come, and whenever somebody asks
// for it after the publication.
func retroDrafts(l lettering) []letter {
	if l.facts.Advisory.State != policy.AdvisoryPublished {
		return nil
	}
	var occasions []string
	if due := policy.RetrospectiveDue(l.process, l.facts, l.report); !due.IsZero() && !l.now.Before(due) {
		occasions = append(occasions, "")
	}
	for _, asked := range l.report.Ledger.Retro {
		if asked.Args[policy.ArgAct] == "" {
			occasions = append(occasions, fmt.Sprintf("asked/%d/%d", asked.Comment, asked.Index))
		}
	}
	var all []letter
	for _, occasion := range occasions {
		subject, text := render.RetroDraft(l.retroView())
		draft := l.toSRC(letter{kind: policy.SentRetrospectiveDraft, occasion: occasion, subject: subject, text: text})
		draft.chatText = render.RetroDraftHint(l.facts.Advisory)
		all = append(all, draft)
	}
	return all
}

// retrospectives mails the retrospective to the list, once a member of the SRC wants it sent as it is. A text of
// somebody's own is mailed by SendRetrospective.
func retrospectives(l lettering) []letter {
	send := l.report.Ledger.RetroSend()
	if l.facts.Advisory.State != policy.AdvisoryPublished || !send.Made() || send.Args[policy.ArgEdited] != "" {
		return nil
	}
	subject, text := render.Retrospective(l.retroView())
	one := l.retrospective(subject, text, send.FoldedAt)
	if since := l.sentFor(one); since > sendWithin {
		return l.missed(one, since)
	}
	return []letter{one}
}

// retrospective addresses one to the list, as somebody ordered it.
func (l lettering) retrospective(subject, text string, orderedAt time.Time) letter {
	route := l.process.Announcement.Mail
	return letter{
		kind: policy.SentRetrospective, mail: route.To, from: route.From, subject: subject, text: text, orderedAt: orderedAt,
	}
}

func (l lettering) retroView() render.RetroView {
	return render.RetroView{Process: l.process, Case: l.facts, Report: l.report, Now: l.now}
}

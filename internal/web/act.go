package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// actsView is what a member of the SRC may do once the thread is closed.
type actsView struct {
	Announcement string // what was decided about it so far
	Send, Hold   bool   // whether these make sense now
	Text         Draft  // of the announcement
	Missing      string // of it, "" for nothing
	Retro        bool
	RetroText    Draft
	Waivable     []itemView
}

// The forms of an advisory's page, by the value of the button that was pressed.
const (
	doSend  = "announce-send"
	doHold  = "announce-hold"
	doWaive = "waive"
	doRetro = "retro-send"
)

// acts are the forms that somebody sees; nil for none. While the thread is open, commands belong there. What a form
// leads to is judged by the same rules as a command, so that a form shown in vain does no harm.
func (s sight) acts(now time.Time) *actsView {
	if s.right != policy.RightSRC || s.Case.Advisory.ThreadOpen {
		return nil
	}
	v := &actsView{}
	published := s.Case.Advisory.State == policy.AdvisoryPublished
	if published && (isOpen(s.Report.Item(policy.ItemAnnounced)) || s.refused(policy.SentAnnouncement)) {
		v.announcement(s)
	}
	if published && (isOpen(s.Report.Item(policy.ItemRetrospective)) || s.refused(policy.SentRetrospective)) {
		v.Retro = true
		v.RetroText.Subject, v.RetroText.Text = render.Retrospective(render.RetroView{
			Process: s.Process, Case: s.Case, Report: s.Report, Now: now,
		})
	}
	for _, item := range s.Report.Items {
		if isOpen(item) {
			v.Waivable = append(v.Waivable, itemView{ID: string(item.ID), Title: item.Title})
		}
	}
	return v
}

// announcement says how far the announcement has come, and what it says.
func (v *actsView) announcement(s sight) {
	decided := s.Report.Ledger.Announcement
	v.Send, v.Hold, v.Text = !decided.Armed(), len(decided.Sends) > 0, s.Announcement
	switch {
	case decided.Armed() && s.refused(policy.SentAnnouncement):
		v.Announcement = "Not every channel has taken it, see below. When they do, hold it back and have two members of the SRC ask for it again: " +
			"it then goes to those that have not got it."
	case decided.Armed():
		v.Announcement = "Two members of the SRC want it sent: it goes out once the release is verified."
	case v.Hold:
		v.Announcement = decided.Sends[0].Actor + " wants it sent; a second member of the SRC must say so too."
	default:
		v.Announcement = "Nobody has asked for it to be sent; it takes two members of the SRC."
	}
	v.Missing = policy.GapWords(policy.AnnouncementGaps(s.Process, s.Case, s.Report.Ledger))
}

// refused tells whether a channel that the process file names would not take something.
func (s sight) refused(kind policy.SentKind) bool {
	to := s.Process.Announcement
	return slices.ContainsFunc(s.Case.Refused, func(sent policy.Sent) bool {
		named := to.Chat
		if sent.Mail {
			named = to.Mail.To
		}
		same := func(channel string) bool { return strings.EqualFold(channel, sent.Channel) }
		return sent.Kind == kind && slices.ContainsFunc(named, same)
	})
}

func isOpen(item policy.Item) bool {
	return item.ID != "" && item.Need != policy.NeedDisabled && !item.Settled()
}

// act carries out what a form asks for, as a command of the person's.
func (w *Web) act(rw http.ResponseWriter, r *http.Request, who session) {
	s, ok := w.see(rw, r, who)
	if !ok {
		return
	}
	to := advisoryLink(s.ref)
	line, why := lineOf(r)
	if why != "" {
		w.tell(rw, r, to, outcome{s.ref, why})
		return
	}
	answer, err := w.Desk.Act(r.Context(), s.ref, who.Login, line)
	switch {
	case err != nil && answer.Command == "": // nothing was recorded
		w.Logger.Warn().Err(err).Msg("an act on the dashboard was not recorded")
		w.tell(rw, r, to, outcome{s.ref, "Nothing was done: " + saidOf(err)})
	case errors.Is(err, ErrOnlyRecorded):
		w.tell(rw, r, to, outcome{s.ref, render.AnswerText(answer, s.right) + " In the mode observe nothing is sent: please tell the SRC of it yourself."})
	case err != nil:
		w.Logger.Warn().Err(err).Msg("an act on the dashboard is recorded, but not everybody could be told")
		w.tell(rw, r, to, outcome{s.ref, render.AnswerText(answer, s.right) + " Not every channel of the SRC could be told of it: please tell them yourself."})
	default:
		w.tell(rw, r, to, outcome{s.ref, render.AnswerText(answer, s.right)})
	}
}

// saidOf says why nothing was recorded.
func saidOf(err error) string {
	if errors.Is(err, ErrThreadOpen) {
		return "the advisory's thread is open. Please write the command there, where everybody involved sees it."
	}
	return "it could not be recorded just now. Please try again in a minute."
}

// lineOf is the command that a form stands for, or why there is none.
func lineOf(r *http.Request) (line, why string) {
	confirmed := r.PostFormValue("sure") != ""
	switch r.PostFormValue("do") {
	case doSend:
		line = "/" + policy.CommandAnnounce + " " + policy.AnnounceSend
	case doHold:
		return "/" + policy.CommandAnnounce + " " + policy.AnnounceHold, ""
	case doRetro:
		line = "/" + policy.CommandRetro + " " + policy.RetroSend
	case doWaive:
		reason := strings.Join(strings.Fields(r.PostFormValue("reason")), " ")
		item := strings.TrimSpace(r.PostFormValue("item"))
		if reason == "" || item == "" || strings.ContainsAny(item, " \r\n\t") {
			return "", "Nothing was done: please choose an item and give a reason."
		}
		return "/" + policy.CommandWaive + " " + item + " " + reason, ""
	default:
		return "", "Nothing was done: the form asked for nothing that there is."
	}
	if !confirmed {
		return "", "Nothing was done: please tick that you are sure. What is sent cannot be taken back."
	}
	return line, ""
}

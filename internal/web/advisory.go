package web

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/audit"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/render/preview"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// advisoryView is one advisory's page. It holds embargoed text.
type advisoryView struct {
	Ref, GHSA, Repository, URL string
	Summary                    string
	Phase, As                  string
	Done, Required             int
	Slot, Elsewhere            string
	Agreed                     bool
	Published                  string
	Duties                     []dutyView
	Sections                   []sectionView
	Lost                       []string      // what did not arrive outside GitHub, or may not have; for the SRC
	Told                       template.HTML // what became of the form just sent
	ThreadOpen                 bool
	Acts                       *actsView // nil for those who may not act
	Record                     []recordView
}

type dutyView struct{ Duty, Login string }

type sectionView struct {
	Head   string
	Folded bool
	Items  []itemView
}

type itemView struct {
	ID, Title, Sign, State, Kind string
	Advice                       bool
	Due, Ago                     string
	Owner, Next, Command         string
	Evidence                     []policy.Evidence
}

type recordView struct {
	At, Who, Right, What, Outcome, URL string
}

// sight is somebody's look at one advisory.
type sight struct {
	ref   string
	right policy.Right
	Standing
}

// see looks at the advisory that a request names, as somebody. False, and the request is answered, when they may not:
// only members of the SRC and those on the advisory may. Advisories that this server has never heard of are not asked
// for, so that nobody can make it ask GitHub for whatever they like.
func (w *Web) see(rw http.ResponseWriter, r *http.Request, who session) (sight, bool) {
	s := sight{ref: r.PathValue("owner") + "/" + r.PathValue("repo") + "/" + r.PathValue("ghsa")}
	known := false
	err := w.Store.View(r.Context(), func(tx *store.Tx) (err error) {
		_, known, err = tx.Advisory(s.ref)
		return err
	})
	if err == nil && known {
		s.Standing, err = w.Desk.Standing(r.Context(), s.ref)
	}
	switch {
	case !known || errors.Is(err, ErrNotFound):
		w.missing(rw)
		return s, false
	case err != nil:
		w.failed(rw, "advisory", err)
		return s, false
	}
	s.right = policy.RightOf(s.Process, s.Case, s.Report.Ledger, who.Login, w.Now())
	mayRead := s.right == policy.RightSRC || s.right == policy.RightFixTeam || policy.Collaborates(s.Case, who.Login)
	if !mayRead {
		w.missing(rw)
	}
	return s, mayRead
}

// advisory shows one advisory's checklist, and to the SRC and the fix team its record.
func (w *Web) advisory(rw http.ResponseWriter, r *http.Request, who session) {
	s, ok := w.see(rw, r, who)
	if !ok {
		return
	}
	view := s.view(w.Now())
	view.Told = w.told(rw, r, s.ref)
	if s.right == policy.RightSRC || s.right == policy.RightFixTeam {
		err := w.Store.View(r.Context(), func(tx *store.Tx) error {
			entries, err := audit.Story(tx, s.ref)
			view.Record = recordViews(entries)
			return err
		})
		if err != nil {
			w.failed(rw, "advisory", err)
			return
		}
	}
	w.pages.show(rw, http.StatusOK, "advisory", w.frame(who, s.Case.Advisory.GHSA, view))
}

func (s sight) view(now time.Time) advisoryView {
	a := s.Case.Advisory
	v := advisoryView{
		Ref: s.ref, GHSA: a.GHSA, Repository: a.Owner + "/" + a.Repo, URL: a.URL, Summary: a.Summary,
		Phase: render.PhaseWord(s.Report.Phase), As: render.RightWord(s.right), ThreadOpen: a.ThreadOpen,
		Acts: s.acts(now),
	}
	v.Done, v.Required = render.Progress(s.Report)
	if slot := s.Report.Slot; !slot.Start.IsZero() {
		v.Slot, v.Elsewhere, v.Agreed = render.Slot(slot.Start, slot.End), render.Elsewhere(slot.Start), slot.Agreed
	}
	if !a.PublishedAt.IsZero() {
		v.Published = render.Moment(a.PublishedAt)
	}
	for _, duty := range policy.Duties() {
		v.Duties = append(v.Duties, dutyView{render.DutyWord(duty), s.Report.Ledger.Duties[duty].Login})
	}
	if s.right == policy.RightSRC {
		v.Lost = render.LostLetters(s.Case)
	}
	for _, section := range render.Sections(s.Report) {
		one := sectionView{Head: section.Head, Folded: section.Folded}
		for _, item := range section.Items {
			one.Items = append(one.Items, itemOf(item, now))
		}
		v.Sections = append(v.Sections, one)
	}
	return v
}

func itemOf(item policy.Item, now time.Time) itemView {
	v := itemView{
		ID: string(item.ID), Title: item.Title, Sign: render.StateSign(item.State), State: render.StateWord(item.State),
		Kind: string(item.State), Advice: item.Need == policy.NeedAdvice, Evidence: item.Evidence,
	}
	if item.Settled() {
		return v
	}
	v.Owner, v.Next = item.Owner, item.Next
	if !strings.Contains(item.Next, item.Command) {
		v.Command = item.Command
	}
	if !item.Deadline.IsZero() {
		v.Due, v.Ago = render.Moment(item.Deadline), render.Ago(item.Deadline, now)
	}
	return v
}

// recordViews shows the record, the newest first.
func recordViews(entries []audit.Entry) []recordView {
	views := make([]recordView, 0, len(entries))
	for _, e := range slices.Backward(entries) {
		views = append(views, recordView{
			At: render.Moment(e.Time), Who: e.Actor, Right: e.Right, What: e.What(), Outcome: e.Outcome(), URL: e.URL,
		})
	}
	return views
}

// forTold is the purpose of the cookie with which a form's outcome gets to the page that is shown next.
const forTold = "told"

const toldFor = time.Minute

// outcome is what became of a form.
type outcome struct {
	Ref  string `json:"ref"`
	Text string `json:"text"` // Markdown of our own
}

// tell keeps an outcome for the next page, and sends the browser there.
func (w *Web) tell(rw http.ResponseWriter, r *http.Request, to string, o outcome) {
	value, err := w.seal.close(forTold, o, toldFor)
	if err != nil {
		w.failed(rw, "form", err)
		return
	}
	http.SetCookie(rw, w.cookie(forTold, value, toldFor))
	http.Redirect(rw, r, to, http.StatusSeeOther)
}

// told takes the outcome that is waiting for a page; "" when there is none.
func (w *Web) told(rw http.ResponseWriter, r *http.Request, ref string) template.HTML {
	var o outcome
	c, err := r.Cookie(w.cookieName(forTold))
	if err != nil || !w.seal.open(forTold, c.Value, &o) || o.Ref != ref {
		return ""
	}
	http.SetCookie(rw, w.cookie(forTold, "", 0))
	return template.HTML(preview.HTML(o.Text)) //nolint:gosec // preview's output is safe whoever wrote it
}

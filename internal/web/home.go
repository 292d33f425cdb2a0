package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// homeView is the list of advisories of one person's organisations.
type homeView struct {
	Owners []ownerView
}

type ownerView struct {
	Name           string
	Open, Finished []rowView
}

// rowView is one advisory of the list. It tells where it stands, and nothing of what it is about.
type rowView struct {
	Link, GHSA, Repository string
	Phase                  string
	Next, State, Sign      string // "" when nothing is open
	Due, Ago               string
	Slot                   string
	due                    time.Time
}

// home shows the advisories of the organisations on whose SRC somebody is; others are told how it goes.
func (w *Web) home(rw http.ResponseWriter, r *http.Request) {
	who, ok := w.person(r)
	if !ok {
		w.pages.show(rw, http.StatusOK, "welcome", frame{Title: "Embargo", Body: signInLink("/")})
		return
	}
	owners, err := w.ownersOf(r.Context(), who.Login)
	if err != nil {
		w.failed(rw, "list", err)
		return
	}
	var view homeView
	err = w.Store.View(r.Context(), func(tx *store.Tx) error {
		for _, owner := range owners {
			one, err := ownerList(tx, owner, w.Now())
			if err != nil {
				return err
			}
			view.Owners = append(view.Owners, one)
		}
		return nil
	})
	if err != nil {
		w.failed(rw, "list", err)
		return
	}
	w.pages.show(rw, http.StatusOK, "home", w.frame(who, "Advisories", view))
}

// noDashboard says that there is one, and what it takes.
func (w *Web) noDashboard(rw http.ResponseWriter, _ *http.Request) {
	w.pages.plain(rw, http.StatusOK, "Embargo is running. Its dashboard is not set up: it needs GITHUB_OAUTH_CLIENT_ID, "+
		"GITHUB_OAUTH_CLIENT_SECRET and EMBARGO_PUBLIC_URL.")
}

// ownersOf lists the organisations on whose SRC somebody is now.
func (w *Web) ownersOf(ctx context.Context, login string) ([]string, error) {
	all, err := w.Desk.Owners(ctx)
	if err != nil {
		return nil, err
	}
	var owners []string
	for _, owner := range all {
		on, err := w.Desk.OnSRC(ctx, owner, login)
		if err != nil {
			return nil, err
		}
		if on {
			owners = append(owners, owner)
		}
	}
	slices.Sort(owners)
	return owners, nil
}

// ownerList lists an organisation's advisories: what is due first comes first, and what is over last.
func ownerList(tx *store.Tx, owner string, now time.Time) (ownerView, error) {
	view := ownerView{Name: owner}
	outlooks, err := tx.Outlooks(owner)
	if err != nil {
		return view, err
	}
	entries, err := tx.Calendar(owner)
	if err != nil {
		return view, err
	}
	slots := map[string]store.CalendarRow{}
	for _, entry := range entries {
		if entry.Name == store.CalendarSlot && !entry.Cancelled {
			slots[entry.Ref] = entry
		}
	}
	for _, o := range outlooks {
		row := outlookView(o, now)
		if slot, agreed := slots[o.Ref]; agreed {
			row.Slot = render.Slot(slot.Starts, slot.Ends)
		}
		switch policy.Phase(o.Phase) {
		case policy.PhaseFinished, policy.PhaseAbandoned:
			view.Finished = append(view.Finished, row)
		default:
			view.Open = append(view.Open, row)
		}
	}
	slices.SortStableFunc(view.Open, func(a, b rowView) int {
		if a.due.IsZero() != b.due.IsZero() {
			return cmp.Compare(b.due.Unix(), a.due.Unix()) // the one without a deadline comes last
		}
		return a.due.Compare(b.due)
	})
	return view, nil
}

func outlookView(o store.OutlookRow, now time.Time) rowView {
	owner, repo, ghsa := partsOf(o.Ref)
	row := rowView{
		Link: advisoryLink(o.Ref), GHSA: ghsa, Repository: owner + "/" + repo,
		Phase: render.PhaseWord(policy.Phase(o.Phase)), due: o.Due,
	}
	if o.NextItem != "" {
		state := policy.State(o.NextState)
		row.Next, row.State, row.Sign = policy.Title(policy.ItemID(o.NextItem)), render.StateWord(state), render.StateSign(state)
	}
	if !o.Due.IsZero() {
		row.Due, row.Ago = render.Moment(o.Due), render.Ago(o.Due, now)
	}
	return row
}

// partsOf takes the name of an advisory apart, OWNER/REPO/GHSA.
func partsOf(ref string) (owner, repo, ghsa string) {
	owner, rest, _ := strings.Cut(ref, "/")
	repo, ghsa, _ = strings.Cut(rest, "/")
	return owner, repo, ghsa
}

// advisoryLink is the page of an advisory, OWNER/REPO/GHSA.
func advisoryLink(ref string) string { return "/advisories/" + ref }

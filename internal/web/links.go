package web

import (
	"net/http"
	"slices"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
)

// linksView is the page on which somebody makes and revokes calendar links of their own.
type linksView struct {
	Owners []linkView
	// Fresh is the address just made, which is shown once; "" for none.
	Fresh, FreshOwner string
}

type linkView struct {
	Owner string
	Since string // when the link was made, "" when there is none
}

// links shows somebody's calendar links.
func (w *Web) links(rw http.ResponseWriter, r *http.Request, who session) {
	w.showLinks(rw, r, who, "", "")
}

func (w *Web) showLinks(rw http.ResponseWriter, r *http.Request, who session, owner, fresh string) {
	owners, err := w.ownersOf(r.Context(), who.Login)
	if err != nil {
		w.failed(rw, "calendar links", err)
		return
	}
	view := linksView{Fresh: fresh, FreshOwner: owner}
	err = w.Store.View(r.Context(), func(tx *store.Tx) error {
		for _, name := range owners {
			link, err := tx.CalendarLinkOf(name, who.Login)
			if err != nil {
				return err
			}
			one := linkView{Owner: name}
			if link.Hash != "" {
				one.Since = render.Moment(link.CreatedAt)
			}
			view.Owners = append(view.Owners, one)
		}
		return nil
	})
	if err != nil {
		w.failed(rw, "calendar links", err)
		return
	}
	w.pages.show(rw, http.StatusOK, "links", w.frame(who, "Calendar", view))
}

// changeLink makes a link for whoever sends the form, or revokes the one they have.
func (w *Web) changeLink(rw http.ResponseWriter, r *http.Request, who session) {
	owners, err := w.ownersOf(r.Context(), who.Login)
	if err != nil {
		w.failed(rw, "calendar links", err)
		return
	}
	owner, secret := r.PostFormValue("owner"), ""
	if !slices.Contains(owners, owner) {
		w.missing(rw)
		return
	}
	err = w.Store.Update(r.Context(), func(tx *store.Tx) error {
		switch r.PostFormValue("do") {
		case "make":
			link := store.CalendarLink{Owner: owner, Login: who.Login, CreatedAt: w.Now()}
			secret, link.Hash = NewCalendarSecret()
			return tx.PutCalendarLink(link)
		case "revoke":
			_, err := tx.DropCalendarLink(owner, who.Login)
			return err
		}
		return nil
	})
	switch {
	case err != nil:
		w.failed(rw, "calendar links", err)
	case secret == "":
		http.Redirect(rw, r, "/calendar", http.StatusSeeOther)
	default: // it is in this answer only, which nobody keeps
		w.showLinks(rw, r, who, owner, w.PublicURL+CalendarPath(secret))
	}
}

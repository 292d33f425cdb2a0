package demo

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/embargo-app/embargo/internal/render/preview"
)

// The app's OAuth client in the demo's world.
const (
	ClientID     = "Iv1.demo"
	ClientSecret = "only for the simulated GitHub" // #nosec G101 -- no secret of anything
)

// callbackPath is where GitHub leads people back to after they signed in, as app.yml says.
const callbackPath = "/auth/callback"

// signInTemplate stands for GitHub's page on which people let an app know who they are.
var signInTemplate = template.Must(template.New("sign-in").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to embargo</title><style>{{.CSS}}</style></head>
<body><main class="thread"><p class="where">A simulated GitHub on this machine</p><h1>Sign in to embargo as</h1>
<article class="comment"><header>{{range .People}}<a href="/login/oauth/as/{{.Login}}?{{$.Query}}">{{.Login}} <small>{{.Role}}</small></a>
{{end}}</header></article></main></body></html>
`))

// showSignIn lets the visitor choose who to be.
func (s *stage) showSignIn(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_ = signInTemplate.Execute(w, struct { // the visitor has gone: there is nobody to tell
		CSS    template.CSS
		People []person
		Query  template.URL
	}{template.CSS(preview.CSS + pageCSS), people, template.URL(r.URL.Query().Encode())}) //nolint:gosec // our own files; an encoded query
}

// signInAs leads the visitor back to the app as somebody.
func (s *stage) signInAs(w http.ResponseWriter, r *http.Request) {
	address := url.URL{Path: "/login/oauth/authorize", RawQuery: r.URL.RawQuery}
	back, err := s.sim.Authorize(r.PathValue("login"), address.String())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, back, http.StatusFound) // #nosec G710 -- back to the app, which Authorize has checked
}

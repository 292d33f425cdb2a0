package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // templates and style
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
)

//go:embed pages/style.css
var style string

//go:embed pages/pages.html
var pagesHTML string

// frame is what every page has around what it shows.
type frame struct {
	Title string
	Login string // "" when nobody is signed in
	Token string // for forms
	Style string // address of the style sheet
	Body  any
}

// pages renders the templates.
type pages struct {
	templates *template.Template
	styleName string // with a digest, so that browsers keep it until it changes
}

func newPages() (*pages, error) {
	templates, err := template.New("pages").Parse(pagesHTML)
	if err != nil {
		return nil, fmt.Errorf("the dashboard's templates: %w", err)
	}
	sum := sha256.Sum256([]byte(style))
	return &pages{templates: templates, styleName: "style-" + hex.EncodeToString(sum[:6]) + ".css"}, nil
}

// frame is the frame of a page for somebody.
func (w *Web) frame(who session, title string, body any) frame {
	return frame{Title: title, Login: who.Login, Token: w.seal.formToken(who), Body: body}
}

// show renders a page whole before it answers, so that nobody gets half of one.
func (p *pages) show(rw http.ResponseWriter, status int, name string, f frame) {
	f.Style = "/assets/" + p.styleName
	var page bytes.Buffer
	if err := p.templates.ExecuteTemplate(&page, name, f); err != nil {
		http.Error(rw, "this page cannot be written: "+err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = page.WriteTo(rw) // whoever hung up cannot be told
}

// plain answers with one sentence.
func (p *pages) plain(rw http.ResponseWriter, status int, sentence string) {
	p.show(rw, status, "plain", frame{Title: http.StatusText(status), Body: sentence})
}

// asset serves the style sheet.
func (p *pages) asset(rw http.ResponseWriter, r *http.Request) {
	if r.PathValue("file") != p.styleName {
		p.plain(rw, http.StatusNotFound, "There is nothing here.")
		return
	}
	rw.Header().Set("Content-Type", "text/css; charset=utf-8")
	rw.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = rw.Write([]byte(style)) // whoever hung up cannot be told
}

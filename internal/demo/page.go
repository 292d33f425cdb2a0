package demo

import (
	_ "embed" // the page's template and style
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render/preview"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// person is somebody as whom the page's visitor may act.
type person struct{ Login, Role string }

var people = []person{
	{Reporter, "reporter"}, {Owner, "code owner"}, {Second, "code owner"}, {SRC, "response team"}, {SRC2, "response team"},
	{Stranger, "dep-maintainer"},
}

// suggestions are offered to each role as a comment to begin with.
var suggestions = map[string][]string{
	"reporter":       {"/status", "/help", "/ack"},
	"code owner":     {"/status", "/assign infra @" + Owner, "/release-day next thursday"},
	"response team":  {"/ack", "/triage accepted reproduced", "/agree", "/waive announcement-draft no list for this one"},
	"dep-maintainer": {"/status"},
}

// pageData is what the template shows.
type pageData struct {
	CSS         template.CSS
	Dashboard   string // address of the advisory's page on the app's dashboard
	Advisory    githubsim.Advisory
	Comments    []pageComment
	As          person
	People      []person
	Suggestions []string
	Told        string // what went wrong with the last act
}

type pageComment struct {
	Author, Role, At string
	App              bool
	Edits            int
	HTML             template.HTML
}

// pages serves the thread as GitHub would show it, with a comment box.
func (s *stage) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showThread)
	mux.HandleFunc("POST /comment", s.postComment)
	mux.HandleFunc("GET /login/oauth/authorize", s.showSignIn)
	mux.HandleFunc("GET /login/oauth/as/{login}", s.signInAs)
	mux.Handle("POST /login/oauth/access_token", s.sim.Handler())
	// Links in comments lead to pages of GitHub; here they all lead back to the thread.
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	return mux
}

func (s *stage) showThread(w http.ResponseWriter, r *http.Request) {
	refs := s.sim.Advisories(Org)
	if len(refs) == 0 {
		http.Error(w, "the report has not come in yet; reload in a moment", http.StatusServiceUnavailable)
		return
	}
	as := personNamed(r.URL.Query().Get("as"))
	data := pageData{
		CSS:       template.CSS(preview.CSS + pageCSS), //nolint:gosec // our own files
		Dashboard: "http://" + s.public.Addr().String() + "/advisories/" + refs[0].String(),
		As:        as, People: people, Suggestions: suggestions[as.Role], Told: r.URL.Query().Get("told"),
	}
	var err error
	if data.Advisory, err = s.sim.Advisory(refs[0]); err == nil {
		data.Comments, err = s.comments(refs[0])
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
	_ = pageTemplate.Execute(w, data) // the visitor has gone: there is nobody to tell
}

func (s *stage) comments(ref githubsim.Ref) ([]pageComment, error) {
	thread, err := s.sim.Thread(ref)
	shown := make([]pageComment, 0, len(thread))
	for _, c := range thread {
		app := c.Author == AppSlug+"[bot]"
		shown = append(shown, pageComment{
			Author: c.Author, Role: roleOf(c.Author), App: app, Edits: c.Edits,
			At:   c.CreatedAt.Format("2006-01-02 15:04:05 UTC"),
			HTML: template.HTML(preview.HTML(c.Body)), //nolint:gosec // preview's output is safe whoever wrote it
		})
	}
	return shown, err
}

// postComment writes into the thread as one of the invented people.
func (s *stage) postComment(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	body := strings.ReplaceAll(r.PostFormValue("body"), "\r\n", "\n")
	query := url.Values{"as": {r.PostFormValue("as")}}
	refs := s.sim.Advisories(Org)
	if strings.TrimSpace(body) != "" && len(refs) > 0 {
		if _, err := s.sim.Comment(personNamed(r.PostFormValue("as")).Login, refs[0], body); err != nil {
			query.Set("told", err.Error())
		}
	}
	http.Redirect(w, r, "/?"+query.Encode()+"#end", http.StatusSeeOther)
}

func personNamed(login string) person {
	if i := slices.IndexFunc(people, func(p person) bool { return p.Login == login }); i >= 0 {
		return people[i]
	}
	return people[0]
}

func roleOf(login string) string {
	if i := slices.IndexFunc(people, func(p person) bool { return p.Login == login }); i >= 0 {
		return people[i].Role
	}
	return "app"
}

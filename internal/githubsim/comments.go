package githubsim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const maxComment = 65536 // characters

// comment is one comment in an advisory's thread.
type comment struct {
	id               int64
	author           *account
	body             string
	created, updated time.Time
	edits            int
	confidential     bool
}

// Comment is what inspection shows of a comment.
type Comment struct {
	ID                   int64
	Author               string
	AuthorType           string // User or Bot
	Body                 string
	CreatedAt, UpdatedAt time.Time
	Edits                int
	Confidential         bool // never shown by REST
	HTMLURL              string
}

// Comment writes into the advisory's thread, as somebody who can see the
// advisory, and returns the comment's id.
func (s *Sim) Comment(login string, ref Ref, body string) (int64, error) {
	return s.comment(login, ref, body, false)
}

// FileConfidentialComment writes a comment that only those who administer the
// advisory see; REST never shows or counts it.
func (s *Sim) FileConfidentialComment(login string, ref Ref, body string) (int64, error) {
	return s.comment(login, ref, body, true)
}

func (s *Sim) comment(login string, ref Ref, body string, confidential bool) (id int64, err error) {
	err = s.collaborate(login, ref, "comment on", func(a *advisory, p *account) error {
		switch {
		case !a.threadOpen():
			return refuse("the thread of %s is closed", ref)
		case confidential && !s.administers(p, a.repo):
			return mayNot(login, "comment confidentially on "+ref.String())
		case badBody(body):
			return refuse("a comment has 1 to %d characters", maxComment)
		}
		id = s.addComment(a, p, body, confidential).id
		return nil
	})
	return id, err
}

// EditComment changes a comment of one's own.
func (s *Sim) EditComment(login string, ref Ref, id int64, body string) error {
	return s.collaborate(login, ref, "comment on", func(a *advisory, p *account) error {
		c := a.comment(id)
		switch {
		case c == nil || c.author != p:
			return refuse("%s has no comment %d in %s", login, id, ref)
		case !a.threadOpen():
			return refuse("the thread of %s is closed", ref)
		case badBody(body):
			return refuse("a comment has 1 to %d characters", maxComment)
		}
		s.editComment(c, body)
		return nil
	})
}

func badBody(body string) bool {
	return strings.TrimSpace(body) == "" || utf8.RuneCountInString(body) > maxComment
}

func (s *Sim) addComment(a *advisory, author *account, body string, confidential bool) *comment {
	c := &comment{
		id: s.nextID("comment"), author: author, body: body, created: s.now(), updated: s.now(), confidential: confidential,
	}
	s.change(a, s.opts.CommentAdvancesAdvisory && !confidential, func() {
		a.comments = append(a.comments, c)
		if !confidential {
			a.open++
		}
	})
	return c
}

func (s *Sim) editComment(c *comment, body string) {
	c.body, c.updated = body, s.now()
	c.edits++
}

func (a *advisory) comment(id int64) *comment {
	i, found := slices.BinarySearchFunc(a.comments, id, func(c *comment, id int64) int { return int(c.id - id) })
	if !found {
		return nil
	}
	return a.comments[i]
}

func (s *Sim) commentURL(a *advisory, c *comment) string {
	return s.web("/%s/security/advisories/%s#advisory-comment-%d", a.repo.fullName(), a.ghsa, c.id)
}

func (s *Sim) commentJSON(a *advisory, c *comment) object {
	return object{
		"id": c.id, "node_id": nodeID("RepositoryAdvisoryComment", c.id),
		"url":      s.advisoryURL(a) + "/comments/" + strconv.FormatInt(c.id, 10),
		"html_url": s.commentURL(a, c), "body": c.body, "user": c.author.json,
		"author_association": s.association(a.repo, c.author),
		"created_at":         stamp(c.created), "updated_at": stamp(c.updated),
	}
}

// association is how GitHub calls a person's relation to a repository.
func (s *Sim) association(r *repo, p *account) string {
	switch {
	case r.owner == p:
		return "OWNER"
	case s.administers(p, r):
		return "MEMBER"
	}
	for _, t := range s.teams {
		if t.org == r.owner && t.has(p) {
			return "MEMBER"
		}
	}
	return "NONE"
}

// listComments answers GET …/comments: the comments updated since a time, oldest
// first; none once the thread is closed.
func listComments(c *call) reply {
	a := c.advisory()
	if a == nil || a.repo.private {
		return notFound()
	}
	var since time.Time
	if text := c.query("since"); text != "" {
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return invalid("RepositoryAdvisoryComment", "since", "invalid")
		}
		since = t
	}
	var all []*comment
	if a.threadOpen() {
		for _, m := range a.comments {
			if !m.confidential && !m.updated.Before(since) {
				all = append(all, m)
			}
		}
	}
	list := []object{}
	for _, m := range page(c, all) {
		list = append(list, c.sim.commentJSON(a, m))
	}
	return reply{status: http.StatusOK, body: list}
}

// postComment answers POST …/comments.
func postComment(c *call) reply {
	a := c.advisory()
	if a == nil || !a.threadOpen() {
		return notFound()
	}
	body, bad := c.commentBody()
	if bad != nil {
		return *bad
	}
	m := c.sim.addComment(a, c.caller.app.bot, body, false)
	return reply{status: http.StatusCreated, body: c.sim.commentJSON(a, m)}
}

// getComment answers GET …/comments/{comment_id}.
func getComment(c *call) reply {
	a, m := c.comment()
	if m == nil {
		return notFound()
	}
	return reply{status: http.StatusOK, body: c.sim.commentJSON(a, m)}
}

// patchComment answers PATCH …/comments/{comment_id}: an app may edit what its own
// bot wrote.
func patchComment(c *call) reply {
	a, m := c.comment()
	if m == nil {
		return notFound()
	}
	if m.author != c.caller.app.bot {
		return forbidden()
	}
	body, bad := c.commentBody()
	if bad != nil {
		return *bad
	}
	c.sim.editComment(m, body)
	return reply{status: http.StatusOK, body: c.sim.commentJSON(a, m)}
}

// comment finds the comment the path names; nil when REST does not show it.
func (c *call) comment() (*advisory, *comment) {
	a := c.advisory()
	id, err := strconv.ParseInt(c.param("comment_id"), 10, 64)
	if a == nil || err != nil || !a.threadOpen() {
		return nil, nil
	}
	m := a.comment(id)
	if m == nil || m.confidential {
		return nil, nil
	}
	return a, m
}

func (c *call) commentBody() (string, *reply) {
	fields, bad := c.decode()
	if bad != nil {
		return "", bad
	}
	var body string
	if json.Unmarshal(fields["body"], &body) != nil || badBody(body) {
		r := invalid("RepositoryAdvisoryComment", "body", "missing_field")
		return "", &r
	}
	return body, nil
}

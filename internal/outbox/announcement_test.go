package outbox

import (
	"context"
	"testing"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// scribe keeps what is written to a thread; nothing else is asked of it.
type scribe struct {
	GitHub
	posted, edited []string
}

func (s *scribe) CreateComment(_ context.Context, _ ghsa.Ref, body string) (ghsa.Comment, error) {
	s.posted = append(s.posted, body)
	return ghsa.Comment{ID: 7, Body: body}, nil
}

func (s *scribe) EditComment(_ context.Context, _ ghsa.Ref, id int64, body string) (ghsa.Comment, error) {
	s.edited = append(s.edited, body)
	return ghsa.Comment{ID: id, Body: body}, nil
}

func TestPreviewAnnouncement(t *testing.T) {
	shows := func(subject string) string {
		return render.Announcement(render.AnnouncementNote{Key: keyAnnouncement, Subject: subject})
	}
	for _, test := range []struct {
		name           string
		standing       string // the note's body, "" for none
		closed         bool
		comment        int64
		want           Result
		posted, edited int
	}{
		{"the first", "", false, 3, done("7"), 1, 0},
		{"another one", shows("as it was"), false, 3, done("5"), 0, 1},
		{"another one that shows the same", shows("as it is"), false, 3, done("5"), 0, 0},
		{"one that was asked for before the last", "", false, 2, dropped("superseded"), 0, 0},
		{"too late", shows("as it was"), true, 3, dropped("thread-closed"), 0, 0},
	} {
		github := &scribe{}
		v := View{
			GitHub:       github,
			Announcement: func() render.AnnouncementNote { return render.AnnouncementNote{Subject: "as it is"} },
		}
		v.Case.Advisory.ThreadOpen = !test.closed
		v.Report.Ledger.Announcement.Preview = policy.Decision{Command: policy.CommandAnnounce, Comment: 3}
		if test.standing != "" {
			v.Own = []ghsa.Comment{{ID: 5, Body: test.standing}}
		}
		got, err := performPreviewAnnouncement(t.Context(), v, store.ActionRow{Comment: test.comment})
		if err != nil || got.State != test.want.State || got.Note != test.want.Note {
			t.Errorf("%s: %+v, %v", test.name, got, err)
		}
		if len(github.posted) != test.posted || len(github.edited) != test.edited {
			t.Errorf("%s: posted %q, edited %q", test.name, github.posted, github.edited)
		}
		for _, body := range append(github.posted, github.edited...) {
			if body != shows("as it is") {
				t.Errorf("%s: wrote %s", test.name, body)
			}
		}
	}
}

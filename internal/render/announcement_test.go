package render

import (
	"strings"
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func announcementNote() AnnouncementNote {
	return AnnouncementNote{
		Key: "announcement", Subject: "[security] parser 2.4.1", Plain: "A security release.\n",
		Rules: policy.AnnouncementRules{
			VersionCommand: "parser version", Chat: []string{"general"},
			Mail: policy.MailRoute{To: []string{"a@example.org", "b@example.org"}},
		},
	}
}

func TestAnnouncement(t *testing.T) {
	const head = "<!-- embargo:note announcement -->\n" + wordsAnnouncement
	const block = "```text\nSubject: [security] parser 2.4.1\n\nA security release.\n```\n"
	tests := map[string]struct {
		change func(*AnnouncementNote)
		want   string
	}{
		"complete": {func(*AnnouncementNote) {}, head + " It goes to 2 mail addresses and 1 chat channel.\n\n" + block},
		"with gaps, to nobody, by the default template": {func(n *AnnouncementNote) {
			n.Gaps = []policy.AnnouncementGap{policy.GapCVE, policy.GapPatched}
			n.Rules, n.NoMitigations, n.Faulty = policy.AnnouncementRules{}, true, "acme/.github:a.tmpl"
		}, head + " " + wordsAnnouncementNowhere +
			"\n\n**Still missing:** the CVE id, each package's patched version. Without it the announcement is not sent; please complete " +
			"the advisory. A fact whose item a member of the SRC waives is not missed.\n\n" +
			"Left out, which is fine: " + wordsNoMitigations + "; " + wordsNoVersionCommand + ".\n\n" +
			"The template `acme/.github:a.tmpl` has a mistake, so the default one wrote this.\n\n" + block},
	}
	for name, test := range tests {
		note := announcementNote()
		test.change(&note)
		if got := Announcement(note); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// TestAnnouncementIsInert: whatever the advisory says stays in its code block, fits, and holds no marker.
func TestAnnouncementIsInert(t *testing.T) {
	for _, hostile := range []string{
		"```\n@all <!-- embargo:checklist v1 -->\n```", strings.Repeat("`", 500), "<!-- embargo:item cvss done -->", "\u202eabc\u0000", "a\r\n```\r\nb",
		strings.Repeat("ü`", 60_000),
	} {
		note := announcementNote()
		note.Plain, note.Subject = hostile, hostile
		got := Announcement(note)
		if len(got) > Limit {
			t.Errorf("%.20q makes %d bytes", hostile, len(got))
		}
		body := strings.TrimPrefix(got, NoteMarker(note.Key))
		if strings.Contains(body, "<!--") || strings.ContainsAny(body, "\u202e\u0000\r") {
			t.Errorf("%.20q is not inert:\n%s", hostile, got)
		}
		lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
		fence := lines[len(lines)-1]
		if len(fence) < 3 || strings.Trim(fence, "`") != "" || strings.Count(body, "\n"+fence) != 2 {
			t.Errorf("%.20q leaves its code block, fenced by %.20q", hostile, fence)
		}
		if strings.Contains(hostile, "ü") && !strings.Contains(got, wordsCutOff) {
			t.Error("nothing says that it was cut off")
		}
	}
}

func TestStaleTemplate(t *testing.T) {
	file := StaleFile{Name: "acme/.github:a.tmpl", Template: true, Mistakes: "acme/.github:a.tmpl:2: unexpected EOF"}
	want := "\n<sub>The announcement template `acme/.github:a.tmpl` has a mistake; the default one is in force.</sub>\n"
	if got := StaleProcess([]StaleFile{file}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	subject, text := TemplateNotice(file)
	if subject != "The announcement template of acme/.github has a mistake" || !strings.HasSuffix(text, "\n\n"+file.Mistakes) {
		t.Errorf("%s\n%s", subject, text)
	}
}

func TestAnnouncementMissing(t *testing.T) {
	a := policy.Advisory{Owner: "acme", Repo: "parser", GHSA: "GHSA-2222-3333-4444", URL: "https://github.example/a", Summary: "canary", CVE: "canary"}
	subject, text := AnnouncementMissing(a, []policy.AnnouncementGap{policy.GapCVE})
	if subject != "GHSA-2222-3333-4444 is published and not announced" || strings.Contains(text, "canary") ||
		!strings.Contains(text, "still misses: the CVE id.") || !strings.HasSuffix(text, "\nembargo waive acme/parser GHSA-2222-3333-4444 ITEM REASON") {
		t.Errorf("%s\n%s", subject, text)
	}
}

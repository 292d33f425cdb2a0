package policy

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnnouncementGaps(t *testing.T) {
	complete := func(w *world) {
		w.do(patched, records("high", CVSS{highV3, 7.5}), edit(func(c *Case) {
			c.Advisory.Description, c.Advisory.CVE = "It is bad.", "CVE-2026-10001"
		}))
	}
	noCVE := edit(func(c *Case) { c.Advisory.CVE = "" })
	noCVSS := edit(func(c *Case) { c.Advisory.CVSS, c.Advisory.Severity = nil, "" })
	vulnerabilities := func(all ...Vulnerability) step { return edit(func(c *Case) { c.Advisory.Vulnerabilities = all }) }
	off := false
	for _, tc := range []struct {
		name  string
		want  []AnnouncementGap
		steps []step
	}{
		{"nothing is missing", nil, []step{complete}},
		{"everything is", []AnnouncementGap{GapSummary, GapDescription, GapCVE, GapSeverity, GapPackages}, []step{edit(func(c *Case) { c.Advisory.Summary = " " })}},
		{"GitHub's form", []AnnouncementGap{GapDescription}, []step{complete, edit(func(c *Case) {
			c.Advisory.Description = "### Impact\n_What kind of vulnerability is it? Who is impacted?_\n"
		})}},
		{"the CVE", []AnnouncementGap{GapCVE}, []step{complete, noCVE}},
		{"the CVE, which is waived", nil, []step{complete, noCVE, says("alice", CommandWaive, "item=cve")}},
		{"the CVE, which the process does without", nil, []step{complete, noCVE, configure(func(p *Process) { p.Items = map[ItemID]ItemRule{ItemCVE: {Enabled: &off}} })}},
		{"the CVE, which need not be requested", nil, []step{complete, noCVE, configure(func(p *Process) { p.CVE.BeforeRelease = "none" })}},
		{"the CVE, which may follow", nil, []step{complete, noCVE, published("2026-11-11 16:30"), configure(func(p *Process) { p.CVE.AfterRelease = span("7d") })}},
		{"the severity", []AnnouncementGap{GapSeverity}, []step{complete, noCVSS}},
		{"a severity without a vector", nil, []step{complete, noCVSS, edit(func(c *Case) { c.Advisory.Severity = "low" })}},
		{"the severity, which is waived", nil, []step{complete, noCVSS, says("alice", CommandWaive, "item=cvss")}},
		{"a range and a patched version", []AnnouncementGap{GapAffected, GapPatched}, []step{complete, vulnerabilities(
			Vulnerability{Ecosystem: "go", Package: "a", Affected: "< 2", Patched: "2"}, Vulnerability{Ecosystem: "go", Package: "b"})}},
		{"a name", []AnnouncementGap{GapAffected}, []step{complete, vulnerabilities(Vulnerability{Affected: "< 2", Patched: "2"})}},
	} {
		w := newWorld(tc.steps...)
		got := AnnouncementGaps(w.process, w.c, w.report().Ledger)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tc.name, diff)
		}
		for _, gap := range got {
			if GapWords([]AnnouncementGap{gap}) == "" {
				t.Errorf("%s has no word", gap)
			}
		}
	}
}

func TestAnnouncementDue(t *testing.T) {
	armed := func(w *world) {
		w.do(says("alice", CommandAnnounce, "act=send"), says("bob", CommandAnnounce, "act=send"))
	}
	out := func(w *world) {
		w.do(patched, published("2026-11-11 16:30"), on("2026-11-11 17:00"), releases(release("v2.3.1", "2026-11-11 16:20")),
			edit(func(c *Case) { c.Artifacts = Know([]Artifact{{Name: "a", State: ArtifactVerified}}) }))
	}
	artifacts := func(state ArtifactState) step {
		return edit(func(c *Case) { c.Artifacts = Know([]Artifact{{Name: "a", State: state}}) })
	}
	off := false
	for _, tc := range []struct {
		name  string
		want  bool
		steps []step
	}{
		{"armed, published, released, verified", true, []step{armed, out}},
		{"released at the wrong time", true, []step{armed, out, releases(release("v2.3.1", "2026-11-13 23:00"))}},
		{"one word", false, []step{says("alice", CommandAnnounce, "act=send"), out}},
		{"held", false, []step{armed, out, says("bob", CommandAnnounce, "act=hold")}},
		{"not published", false, []step{armed, out, edit(func(c *Case) { c.Advisory.State = AdvisoryDraft })}},
		{"withdrawn", false, []step{armed, out, edit(func(c *Case) { c.Advisory.State = AdvisoryWithdrawn })}},
		{"not released", false, []step{armed, out, releases()}},
		{"a draft of a release", false, []step{armed, out, releases(Release{Tag: "v2.3.1", Draft: true})}},
		{"a pre-release", false, []step{armed, out, releases(Release{Tag: "v2.3.1", Prerelease: true})}},
		{"releases unread", false, []step{armed, out, edit(func(c *Case) { c.Releases = Unknown[[]Release]("500") })}},
		{"no patched version", false, []step{armed, out, edit(func(c *Case) { c.Advisory.Vulnerabilities = nil })}},
		{"not released, which is waived with its artifacts", true, []step{
			armed, out, releases(), says("alice", CommandWaive, "item=release"), says("alice", CommandWaive, "item=artifacts")}},
		{"tampered with", false, []step{armed, out, artifacts(ArtifactFailed)}},
		{"tampered with, which is waived", true, []step{armed, out, artifacts(ArtifactFailed), says("alice", CommandWaive, "item=artifacts")}},
		{"not verified yet", false, []step{armed, out, edit(func(c *Case) { c.Artifacts = Fact[[]Artifact]{} })}},
		{"artifacts are no part of the process", true, []step{armed, out, artifacts(ArtifactFailed), configure(func(p *Process) {
			p.Items = map[ItemID]ItemRule{ItemArtifacts: {Enabled: &off}}
		})}},
	} {
		w := newWorld(tc.steps...)
		if got := AnnouncementDue(w.process, w.c, w.report()); got != tc.want {
			t.Errorf("%s: due %v", tc.name, got)
		}
	}
}

// TestPreviewIsWanted: each preview is shown while there is a thread to show it in, and only the last one.
func TestPreviewIsWanted(t *testing.T) {
	preview := says("carol", CommandAnnounce, "act=preview")
	wanted := func(steps ...step) []int64 {
		var comments []int64
		for _, action := range newWorld(steps...).report().Actions {
			if action.Kind == ActionPreviewAnnouncement {
				comments = append(comments, action.Comment)
			}
		}
		return comments
	}
	if got := wanted(draft, preview, preview); !slices.Equal(got, []int64{2}) {
		t.Errorf("previews of %v are wanted", got)
	}
	if got := wanted(draft, preview, published("2026-11-11 16:30")); got != nil {
		t.Errorf("after the publication previews of %v are wanted", got)
	}
}

func TestFixedVersions(t *testing.T) {
	got := FixedVersions(Vulnerability{Patched: "v2.4.1, >= 1.0.2"}, Vulnerability{Patched: "2.4.1"}, Vulnerability{}, Vulnerability{Patched: " , 3"})
	if diff := cmp.Diff([]string{"2.4.1", "1.0.2", "3"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnnouncedWithoutMail(t *testing.T) {
	w := newWorld(configure(func(p *Process) { p.Announcement.Mail.To = nil }), edit(func(c *Case) {
		c.Sent = []Sent{{Kind: SentAnnouncement, Channel: "general", At: reported}}
	}))
	if item := w.item(ItemAnnounced); item.State != StateDone {
		t.Errorf("posted where nobody is mailed: %+v", item)
	}
	w.do(configure(func(p *Process) { p.Announcement.Chat = nil }), edit(func(c *Case) { c.Sent = nil }))
	if item := w.item(ItemAnnounced); item.State != StatePending || item.Next != nextDraftChannels {
		t.Errorf("with nobody to tell: %+v", item)
	}
	w = newWorld(says("alice", CommandAnnounce, "act=send"), says("bob", CommandAnnounce, "act=send"), published("2026-11-11 16:30"))
	want := "Add a description, the CVE id, a severity, the affected packages to the advisory: without it the announcement is not sent."
	if item := w.item(ItemAnnounced); item.Next != want {
		t.Errorf("next %q, want %q", item.Next, want)
	}
}

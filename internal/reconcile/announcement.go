package reconcile

import (
	"context"
	"fmt"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/announce"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// ownTemplate is the announcement's template that the process file names; without a name it names none.
type ownTemplate struct {
	name    string // OWNER/REPO:PATH
	version string // git's name for its contents, or a word where they could not be had
	parsed  announce.Template
	mistake error // then the default is in force
}

// announcement writes what would be announced now.
func (o *observation) announcement() (announce.Facts, announce.Text) {
	facts := announce.FactsOf(o.process, o.facts)
	if o.template.name != "" && o.template.mistake == nil {
		if text, err := o.template.parsed.Render(facts); err == nil { // readTemplate has tried it on this advisory
			return facts, text
		}
	}
	return facts, announce.Write(facts)
}

// announcementNote is what a preview shows.
func (o *observation) announcementNote(ledger policy.Ledger) render.AnnouncementNote {
	facts, text := o.announcement()
	note := render.AnnouncementNote{
		Subject: text.Subject, Plain: text.Plain, Rules: o.process.Announcement,
		Gaps: policy.AnnouncementGaps(o.process, o.facts, ledger), NoMitigations: facts.Mitigations == "",
	}
	if o.template.mistake != nil {
		note.Faulty = o.template.name
	}
	return note
}

// readTemplate reads the template that the process file names: the repository's own file of that path, else the
// organisation's. One with a mistake changes nothing, and is told like a mistake in a process file.
func (o *observation) readTemplate(ctx context.Context) error {
	path := o.process.Announcement.Template
	if path == "" {
		return nil
	}
	t := &o.template
	t.name, t.version = o.ref.Repository()+":"+path, "absent"
	content, err := o.github.File(ctx, o.ref.Owner, o.ref.Repo, path)
	if ghsa.IsNotFound(err) {
		t.name = o.ref.Owner + "/" + config.OrganisationRepository + ":" + path
		content, err = o.github.File(ctx, o.ref.Owner, config.OrganisationRepository, path)
	}
	switch {
	case ghsa.IsNotFound(err):
		t.mistake = fmt.Errorf("announcement.template: there is no %s, neither in %s/%s nor in %s/%s", path,
			o.ref.Owner, o.ref.Repo, o.ref.Owner, config.OrganisationRepository)
	case err != nil:
		t.version, t.mistake = "unreadable", fmt.Errorf("%s: GitHub does not let the app read it", t.name)
		if err := failLook(err); err != nil {
			return fmt.Errorf("read the announcement's template: %w", err)
		}
	default:
		t.version = ghsa.BlobSHA(content)
		if t.parsed, t.mistake = announce.Parse(t.name, string(content)); t.mistake == nil {
			_, t.mistake = t.parsed.Render(announce.FactsOf(o.process, o.facts))
		}
	}
	if t.mistake != nil {
		o.stale = append(o.stale, o.staleTemplate())
	}
	return nil
}

func (o *observation) staleTemplate() render.StaleFile {
	return render.StaleFile{Name: o.template.name, Template: true, Mistakes: o.template.mistake.Error()}
}

// letterTemplate tells the SRC of a mistake in the announcement's template.
const letterTemplate policy.SentKind = "announcement-template"

// templateMistakes tells the SRC of a mistake in the template, once for each version of it, as soon as there is a fix
// that will be announced.
func templateMistakes(l lettering) []letter {
	standing := l.report.Ledger
	if l.template.mistake == nil || !standing.FixReady.Decision.Made() && !standing.Announcement.Preview.Made() {
		return nil
	}
	subject, text := render.TemplateNotice(l.staleTemplate())
	return []letter{l.toSRC(letter{kind: letterTemplate, occasion: l.template.version, subject: subject, text: text})}
}

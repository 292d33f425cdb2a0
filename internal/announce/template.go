package announce

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
)

//go:embed default.tmpl
var defaultSource string

// Text is an announcement as it goes out.
type Text struct {
	Subject  string // one line
	Plain    string // for mail
	Markdown string
}

// The parts of a template. A template of one's own may leave out any of them: the default's stands then.
const (
	partSubject  = "subject"
	partPlain    = "text"
	partMarkdown = "markdown"
)

// The bounds of a template and of what it writes.
const (
	maxSource  = 64 << 10 // bytes
	maxOutput  = 1 << 20  // bytes of one part
	maxSubject = 200      // characters, as many as a mail's subject may have
)

// Template writes announcements.
type Template struct {
	name  string
	parts *template.Template
}

// standard is the embedded template, parsed once.
var standard = sync.OnceValue(func() Template {
	t, err := Parse("default.tmpl", defaultSource)
	if err != nil {
		panic("announce: embedded template: " + err.Error()) // it is part of the binary, and a test parses it
	}
	return t
})

// Write writes an announcement by the embedded template. It cannot fail: what does not fit is cut off.
func Write(facts Facts) Text {
	text, err := standard().Render(bound(facts))
	if err != nil {
		panic("announce: embedded template: " + err.Error()) // a test feeds it the largest facts that bound lets through
	}
	return text
}

// Parse reads a template and tries it on an advisory about which everything is known and on one about which hardly
// anything is. The error names the place as NAME:LINE and says what is wrong; it quotes nothing but the template.
func Parse(name, source string) (Template, error) {
	t := Template{name: name}
	if len(source) > maxSource {
		return t, fmt.Errorf("%s: has %d bytes; at most %d are read", name, len(source), maxSource)
	}
	t.parts = template.New("").Funcs(functions(&budget{})).Option("missingkey=error")
	if _, err := t.parts.New(placeOf("the default template")).Parse(defaultSource); err != nil {
		return t, plainly(err)
	}
	// What stands outside of all parts would never be written.
	main, err := t.parts.New(placeOf(name)).Parse(source)
	if err != nil {
		return t, plainly(err)
	}
	if err := t.check(main); err != nil {
		return t, err
	}
	for _, sample := range samples() {
		if _, err := t.render(sample); err != nil {
			return t, err
		}
	}
	return t, nil
}

// check refuses what does nothing or could do too much, and counts the steps of the rest.
func (t Template) check(main *template.Template) error {
	if main.Tree != nil && !parse.IsEmptyTree(main.Root) {
		return fmt.Errorf("%s: there is text outside of {{define}}: write it into {{define %q}}, {{define %q}} or {{define %q}}",
			t.name, partSubject, partPlain, partMarkdown)
	}
	for _, part := range t.parts.Templates() {
		if part.Tree == nil {
			continue
		}
		if err := guard(part.Tree, part.Root); err != nil {
			return err
		}
		prepend(part.Tree, part.Root)
	}
	return nil
}

// Render writes an announcement. An error names the place in the template and quotes nothing of the facts, which are
// embargoed: the library's own words may.
func (t Template) Render(facts Facts) (Text, error) {
	text, err := t.render(facts)
	if execution, ok := errors.AsType[executionError](err); ok {
		return Text{}, fmt.Errorf("%s: this cannot be written about this advisory, though it can about the samples", execution.place)
	}
	return text, err
}

// executionError is how writing a part failed. Its text may quote the facts.
type executionError struct{ place, text string }

func (e executionError) Error() string { return e.text }

func (t Template) render(facts Facts) (Text, error) {
	subject, err := t.part(partSubject, facts)
	if err != nil {
		return Text{}, err
	}
	plain, err := t.part(partPlain, facts)
	if err != nil {
		return Text{}, err
	}
	markdown, err := t.part(partMarkdown, facts)
	if err != nil {
		return Text{}, err
	}
	if subject = oneLine(subject); subject == "" {
		return Text{}, fmt.Errorf("%s: the part %q is empty", t.name, partSubject)
	}
	if runes := []rune(subject); len(runes) > maxSubject {
		subject = strings.TrimRight(string(runes[:maxSubject-1]), " ") + "…"
	}
	return Text{Subject: subject, Plain: paragraphs(plain), Markdown: paragraphs(markdown)}, nil
}

func (t Template) part(name string, facts Facts) (string, error) {
	parts, err := t.parts.Clone() // each with a budget of its own
	if err != nil {
		return "", err
	}
	var out bounded
	if err := parts.Funcs(functions(&budget{left: maxCost})).ExecuteTemplate(&out, name, facts); err != nil {
		if errors.Is(err, errTooLong) { // the library does not say where
			return "", fmt.Errorf("%s: the part %q: %w", t.name, name, err)
		}
		text := plainly(err).Error()
		place, _, told := strings.Cut(text, ": executing")
		if !told {
			place = fmt.Sprintf("%s: the part %q", t.name, name)
		}
		return "", executionError{place, text}
	}
	return out.String(), nil
}

// reBlank finds what conditions and loops leave behind where they wrote nothing.
var reBlank = regexp.MustCompile(`\n[ \t]*(?:\n[ \t]*)+\n`)

// paragraphs leaves one empty line between paragraphs, and one line's end at the end.
func paragraphs(text string) string {
	return strings.Trim(reBlank.ReplaceAllString(text, "\n\n"), " \t\n") + "\n"
}

// bounded takes only so much.
type bounded struct{ strings.Builder }

var errTooLong = fmt.Errorf("it writes more than %d bytes", maxOutput)

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxOutput {
		return 0, errTooLong
	}
	return b.Builder.Write(p)
}

var _ io.Writer = (*bounded)(nil)

// placeOf keeps a template's name from being one of the parts'.
func placeOf(name string) string { return name + placeMark }

// placeMark follows the names of files where the library names a place; no part's name can hold it.
const placeMark = "\x00"

// plainly takes the library's own words out of an error.
func plainly(err error) error {
	if execution, ok := errors.AsType[template.ExecError](err); ok {
		err = execution.Err
	}
	text := strings.ReplaceAll(strings.TrimPrefix(err.Error(), "template: "), placeMark, "")
	return errors.New(text)
}

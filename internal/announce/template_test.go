package announce

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

const own = "acme/.github:.github/embargo.tmpl"

// TestOwnTemplate: a template of one's own replaces the parts that it defines.
func TestOwnTemplate(t *testing.T) {
	parsed, err := Parse(own, `{{/* ours */}}
{{define "subject"}}{{upper .Project}}:
  {{.ID}}{{end}}
{{define "list"}}{{range .Packages}}* {{.Name}}{{"\n"}}{{else}}none{{end}}{{end}}
{{define "text"}}Dear all,


{{template "list" .}}{{with .Mitigations}}{{indent "> " .}}{{end}}{{end}}`)
	if err != nil {
		t.Fatal(err)
	}
	process, c := known()
	facts := FactsOf(process, c)
	text, err := parsed.Render(facts)
	if err != nil {
		t.Fatal(err)
	}
	if text.Subject != "PARSER: CVE-2026-10001" {
		t.Errorf("subject %q", text.Subject)
	}
	want := "Dear all,\n\n* github.com/octo-org/parser\n* parser\n> Check twice:\n\n>     # parser --twice\n\n> #### On Windows\n\n> There is none.\n"
	if text.Plain != want {
		t.Errorf("text %q\nwant %q", text.Plain, want)
	}
	if standard := Write(facts); text.Markdown != standard.Markdown {
		t.Errorf("the part it does not define is not the default's:\n%s", text.Markdown)
	}
}

// TestMistakes: every mistake is told with file and line when the template is read, before it is needed.
func TestMistakes(t *testing.T) {
	define := func(body string) string { return "\n{{define \"text\"}}\n" + body + "{{end}}" }
	tests := map[string]struct{ source, want string }{
		"no end":           {"\n{{define \"text\"}}", own + ":2: unexpected EOF"},
		"no such fact":     {define("{{.Projekt}}"), own + ":3:2: executing \"text\" at <.Projekt>: can't evaluate field Projekt in type announce.Facts"},
		"no such function": {define("{{shout .Project}}"), own + ":3: function \"shout\" not defined"},
		"printf":           {define("{{printf \"%999999999d\" 1}}"), own + ":3:2: there is no function \"printf\" here"},
		"call":             {define("{{if (call .Project)}}{{end}}"), own + ":3:6: there is no function \"call\" here"},
		"html in a chain":  {define("{{(html .Project).X}}"), own + ":3:3: there is no function \"html\" here"},
		"our own function": {define("{{embargo_step}}"), own + ":3:2: there is no function \"embargo_step\" here"},
		"outside":          {"Dear all", own + ": there is text outside of {{define}}"},
		"no such template": {define("{{template \"nothing\"}}"), own + ":3:11: executing \"text\" at <{{template \"nothing\"}}>: template \"nothing\" not defined"},
		"an endless loop":  {define("{{range 1000000000}}{{end}}"), "it takes more than 50000 steps"},
		"a loop in a loop": {define("{{range 5000}}{{range 5000}}{{else}}{{end}}{{end}}"), "it takes more than 50000 steps"},
		"recursion":        {define("{{template \"text\" .}}"), "it takes more than 50000 steps"},
		"too long":         {define("{{range 40000}}" + strings.Repeat("x", 100) + "{{end}}"), own + ": the part \"text\": it writes more than 1048576 bytes"},
		"doubling":         {define("{{$x := .Project}}{{range 60}}{{$x = print $x $x}}{{end}}"), "it takes more than 50000 steps"},
		"joining":          {define("{{$x := .Project}}{{range 60}}{{$x = join $.Versions $x}}{{end}}"), "it takes more than 50000 steps"},
		"indenting":        {define("{{$x := \"x\\n\"}}{{range 60}}{{$x = indent $x $x}}{{end}}"), "it takes more than 50000 steps"},
		"too big a file":   {strings.Repeat(" ", maxSource+1), own + ": has 65537 bytes; at most 65536 are read"},
		"an empty subject": {"{{define \"subject\"}}{{with .Mitigations}}x{{end}}{{end}}", own + ": the part \"subject\" is empty"},
		"not always there": {define("{{(index .Packages 1).Name}}"), own + ":3:3: executing \"text\" at <index .Packages 1>: error calling index: index out of range: 1"},
	}
	for name, test := range tests {
		_, err := Parse(own, test.source)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), own) || strings.Contains(err.Error(), placeMark) {
			t.Errorf("%s: got %v\nwant %s", name, err, test.want)
		}
	}
}

// FuzzTemplate: no template makes reading or writing fail in any way but by an error, or take long.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		defaultSource, "", "{{define \"text\"}}{{range .Packages}}{{.}}{{end}}{{end}}", "{{define \"subject\"}}{{block \"x\" .}}{{break}}{{end}}{{end}}",
		"{{define \"text\"}}{{range $i, $x := 3}}{{continue}}{{end}}{{with $y := .Credits}}{{index $y 0}}{{else with 1}}{{.}}{{end}}{{end}}",
	} {
		f.Add(seed)
	}
	process, c := known()
	facts := FactsOf(process, c)
	f.Fuzz(func(t *testing.T, source string) {
		parsed, err := Parse(own, source)
		if err != nil {
			return
		}
		if text, err := parsed.Render(facts); err == nil && (text.Subject == "" || strings.ContainsAny(text.Subject, "\r\n")) {
			t.Errorf("%q writes the subject %q", source, text.Subject)
		}
	})
}

// TestDocumented: the documentation names every fact and every function, and its example works.
func TestDocumented(t *testing.T) {
	data, err := os.ReadFile("../../docs/announcement.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	_, example, found := strings.Cut(doc, "```\n{{define \"subject\"}}")
	example, _, closed := strings.Cut("{{define \"subject\"}}"+example, "```")
	if !found || !closed {
		t.Fatal("there is no example")
	}
	if _, err := Parse(own, example); err != nil {
		t.Errorf("the example: %v", err)
	}
	for _, facts := range []reflect.Type{reflect.TypeFor[Facts](), reflect.TypeFor[Package](), reflect.TypeFor[Release](), reflect.TypeFor[Credit]()} {
		for field := range facts.Fields() {
			if name := field.Name; !strings.Contains(doc, "`."+name+"`") {
				t.Errorf("%s.%s is not documented", facts.Name(), name)
			}
		}
	}
	_, functions, _ := strings.Cut(doc, "Functions: ")
	functions, _, _ = strings.Cut(functions, "\n\n")
	for name := range permitted {
		if !regexp.MustCompile("[ `]" + name + "[ `]").MatchString(functions) {
			t.Errorf("the function %s is not documented", name)
		}
	}
}

// TestErrorsAboutFactsQuoteNone: what works on the samples may fail on an advisory, and the library quotes what it could
// not write, which is embargoed.
func TestErrorsAboutFactsQuoteNone(t *testing.T) {
	for _, text := range []string{
		`{{if eq .Severity "critical"}}{{range .Details}}x{{end}}{{end}}`,
		`{{if eq .Severity "critical"}}{{if eq .Packages .Details}}x{{end}}{{end}}`,
	} {
		parsed, err := Parse(own, `{{define "text"}}`+text+`{{end}}`)
		if err != nil {
			t.Fatal(err)
		}
		_, err = parsed.Render(Facts{Severity: "critical", Details: "canary", Packages: []Package{{Name: "canary"}}})
		if err == nil || strings.Contains(err.Error(), "canary") || !strings.HasPrefix(err.Error(), own+":1") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

package policy

import "strings"

// findDetails: summary, description, and for every affected package its name and range.
func findDetails(v *view) finding {
	advisory := &v.c.Advisory
	var missing []string
	if strings.TrimSpace(advisory.Summary) == "" {
		missing = append(missing, detailSummary)
	}
	if !isFilledIn(advisory.Description) {
		missing = append(missing, detailDescription)
	}
	if len(advisory.Vulnerabilities) == 0 {
		missing = append(missing, detailPackages)
	}
	var nameless, rangeless bool
	for _, affected := range advisory.Vulnerabilities {
		nameless = nameless || affected.Ecosystem == "" || affected.Package == ""
		rangeless = rangeless || strings.TrimSpace(affected.Affected) == ""
	}
	if nameless {
		missing = append(missing, detailNames)
	}
	if rangeless {
		missing = append(missing, detailRanges)
	}
	if len(missing) > 0 {
		return pending(nextDetails(missing), "")
	}
	return done(v.onPage(detailsAre(len(advisory.Vulnerabilities))))
}

// isFilledIn tells whether a description says more than the template that GitHub starts it with.
func isFilledIn(description string) bool {
	for line := range strings.Lines(description) {
		line = strings.TrimSpace(line)
		question := strings.HasPrefix(line, "_") && strings.HasSuffix(line, "_") && templateQuestions[line]
		if line != "" && !strings.HasPrefix(line, "#") && !question {
			return true
		}
	}
	return false
}

// templateQuestions are the lines GitHub puts under the headings of a new advisory.
var templateQuestions = map[string]bool{
	"_What kind of vulnerability is it? Who is impacted?_":                                true,
	"_Has the problem been patched? What versions should users upgrade to?_":              true,
	"_Is there a way for users to fix or remediate the vulnerability without upgrading?_": true,
	"_Are there any links users can visit to find out more?_":                             true,
}

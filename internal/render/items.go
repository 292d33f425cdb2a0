package render

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

var itemMarkers = regexp.MustCompile(`<!-- embargo:item (\S+) (\S+) -->`)

// ItemStates reads from a checklist of ours the state of each item in it.
func ItemStates(body string) map[policy.ItemID]policy.State {
	states := map[policy.ItemID]policy.State{}
	for _, marker := range itemMarkers.FindAllStringSubmatch(body, -1) {
		id, err := url.PathUnescape(marker[1])
		if err != nil {
			continue
		}
		states[policy.ItemID(id)] = policy.State(marker[2])
	}
	return states
}

// Visible is what people see of a checklist: without the hidden line that a Folded writes.
func Visible(body string) string {
	visible, _, found := strings.Cut(body, "\n"+foldedPrefix)
	if found {
		visible += "\n"
	}
	return visible
}

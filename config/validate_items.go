package config

import (
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// items checks the built-in items that are changed and the extra ones that are added.
func (v *validator) items(items map[policy.ItemID]policy.ItemRule) {
	for id, rule := range items {
		key := "items." + string(id)
		if rule.ID != "" && rule.ID != id {
			v.refusef(key+".id", "%s does not repeat the key %s; write them alike or leave id out",
				quote(string(rule.ID)), quote(string(id)))
		}
		if rule.Severity != "" {
			v.oneOf(key+".severity", rule.Severity, needOrder...)
		}
		if isNoTime(rule.Deadline) {
			v.refusef(key+".deadline", "must be more than no time")
		}
		if policy.IsBuiltIn(id) {
			v.builtinItem(key, rule)
			continue
		}
		v.extraItem(key, id, rule)
	}
}

func (v *validator) builtinItem(key string, rule policy.ItemRule) {
	if rule.Title != "" {
		v.refusef(key+".title", "a built-in item keeps its title; choose another id for an item of your own")
	}
	if !rule.Deadline.IsZero() {
		v.refusef(key+".deadline", "a built-in item's deadline is set under deadlines; remove this key")
	}
}

func builtInNames() []string {
	var names []string
	for _, id := range policy.ItemIDs(policy.Process{}) {
		names = append(names, string(id))
	}
	return names
}

func (v *validator) extraItem(key string, id policy.ItemID, rule policy.ItemRule) {
	if rule.Title == "" {
		v.refusef(key, "no built-in item has this id, and an item of your own needs a title%s",
			didYouMean(string(id), builtInNames()))
		return
	}
	if !itemForm.MatchString(string(id)) {
		v.refusef(key, "an id is lower-case letters, digits and hyphens, at most 50")
	}
	if strings.ContainsAny(rule.Title, "\r\n") || len(rule.Title) > maxTitle {
		v.refusef(key+".title", "must be one line of at most %d characters", maxTitle)
	}
}

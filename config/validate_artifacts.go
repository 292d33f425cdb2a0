package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// The limits of what says who may sign a release.
const (
	maxIdentities = 50
	maxPattern    = 500 // characters
	maxSmoke      = 200 // characters
)

// artifacts checks who may sign a release, and how much proof it needs.
func (v *validator) artifacts(a policy.ArtifactRules) {
	v.oneOf("artifacts.require", string(a.Require), artifactOrder...)
	if len(a.Identities) > maxIdentities {
		v.refusef("artifacts.identities", "has %d identities; at most %d are read", len(a.Identities), maxIdentities)
	}
	for i, identity := range a.Identities {
		key := fmt.Sprintf("artifacts.identities[%d]", i)
		v.pattern(key+".san", identity.SAN)
		v.pattern(key+".issuer", identity.Issuer)
		if slices.Contains(a.Identities[:i], identity) {
			v.refusef(key, "stands here twice")
		}
	}
	if strings.ContainsAny(a.Smoke, "\r\n`") || len([]rune(a.Smoke)) > maxSmoke {
		v.refusef("artifacts.smoke", "must be one line of at most %d characters without backquotes", maxSmoke)
	}
}

// pattern wants a regular expression that says something. It has to match the whole text, so it must be one by itself
// before anchors are put around it.
func (v *validator) pattern(key, pattern string) {
	if pattern == "" {
		v.refusef(key, "is missing; write a regular expression that matches the whole of what the certificate says")
		return
	}
	if len([]rune(pattern)) > maxPattern {
		v.refusef(key, "is longer than %d characters", maxPattern)
		return
	}
	if _, err := regexp.Compile(pattern); err != nil {
		v.refusef(key, "%s is no regular expression: %s", quote(pattern), strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return
	}
	if whole, err := regexp.Compile(`\A(?:` + pattern + `)\z`); err != nil || whole.MatchString("") {
		v.refusef(key, "%s also matches nothing at all; write what the certificate must say", quote(pattern))
	}
}

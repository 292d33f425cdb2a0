package verify

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Identity is somebody who may sign for the project. Both patterns are regular expressions (RE2) that must
// match the whole of what the certificate says; neither may be empty.
type Identity struct {
	SAN    string // the certificate's subject: a mail address, or a workflow's address
	Issuer string // the OpenID Connect issuer that vouches for the subject
}

type identity struct{ san, issuer *regexp.Regexp }

func compileIdentities(identities []Identity) ([]identity, error) {
	compiled := make([]identity, len(identities))
	for i, id := range identities {
		var err error
		if compiled[i].san, err = whole(id.SAN); err != nil {
			return nil, fmt.Errorf("identity %d: san: %w", i+1, err)
		}
		if compiled[i].issuer, err = whole(id.Issuer); err != nil {
			return nil, fmt.Errorf("identity %d: issuer: %w", i+1, err)
		}
	}
	return compiled, nil
}

// whole compiles a pattern so that it matches only whole texts. The pattern must be one by itself first, or
// "a)|(?:b" would break out of the group that the anchors stand around.
func whole(pattern string) (*regexp.Regexp, error) {
	if pattern == "" {
		return nil, errors.New("the pattern is empty: it would say nothing about who may sign")
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return nil, fmt.Errorf("not a regular expression: %w", err)
	}
	return regexp.Compile(`\A(?:` + pattern + `)\z`)
}

// permitted tells whether a signer is among those configured.
func (v *Verifier) permitted(san, issuer string) bool {
	for _, id := range v.identities {
		if id.san.MatchString(san) && id.issuer.MatchString(issuer) {
			return true
		}
	}
	return false
}

// clip makes outside text fit for a reason: one line, of bounded length, of characters that show.
func clip(text string) string {
	const most = 200
	var b strings.Builder
	for n, r := range strings.ToValidUTF8(text, "�") {
		if n >= most {
			b.WriteRune('…')
			break
		}
		if !unicode.IsPrint(r) {
			r = '�'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Package export writes an advisory in the formats that machines exchange: OSV, CSAF and OpenVEX.
//
// Each format says no more than the advisory does: what it cannot express, or the advisory does not know, is left out,
// and a range of versions that is no range is handed on as text. All of it is the advisory's own text: under embargo
// until the advisory is published.
package export

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	gocvss30 "github.com/pandatix/go-cvss/30"

	"github.com/embargo-app/embargo/policy"
)

// Document is an advisory to be exported.
type Document struct {
	Process policy.Process
	Case    policy.Case
	// Ledger names the pull requests that introduced and fixed it.
	Ledger policy.Ledger
	// Generator is the version of this program.
	Generator string
}

// encode writes JSON for people too.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(value)
	return out.Bytes(), err
}

// object leaves out keys without a value.
type object map[string]any

// with adds a key unless the value says nothing.
func (o object) with(key string, value any) object {
	switch v := value.(type) {
	case string:
		if strings.TrimSpace(v) == "" {
			return o
		}
	case []string:
		if len(v) == 0 {
			return o
		}
	case []object:
		if len(v) == 0 {
			return o
		}
	case object:
		if len(v) == 0 {
			return o
		}
	}
	o[key] = value
	return o
}

// timestamp writes a moment as all three formats take it; "" for none.
func timestamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Truncate(time.Second).Format(time.RFC3339)
}

// vector is a recorded CVSS vector that is valid.
type vector struct {
	text, version string
	base          float64
}

// vectors lists the valid ones: a format's validators refuse others.
func vectors(a policy.Advisory) []vector {
	var valid []vector
	for _, recorded := range a.CVSS {
		if rating, err := policy.RateCVSS(recorded.Vector); err == nil {
			valid = append(valid, vector{recorded.Vector, rating.Version, rating.Base})
		} else if cvss, err := gocvss30.ParseVector(recorded.Vector); err == nil {
			valid = append(valid, vector{recorded.Vector, "3.0", cvss.BaseScore()})
		}
	}
	return valid
}

// modified is when the advisory last changed.
func modified(a policy.Advisory) time.Time {
	latest := a.CreatedAt
	for _, at := range []time.Time{a.PublishedAt, a.UpdatedAt, a.WithdrawnAt} {
		if at.After(latest) {
			latest = at
		}
	}
	return latest
}

// pages gives addresses on the advisory's own GitHub.
type pages struct{ root string }

func pagesOf(a policy.Advisory) pages {
	u, err := url.Parse(a.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return pages{"https://github.com"}
	}
	return pages{(&url.URL{Scheme: u.Scheme, Host: u.Host}).String()}
}

func (p pages) at(parts ...string) string {
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return p.root + "/" + strings.Join(parts, "/")
}

// advisory is the advisory's page; where GitHub did not say, the one it has.
func (p pages) advisory(a policy.Advisory) string {
	if a.URL != "" {
		return a.URL
	}
	return p.at(a.Owner, a.Repo, "security", "advisories", a.GHSA)
}

// credited lists those who are credited.
func credited(a policy.Advisory) []policy.Credit {
	return slices.DeleteFunc(slices.Clone(a.Credits), func(c policy.Credit) bool { return !c.Given() })
}

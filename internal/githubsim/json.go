package githubsim

import (
	"encoding/base64"
	"fmt"
	"time"
)

// object is a JSON object on its way out.
type object = map[string]any

// stamp writes a time as GitHub does; the zero time is null.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// orNull writes an empty string as null.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// nodeID is the global identifier GitHub's GraphQL API would use.
func nodeID(kind string, id int64) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%03d:%s%d", len(kind), kind, id))
}

func (s *Sim) api(format string, args ...any) string {
	return s.opts.BaseURL + fmt.Sprintf(format, args...)
}

func (s *Sim) web(format string, args ...any) string {
	return s.opts.WebURL + fmt.Sprintf(format, args...)
}

package contract

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// ViolationError is one breach of the contract. It names places and rules, never
// the values found there, which may be secret.
type ViolationError struct {
	Operation string // operation id; method and path when there is no such operation; event of a webhook
	Part      string // "request", "response STATUS" or "payload"
	Place     string // JSON pointer into the body, or parameter or header; empty for the whole part
	Reason    string
}

func (v *ViolationError) Error() string {
	place := v.Place
	if place != "" {
		place += ": "
	}
	return fmt.Sprintf("%s: %s: %s%s", v.Operation, v.Part, place, v.Reason)
}

// fault is a ViolationError before it is known where it belongs to.
type fault struct{ place, reason string }

// maxFaults bounds what is told about one message: one wrong field in a list
// of hundreds should not bury the rest.
const maxFaults = 12

// violations turns faults into errors; the same fault in several items of a
// list is told once.
func violations(operation, part string, faults []fault) []error {
	var errs []error
	told := map[fault]bool{}
	for _, f := range faults {
		same := fault{index.ReplaceAllString(f.place, "/*"), f.reason}
		if told[same] {
			continue
		}
		told[same] = true
		if len(errs) == maxFaults {
			return append(errs, &ViolationError{operation, part, "", fmt.Sprintf("and more faults, %d in all", len(faults))})
		}
		errs = append(errs, &ViolationError{operation, part, f.place, f.reason})
	}
	return errs
}

var index = regexp.MustCompile(`/\d+\b`)

// explain takes kin-openapi's errors apart, leaving out the values they hold.
// where is put before the place of each fault.
func explain(where string, err error) []fault {
	switch err := err.(type) { //nolint:errorlint // taken apart level by level on purpose
	case nil:
		return nil
	case openapi3.MultiError:
		var faults []fault
		for _, e := range err {
			faults = append(faults, explain(where, e)...)
		}
		return faults
	case *openapi3.SchemaError:
		return explainSchema(where, err)
	case *openapi3filter.RequestError:
		if p := err.Parameter; p != nil {
			where = fmt.Sprintf("%s parameter %s", p.In, p.Name)
		}
		return explainCause(where, err.Reason, err.Err)
	case *openapi3filter.ResponseError:
		return explainCause(where, err.Reason, err.Err)
	case *openapi3filter.ParseError:
		if err.Reason != "" { // its other parts quote the value
			return []fault{{where, err.Reason}}
		}
		return explainCause(where, "not decodable", err.Cause)
	}
	return []fault{{where, err.Error()}}
}

// explainCause prefers the cause, which is more precise than the reason given for it.
func explainCause(where, reason string, cause error) []fault {
	if cause == nil {
		return []fault{{where, reason}}
	}
	return explain(where, cause)
}

func explainSchema(where string, err *openapi3.SchemaError) []fault {
	place := where
	if pointer := err.JSONPointer(); len(pointer) > 0 {
		place += "/" + strings.Join(pointer, "/")
	}
	inner := explain(where, alternatives(err))
	switch {
	case err.SchemaField == "allOf" && len(inner) > 0:
		return inner
	case err.SchemaField == "oneOf" && len(inner) > 0:
		var each []string
		for _, f := range inner {
			each = append(each, strings.TrimPrefix(f.place, place)+" "+f.reason)
		}
		return []fault{{place, "fits none of the allowed forms: " + strings.Join(each, "; or ")}}
	case err.Reason == "":
		return []fault{{place, "does not fit schema field " + err.SchemaField}}
	}
	return []fault{{place, err.Reason}}
}

// alternatives are the errors of a oneOf's or allOf's members, if there are any.
func alternatives(err *openapi3.SchemaError) error {
	var several openapi3.MultiError
	if err.Origin == nil || !errors.As(errors.Unwrap(errors.Unwrap(err.Origin)), &several) {
		return nil
	}
	return several
}

package ghsa

import (
	"encoding/json"
	"errors"
	"fmt"
)

// missingError names a field GitHub always gives and this answer lacks.
type missingError struct{ object, field string }

func (m *missingError) Error() string { return m.object + " without " + m.field }

// decode reads an answer's JSON. Errors name the field, never its value.
func decode[T any](r request, a answer) (T, error) {
	var v T
	err := json.Unmarshal(a.body, &v)
	if err == nil {
		return v, nil
	}
	var zero T
	e := r.fail(KindMalformed, "not the JSON expected")
	e.Status, e.sent = a.status, true
	var (
		missing *missingError
		typed   *json.UnmarshalTypeError
		syntax  *json.SyntaxError
	)
	switch {
	case errors.As(err, &missing):
		e.reason = missing.Error()
	case errors.As(err, &typed) && typed.Field != "":
		e.reason = fmt.Sprintf("field %q is of another type than expected", typed.Field)
	case errors.As(err, &syntax):
		e.reason = fmt.Sprintf("no JSON after byte %d", syntax.Offset)
	}
	return zero, e
}

package contract

import (
	"errors"
	"net/url"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemaOptions make a check complete (all faults, not only the first) and
// cover the formats GitHub uses, with shorter words for the one that
// kin-openapi explains by a pattern.
var schemaOptions = []openapi3.SchemaValidationOption{
	openapi3.MultiErrors(),
	openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
		"date-time": openapi3.NewCallbackValidator(checkTime),
		"email":     openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForEmail),
		"uri":       openapi3.NewCallbackValidator(checkURI),
	}),
}

// checkTime and checkURI do not pass on the errors they find: those quote the value.

func checkTime(text string) error {
	if _, err := time.Parse(time.RFC3339, text); err != nil {
		return errors.New("not a time as in RFC 3339")
	}
	return nil
}

func checkURI(text string) error {
	if u, err := url.Parse(text); err != nil || !u.IsAbs() {
		return errors.New("not an absolute URI")
	}
	return nil
}

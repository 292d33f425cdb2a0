package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// filterOptions check without touching: by default kin-openapi writes default
// values into the request it looks at.
var filterOptions = &openapi3filter.Options{
	MultiError:                        true,
	SkipSettingDefaults:               true,
	RejectWhenRequestBodyNotSpecified: true,
	SchemaValidationOptions:           schemaOptions,
}

// exchange is one request with the operation it was found to ask for.
type exchange struct {
	contract *Contract
	name     string // operation id, or method and path
	route    *routers.Route
	request  *http.Request
}

// request checks r, whose body is given apart and stays unread.
func (c *Contract) request(ctx context.Context, r *http.Request, body []byte) (exchange, []error) {
	r = r.Clone(ctx)
	r.Body, r.ContentLength, r.GetBody = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	x := exchange{contract: c, name: r.Method + " " + r.URL.Path, request: r}
	if webPage.MatchString(r.URL.Path) {
		return x, nil
	}
	at, err := c.route(r)
	if err != nil {
		return x, violations(x.name, "request", []fault{{"", "no such operation: " + err.Error()}})
	}
	x.route, x.name = at.route, at.route.Operation.OperationID
	faults := append(undocumentedVersion(r), undocumentedQuery(x.route.Operation, r)...)
	faults = append(faults, explain("", openapi3filter.ValidateRequest(ctx, &openapi3filter.RequestValidationInput{
		Request: r, PathParams: at.params, Route: x.route, Options: filterOptions,
	}))...)
	return x, violations(x.name, "request", faults)
}

// webPage matches what GitHub serves beside its API and describes nowhere: the
// files of releases, and signing in.
var webPage = regexp.MustCompile(`^/[^/]+/[^/]+/releases/download/.+|^/login/oauth/access_token$`)

// apiVersion is the version of GitHub's API that the description is of.
const apiVersion = "2022-11-28"

func undocumentedVersion(r *http.Request) []fault {
	const header = "X-Github-Api-Version"
	if v := r.Header.Get(header); v != "" && v != apiVersion {
		return []fault{{"header " + header, "not " + apiVersion + ", the version described"}}
	}
	return nil
}

// undocumentedQuery finds what GitHub would silently ignore, such as a misspelt filter.
func undocumentedQuery(operation *openapi3.Operation, r *http.Request) []fault {
	var faults []fault
	for name := range r.URL.Query() {
		if operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			faults = append(faults, fault{"query parameter " + name, "not one of this operation"})
		}
	}
	slices.SortFunc(faults, func(a, b fault) int { return strings.Compare(a.place, b.place) })
	return faults
}

// response checks the answer to x's request.
func (x exchange) response(ctx context.Context, status int, header http.Header, body []byte) []error {
	part := fmt.Sprintf("response %d", status)
	switch {
	case x.route == nil: // told with the request
		return nil
	case status == http.StatusNotModified:
		return violations(x.name, part, noBody(body))
	case status >= 500:
		return violations(x.name, part, x.contract.serverError(header, body))
	}
	documented := x.route.Operation.Responses.Status(status)
	switch {
	case documented != nil && len(documented.Value.Content) > 0:
		return violations(x.name, part, x.documented(ctx, status, header, body))
	case status >= 400:
		return violations(x.name, part, x.contract.clientError(header, body))
	case status >= 300 && header.Get("Location") != "": // a renamed repository, a download elsewhere
		return nil
	case documented == nil:
		return violations(x.name, part, []fault{{"", "status is not documented"}})
	}
	return violations(x.name, part, noBody(body))
}

func (x exchange) documented(ctx context.Context, status int, header http.Header, body []byte) []fault {
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: x.request, Route: x.route},
		Status:                 status,
		Header:                 header,
		Options:                filterOptions,
	}
	input.SetBodyBytes(body)
	return explain("", openapi3filter.ValidateResponse(ctx, input))
}

func noBody(body []byte) []fault {
	if len(body) > 0 {
		return []fault{{"", "has a body, should have none"}}
	}
	return nil
}

// serverError lets everything pass but a JSON error of wrong form: in front of
// GitHub's own answers stand proxies that speak HTML, or nothing.
func (c *Contract) serverError(header http.Header, body []byte) []fault {
	if !isJSON(header) {
		return nil
	}
	return c.clientError(header, body)
}

// clientError wants GitHub's basic error, of which "message" is always there.
func (c *Contract) clientError(header http.Header, body []byte) []fault {
	if !isJSON(header) {
		return []fault{{"header Content-Type", "want application/json"}}
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return []fault{{"", "not JSON"}}
	}
	if object, ok := value.(map[string]any); ok && object["message"] == nil {
		return []fault{{"/message", "missing"}}
	}
	return explain("", c.api.Components.Schemas[basicError].Value.VisitJSON(value, schemaOptions...))
}

func isJSON(header http.Header) bool {
	media, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	return strings.TrimSpace(media) == "application/json"
}

package githubsim

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

const docs = "https://docs.github.com/rest"

// ErrRefused is what every act that GitHub's pages would not allow fails with.
var ErrRefused = errors.New("refused by the simulated github")

// refuse explains why an act of a person cannot be done.
func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrRefused}, args...)...)
}

// problem is GitHub's basic error.
func problem(status int, message string) reply {
	return reply{status: status, body: object{
		"message": message, "documentation_url": docs, "status": strconv.Itoa(status),
	}}
}

func notFound() reply { return problem(http.StatusNotFound, "Not Found") }

// forbidden is the answer to an installation that lacks a permission. Like
// GitHub's it names nothing.
func forbidden() reply {
	return problem(http.StatusForbidden, "Resource not accessible by integration")
}

// invalid is GitHub's validation error about one field.
func invalid(resource, field, code string) reply {
	return reply{status: http.StatusUnprocessableEntity, body: object{
		"message": "Validation Failed", "documentation_url": docs, "status": "422",
		"errors": []object{{"resource": resource, "field": field, "code": code}},
	}}
}

// invalidRequest is the validation error about a request's shape.
func invalidRequest(why string) reply {
	return reply{status: http.StatusUnprocessableEntity, body: object{
		"message": "Invalid request.\n\n" + why, "documentation_url": docs, "status": "422",
	}}
}

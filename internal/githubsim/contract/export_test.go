package contract

import (
	"net/http"
	"regexp"
)

// Described lists every described operation, by its id, as a request for
// something in repository octo/cosign or organisation octo.
func (c *Contract) Described() map[string][2]string {
	all := map[string][2]string{}
	for path, item := range c.api.Paths.Map() {
		for method, operation := range item.Operations() {
			all[operation.OperationID] = [2]string{method, parameter.ReplaceAllStringFunc(path, func(name string) string {
				switch name {
				case "{owner}", "{org}":
					return "octo"
				case "{repo}":
					return "cosign"
				}
				return "1"
			})}
		}
	}
	return all
}

var parameter = regexp.MustCompile(`\{\w+\}`)

// OperationOf names the operation that r asks for; empty when there is none.
func (c *Contract) OperationOf(r *http.Request) string {
	at, err := c.route(r)
	if err != nil {
		return ""
	}
	return at.route.Operation.OperationID
}

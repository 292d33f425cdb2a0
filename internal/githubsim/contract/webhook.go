package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Webhook checks the payload of a delivery. Event is the X-GitHub-Event header,
// action the payload's "action", empty for events without actions. The error
// joins all Violations; nil means the payload is as GitHub describes it.
func (c *Contract) Webhook(event, action string, body []byte) error {
	name := delivery(event, action)
	return errors.Join(violations(name, "payload", c.payload(name, body))...)
}

// WrapWebhooks checks every delivery to next, an App's receiver. Each ViolationError
// is given to report, which must be safe for concurrent use; deliveries pass
// unchanged in any case.
func (c *Contract) WrapWebhooks(next http.Handler, report func(error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			report(fmt.Errorf("%s: payload: reading the body: %w", r.Header.Get("X-Github-Event"), err))
		}
		var payload struct {
			Action string `json:"action"`
		}
		// What is no JSON has no action either, which Webhook tells.
		_ = json.Unmarshal(body, &payload)
		if err := c.Webhook(r.Header.Get("X-Github-Event"), payload.Action, body); err != nil {
			report(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

func (c *Contract) payload(name string, body []byte) []fault {
	schema := c.payloads[name]
	if schema == nil {
		return []fault{{"", "no such event and action"}}
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // ids above 2^53
	var value any
	if err := decoder.Decode(&value); err != nil {
		return []fault{{"", "not JSON"}}
	}
	return explain("", schema.VisitJSON(value, schemaOptions...))
}

// delivery names an event with its action, if it has one.
func delivery(event, action string) string {
	if action == "" {
		return event
	}
	return event + "/" + action
}

package contract

import (
	"bytes"
	"encoding/json"
	"errors"
)

// Webhook checks the payload of a delivery. Event is the X-GitHub-Event header,
// action the payload's "action", empty for events without actions. The error
// joins all Violations; nil means the payload is as GitHub describes it.
func (c *Contract) Webhook(event, action string, body []byte) error {
	name := delivery(event, action)
	return errors.Join(violations(name, "payload", c.payload(name, body))...)
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

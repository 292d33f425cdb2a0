package handlers

// pingEvent: GitHub tries whether a new hook answers.
var pingEvent = reader{event: "ping", read: func(payload) (concern, error) { return concern{}, nil }}

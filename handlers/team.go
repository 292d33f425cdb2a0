package handlers

// teamEvent: a team was renamed, removed, or given another repository; a new one means nothing to anybody yet.
var teamEvent = reader{event: "team", read: func(p payload) (concern, error) {
	return concern{all: p.text("action") != "created"}, nil
}}

package handlers

// teamEvent: a team was renamed, removed, or given another repository; a new one means nothing to anybody yet.
var teamEvent = reader{event: "team", read: func(p payload) (concern, error) {
	if p.text("action") == "created" {
		return concern{}, nil
	}
	return concern{all: true, roster: p.organisation()}, nil
}}

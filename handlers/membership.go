package handlers

// membershipEvent: somebody joined or left a team, and with it perhaps the code owners or the SRC.
var membershipEvent = reader{event: "membership", read: func(p payload) (concern, error) {
	return concern{all: true, roster: p.organisation()}, nil
}}

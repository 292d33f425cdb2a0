package handlers

// organizationEvent: somebody joined or left the organisation, and with it perhaps the code owners or the SRC;
// or the organisation has another name, which is part of every advisory's address.
var organizationEvent = reader{event: "organization", read: func(p payload) (concern, error) {
	switch p.text("action") {
	case "member_added", "member_removed":
		return concern{all: true, roster: p.organisation()}, nil
	case "renamed", "deleted":
		return concern{installations: true}, nil
	}
	return concern{}, nil
}}

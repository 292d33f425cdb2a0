package handlers

// installationEvent: the App was installed, removed, suspended, or granted other permissions.
var installationEvent = reader{event: "installation", read: func(p payload) (concern, error) {
	action := p.text("action")
	gone := action == "deleted" || action == "suspend"
	return concern{installations: true, beat: !gone}, nil
}}

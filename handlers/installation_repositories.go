package handlers

// installationRepositoriesEvent: the App may see more repositories, or fewer.
var installationRepositoriesEvent = reader{event: "installation_repositories", read: func(payload) (concern, error) {
	return concern{installations: true, beat: true}, nil
}}

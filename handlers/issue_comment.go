package handlers

import "github.com/embargo-app/embargo/policy"

// issueCommentEvent: somebody commented on an issue or a pull request.
var issueCommentEvent = reader{event: "issue_comment", repository: true, read: concernsNothing, passages: func(p payload) []passage {
	return one(policy.LeakComment, p.GetInt("issue", "number"), p.GetInt("comment", "id"), p.GetStringBytes("comment", "body"))
}}

package handlers

import "github.com/embargo-app/embargo/policy"

// issuesEvent: an issue was opened or changed. It is only watched for what is under embargo.
var issuesEvent = reader{event: "issues", repository: true, read: concernsNothing, passages: func(p payload) []passage {
	return one(policy.LeakIssue, p.GetInt("issue", "number"), 0, p.GetStringBytes("issue", "title"), p.GetStringBytes("issue", "body"))
}}

// concernsNothing is for events that are watched and no more.
func concernsNothing(payload) (concern, error) { return concern{}, nil }

package handlers

import "github.com/embargo-app/embargo/policy"

// pullRequestReviewCommentEvent: somebody commented on a line of a pull request.
var pullRequestReviewCommentEvent = reader{event: "pull_request_review_comment", repository: true, read: concernsNothing,
	passages: func(p payload) []passage {
		return one(policy.LeakReviewComment, p.GetInt("pull_request", "number"), p.GetInt("comment", "id"), p.GetStringBytes("comment", "body"))
	}}

package handlers

import "github.com/embargo-app/embargo/policy"

// pullRequestReviewEvent: a pull request was approved, or an approval withdrawn.
var pullRequestReviewEvent = reader{event: "pull_request_review", repository: true, read: readPullRequest, passages: func(p payload) []passage {
	return one(policy.LeakReview, p.GetInt("pull_request", "number"), p.GetInt("review", "id"), p.GetStringBytes("review", "body"))
}}

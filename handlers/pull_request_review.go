package handlers

// pullRequestReviewEvent: a pull request was approved, or an approval withdrawn.
var pullRequestReviewEvent = reader{event: "pull_request_review", repository: true, read: readPullRequest}

package handlers

import "github.com/embargo-app/embargo/policy"

// commitCommentEvent: somebody commented on a commit.
var commitCommentEvent = reader{event: "commit_comment", repository: true, read: concernsNothing, passages: func(p payload) []passage {
	sha := p.text("comment", "commit_id")
	if !isCommit(sha) {
		return nil
	}
	place := policy.LeakPlace{Kind: policy.LeakCommitComment, Name: sha, ID: int64(p.GetInt("comment", "id"))}
	return []passage{{place: place, texts: [][]byte{p.GetStringBytes("comment", "body")}}}
}}

// Package render turns what the policy concludes into the Markdown people read in an advisory's thread:
// the checklist comment and the replies to commands.
//
// It is pure: the same values at the same moment give the same bytes, so the caller edits a comment only when
// its text differs. Everything is written for a reader on a phone who may be the reporter: polite, factual, and
// nothing about how the security response team reaches its members. All wording is in words*.go.
//
// Text that came from outside is never trusted. It goes through escape, which leaves it readable and inert;
// logins stand in code, so that nobody is notified by an edit. Our own markers are HTML comments that no outside
// text can forge, because escape never lets "<" through.
package render

// Limit is the most bytes a comment of ours may have. GitHub takes 65,536 characters; a byte count is never
// smaller than a character count, and the margin leaves room for how GitHub counts line ends.
const Limit = 60_000

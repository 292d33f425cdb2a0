package handlers

import (
	"slices"

	"github.com/valyala/fastjson"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/policy"
)

// pushEvent: files on the default branch changed. The code owners and the process are such files; the process
// of the whole organisation stands in its .github repository.
var pushEvent = reader{event: "push", repository: true, passages: commitMessages, read: func(p payload) (concern, error) {
	name, err := p.repositoryName()
	if err != nil {
		return concern{}, err
	}
	branch := p.text("repository", "default_branch")
	if branch == "" || p.text("ref") != "refs/heads/"+branch {
		return concern{}, nil
	}
	// A forced push lists what it added, not what it took away.
	if !p.GetBool("forced") && !touchesProcess(p.GetArray("commits")) {
		return concern{}, nil
	}
	if owner, ok := processRepository(name); ok {
		return concern{all: true, roster: owner}, nil
	}
	return concern{repo: name}, nil
}}

// commitMessages are the texts of a push. Its branch's or tag's name counts as its last commit's.
func commitMessages(p payload) []passage {
	var passages []passage
	add := func(sha string, texts ...[]byte) {
		if isCommit(sha) {
			passages = append(passages, passage{place: policy.LeakPlace{Kind: policy.LeakCommit, Name: sha}, texts: texts})
		}
	}
	for _, commit := range p.GetArray("commits") {
		add(string(commit.GetStringBytes("id")), commit.GetStringBytes("message"))
	}
	add(p.text("head_commit", "id"), p.GetStringBytes("head_commit", "message"), p.GetStringBytes("ref"))
	return passages
}

// touchesProcess tells whether one of the commits touches one of the process files.
func touchesProcess(commits []*fastjson.Value) bool {
	for _, commit := range commits {
		for _, change := range []string{"added", "modified", "removed"} {
			for _, path := range commit.GetArray(change) {
				if isProcessFile(string(path.GetStringBytes())) {
					return true
				}
			}
		}
	}
	return false
}

// isProcessFile tells whether a file is one where GitHub looks for the code owners, or we for the process.
func isProcessFile(path string) bool {
	return path == config.ProcessPath || slices.Contains(policy.CodeOwnersPaths, path)
}

package handlers

import (
	"strings"

	"github.com/valyala/fastjson"
)

// pushEvent: files on the default branch changed. The code owners and the process are such files; the process
// of the whole organisation stands in its .github repository.
var pushEvent = reader{event: "push", repository: true, read: func(p payload) (concern, error) {
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
	if strings.HasSuffix(name, "/.github") {
		return concern{all: true}, nil
	}
	return concern{repo: name}, nil
}}

// processFiles are where GitHub looks for the code owners, and we for the process.
var processFiles = map[string]bool{
	"CODEOWNERS": true, ".github/CODEOWNERS": true, "docs/CODEOWNERS": true, ".github/embargo.yml": true,
}

// touchesProcess tells whether one of the commits touches one of the process files.
func touchesProcess(commits []*fastjson.Value) bool {
	for _, commit := range commits {
		for _, change := range []string{"added", "modified", "removed"} {
			for _, path := range commit.GetArray(change) {
				if processFiles[string(path.GetStringBytes())] {
					return true
				}
			}
		}
	}
	return false
}

package githubsim

import "strings"

// PushFiles adds a commit to an open pull request that writes these files, by path,
// and returns its SHA.
func (s *Sim) PushFiles(login, repo string, number int, files map[string]string) (string, error) {
	return s.pushChange(login, repo, number, files, "")
}

// PushRemoval adds a commit to an open pull request that deletes a file, and
// returns its SHA.
func (s *Sim) PushRemoval(login, repo string, number int, path string) (string, error) {
	return s.pushChange(login, repo, number, nil, strings.Trim(path, "/"))
}

func (s *Sim) pushChange(login, repo string, number int, files map[string]string, removed string) (sha string, err error) {
	err = s.onPull(login, repo, number, func(pr *pull, p *account) error {
		if !pr.closed.IsZero() {
			return refuse("pull request %d is closed", number)
		}
		c := s.push(pr.repo, p, Commit{Branch: pr.form.Branch, Files: files})
		if removed != "" {
			c.paths = []string{removed}
			delete(pr.repo.trees[c.sha], removed)
		}
		sha = c.sha
		s.advancePull(pr, p, sha)
		return nil
	})
	return sha, err
}

package githubsim

// RerequestCheck asks the app of the newest check run of that name on a commit to
// run it again, by check_run.rerequested; the run itself stays as it is until the
// app changes it.
func (s *Sim) RerequestCheck(login, repo, sha, name string) error {
	return s.onChecks(login, repo, sha, func(p *account, runs []*checkRun) error {
		var newest *checkRun
		for _, run := range runs {
			if run.form.Name == name {
				newest = run
			}
		}
		if newest == nil {
			return refuse("%s has no check %s on %s", repo, name, sha)
		}
		o := s.checkJSON(newest)
		o["pull_requests"] = s.pullsAt(newest.repo, sha)
		o["check_suite"] = s.suiteJSON(newest)
		s.emit(event{
			name: "check_run", action: "rerequested", only: newest.app, owner: newest.repo.owner, repo: newest.repo, sender: p,
			fields: object{"check_run": o},
		})
		return nil
	})
}

// RerequestChecks asks every app to run all its checks on a commit again: the runs
// stay as they are, and each app is told by one check_suite.rerequested.
func (s *Sim) RerequestChecks(login, repo, sha string) error {
	return s.onChecks(login, repo, sha, func(p *account, runs []*checkRun) error {
		asked := map[*app]bool{}
		for _, run := range runs {
			if asked[run.app] {
				continue
			}
			asked[run.app] = true
			suite, by := s.suiteJSON(run), s.appJSON(run.app)
			delete(by, "events") // the description knows but old ones here, and not ours
			suite["app"] = by
			s.emit(event{
				name: "check_suite", action: "rerequested", only: run.app, owner: run.repo.owner, repo: run.repo, sender: p,
				fields: object{"check_suite": suite},
			})
		}
		return nil
	})
}

// onChecks runs an act on the check runs of a commit, oldest first.
func (s *Sim) onChecks(login, repo, sha string, act func(*account, []*checkRun) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.codeAccess(login, repo)
	if err != nil {
		return err
	}
	var runs []*checkRun
	for _, run := range r.checks {
		if run.sha == sha {
			runs = append(runs, run)
		}
	}
	if len(runs) == 0 {
		return refuse("%s has no checks on %s", r.fullName(), sha)
	}
	return act(p, runs)
}

// suiteJSON is GitHub's check-suite form: all runs of the run's app on its commit.
func (s *Sim) suiteJSON(run *checkRun) object {
	r := run.repo
	n, id, branch := 0, run.id, any(nil)
	for _, other := range r.checks {
		if other.app == run.app && other.sha == run.sha {
			n, id = n+1, min(id, other.id) // a suite goes by its first run
		}
	}
	for _, pr := range r.pulls {
		if pr.head == run.sha {
			branch = pr.form.Branch
		}
	}
	c := r.history.commits[run.sha]
	who := object{"name": c.author.login, "email": mailOf(c.author)}
	u := s.api("/repos/%s/check-suites/%d", r.fullName(), id)
	return object{
		"id": id, "node_id": nodeID("CheckSuite", id), "url": u, "check_runs_url": u + "/check-runs", "app": s.appJSON(run.app),
		"head_branch": branch, "head_sha": run.sha, "before": nil, "after": run.sha, "status": "queued", "conclusion": nil,
		"created_at": stamp(run.started), "updated_at": stamp(s.now()), "latest_check_runs_count": n,
		"rerequestable": true, "runs_rerequestable": true, "pull_requests": s.pullsAt(r, run.sha),
		"head_commit": object{
			"id": c.sha, "tree_id": treeSHA(c), "message": c.message, "timestamp": stamp(c.at), "author": who, "committer": who,
		},
	}
}

// pullsAt is the short form of the open pull requests whose head is the commit.
func (s *Sim) pullsAt(r *repo, sha string) []object {
	where := object{"id": r.id, "name": r.name, "url": s.api("/repos/%s", r.fullName())}
	list := []object{}
	for _, pr := range r.pulls {
		if pr.head == sha && pr.closed.IsZero() {
			list = append(list, object{
				"id": pr.id, "number": pr.number, "url": s.api("/repos/%s/pulls/%d", r.fullName(), pr.number),
				"head": object{"ref": pr.form.Branch, "sha": pr.head, "repo": where},
				"base": object{"ref": pr.form.Base, "sha": pr.base, "repo": where},
			})
		}
	}
	return list
}

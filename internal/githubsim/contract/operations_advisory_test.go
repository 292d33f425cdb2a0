package contract_test

import (
	"net/http"
	"strconv"
	"time"

	"github.com/google/go-github/v60/github"
)

var advisorySteps = []step{
	{"security-advisories/list-org-repository-advisories", func(w *world) error {
		for _, state := range []string{"", "triage", "draft", "published", "closed"} {
			options := &github.ListRepositorySecurityAdvisoriesOptions{State: state, Sort: "updated", Direction: "desc"}
			options.PerPage = 1
			for {
				_, response, err := w.gh.SecurityAdvisories.ListRepositorySecurityAdvisoriesForOrg(ctx, "octo", options)
				if err != nil {
					return err
				}
				if options.After = response.After; options.After == "" {
					break
				}
			}
		}
		return nil
	}},
	{"security-advisories/list-repository-advisories", func(w *world) error {
		return ok(w.gh.SecurityAdvisories.ListRepositorySecurityAdvisories(ctx, "octo", "cosign", nil))
	}},
	{"security-advisories/get-repository-advisory", func(w *world) error {
		for _, ref := range w.advisories() {
			if err := w.do(w.gh, http.MethodGet, advisoryPath(ref), nil); err != nil {
				return err
			}
		}
		return nil
	}},
	{"security-advisories/update-repository-advisory", func(w *world) error {
		patches := []map[string]any{
			{"summary": "s", "description": "d", "cve_id": "CVE-2026-1234", "cwe_ids": []string{"CWE-1"}},
			{"severity": "low"},
			{"cvss_vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "severity": nil},
			{"collaborating_users": []string{"maintainer"}, "collaborating_teams": []string{"cosign-codeowners"}},
			{"credits": []map[string]string{{"login": "reporter", "type": "finder"}}},
			{"vulnerabilities": []map[string]any{{"package": map[string]any{"ecosystem": "go", "name": nil}}}},
			{"state": "draft"},
			{"state": "published"},
		}
		for _, patch := range patches {
			if err := w.do(w.gh, http.MethodPatch, advisoryPath(w.ref), patch); err != nil {
				return err
			}
		}
		return nil
	}},
	{"security-advisories/create-repository-advisory-cve-request", func(w *world) error {
		_, err := w.gh.SecurityAdvisories.RequestCVE(ctx, w.ref.Owner, w.ref.Repo, w.ref.GHSA)
		return accepted(err)
	}},
	{"security-advisories/create-fork", func(w *world) error {
		return accepted(ok(w.gh.SecurityAdvisories.CreateTemporaryPrivateFork(ctx, w.ref.Owner, w.ref.Repo, w.ref.GHSA)))
	}},
	{"security-advisories/create-repository-advisory-comment", func(w *world) error {
		err := w.do(w.gh, http.MethodPost, advisoryPath(w.ref)+"/comments", map[string]string{"body": "text"})
		return err
	}},
	{"security-advisories/list-repository-advisory-comments", func(w *world) error {
		if _, err := w.sim.Comment("reporter", w.ref, "one"); err != nil {
			return err
		}
		if _, err := w.sim.Comment("owner", w.ref, "two"); err != nil {
			return err
		}
		for _, query := range []string{"", "?per_page=1", "?per_page=100&page=2", "?since=" + time.Now().UTC().Format(time.RFC3339)} {
			if err := w.do(w.gh, http.MethodGet, advisoryPath(w.ref)+"/comments"+query, nil); err != nil {
				return err
			}
		}
		return nil
	}},
	{"security-advisories/get-repository-advisory-comment", func(w *world) error {
		id, err := w.sim.Comment("reporter", w.ref, "one")
		if err != nil {
			return err
		}
		err = w.do(w.gh, http.MethodGet, advisoryPath(w.ref)+"/comments/"+strconv.FormatInt(id, 10), nil)
		return err
	}},
	{"security-advisories/update-repository-advisory-comment", func(w *world) error {
		var written struct {
			ID int64 `json:"id"`
		}
		r, err := w.gh.NewRequest(http.MethodPost, advisoryPath(w.ref)+"/comments", map[string]string{"body": "text"})
		if err != nil {
			return err
		}
		if _, err := w.gh.Do(ctx, r, &written); err != nil {
			return err
		}
		err = w.do(w.gh, http.MethodPatch, advisoryPath(w.ref)+"/comments/"+strconv.FormatInt(written.ID, 10), map[string]string{"body": "new"})
		return err
	}},
}

// Package contract checks that what crosses the wire between Embargo and a
// GitHub, in particular the simulated one, is what GitHub's official
// descriptions allow: every request, every response and every webhook.
//
// The descriptions are trimmed copies of @octokit/openapi and
// @octokit/openapi-webhooks, cut and corrected by the generator in gen; where
// they come from and their licences stand beside them in openapi. What GitHub
// has but does not describe yet is written by hand in advisory_comments.yaml.
//
//	c, err := contract.New()
//	github := httptest.NewServer(c.Wrap(sim.Handler(), func(err error) { t.Error(err) }))
//
// It is meant for tests: a breach is reported to the caller, never hidden from
// or repaired for the two sides.
package contract

//go:generate go run ./gen openapi ../../../testdata/payloads

package main

import (
	"fmt"
	"strconv"
	"strings"
)

// correction is one known fault of the official description: somewhere it is
// stricter than GitHub itself, so that a faithful answer would be refused.
type correction struct {
	at     string         // JSON pointer to the faulty schema
	change func(v object) // what is put right there
	why    string         // what GitHub really does
	source string         // how we know
}

var apiPatches = []correction{
	{
		at:     "/paths/~1app~1installations/get/responses/200/content/application~1json/schema",
		change: with("items", object{"$ref": "#/components/schemas/installation"}),
		why:    "an installation's account is a user or an enterprise; the list alone wants it to be both at once",
		source: "the same description of GET /app/installations/{installation_id}",
	},
	{
		at:     "/paths/~1app~1installations~1{installation_id}~1access_tokens/post/requestBody/content/application~1json/schema",
		change: with("nullable", true),
		why:    "a body of null is taken for none",
		source: "what ghinstallation sends to api.github.com for every token without restrictions",
	},
	{
		at:     "/components/schemas/security-advisory-ecosystems",
		change: alsoAllow(""),
		why:    "an advisory written without naming its package has the empty ecosystem",
		source: "real deliveries, testdata/payloads/real/repository_advisory.*.json",
	},
	{
		at:     "/components/schemas/full-repository/properties/homepage",
		change: without("format"),
		why:    "a homepage once set and then cleared is the empty string",
		source: "recorded delivery, testdata/payloads/octokit/issues.transferred.1.json",
	},
	{
		at:     "/paths/~1repos~1{owner}~1{repo}~1contents~1{path}/get/responses/200/content",
		change: with("application/vnd.github.raw+json", object{}),
		why:    "the raw media type answers with the bytes of the file",
		source: "docs.github.com/rest/repos/contents, custom media types for repository contents",
	},
	{
		at:     "/paths/~1repos~1{owner}~1{repo}~1releases~1assets~1{asset_id}/get/responses/200/content",
		change: with("application/octet-stream", object{}),
		why:    "asked for application/octet-stream, the asset itself comes with 200 or after a redirect",
		source: "docs.github.com/rest/releases/assets, get a release asset",
	},
}

var webhookPatches = []correction{
	{
		at:     "/components/schemas/security-advisory-ecosystems",
		change: alsoAllow(""),
		why:    "an advisory written without naming its package has the empty ecosystem",
		source: "real deliveries, testdata/payloads/real/repository_advisory.*.json",
	},
	nullable("author", "simple-user"),
	nullable("publisher", "simple-user"),
	nullable("private_fork", "simple-repository"),
	{
		at:     "/components/schemas/repository-webhooks/properties/homepage",
		change: without("format"),
		why:    "a homepage once set and then cleared is the empty string",
		source: "recorded delivery, testdata/payloads/octokit/issues.transferred.1.json",
	},
}

// nullable puts right a field of the webhooks' repository advisory. The API's
// description has {nullable: true, allOf: [schema]}; its conversion to OpenAPI
// 3.1 made that {type: [null], allOf: [schema]}, which nothing satisfies.
func nullable(field, schema string) correction {
	return correction{
		at: "/components/schemas/repository-advisory/properties/" + field,
		change: func(v object) {
			clear(v)
			v["anyOf"] = []any{object{"type": "null"}, object{"$ref": "#/components/schemas/" + schema}}
		},
		why:    field + " is null or a " + schema,
		source: "@octokit/openapi, same schema; real delivery, testdata/payloads/real/repository_advisory.published.json",
	}
}

// alsoAllow adds value to an enumeration.
func alsoAllow(value string) func(object) {
	return func(v object) {
		values, _ := v["enum"].([]any)
		v["enum"] = append(values, value)
	}
}

// without removes a rule.
func without(rule string) func(object) {
	return func(v object) { delete(v, rule) }
}

// with adds a field.
func with(name string, value any) func(object) {
	return func(v object) { v[name] = value }
}

// patch applies corrections; one whose place is gone is an error, so that the
// list does not outlive the faults.
func patch(doc object, corrections []correction) error {
	for _, c := range corrections {
		target, err := lookup(doc, c.at)
		if err != nil {
			return fmt.Errorf("correction %q: %w", c.why, err)
		}
		c.change(target)
	}
	return nil
}

// lookup follows a JSON pointer to an object.
func lookup(doc object, pointer string) (object, error) {
	var at any = doc
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		switch v := at.(type) {
		case object:
			at = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil, fmt.Errorf("%s: no item %q", pointer, step)
			}
			at = v[i]
		}
	}
	found, ok := at.(object)
	if !ok {
		return nil, fmt.Errorf("%s: nothing there", pointer)
	}
	return found, nil
}

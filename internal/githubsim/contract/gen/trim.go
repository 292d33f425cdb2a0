package main

import (
	"fmt"
	"slices"
	"strings"
)

type object = map[string]any

// operationParts are the only fields of an operation that say what may cross the wire.
var operationParts = []string{"operationId", "parameters", "requestBody", "responses"}

// noise is prose for readers; validation takes no notice of it.
var noise = []string{
	"description", "summary", "title", "example", "examples", "externalDocs", "default", "deprecated",
	"x-github", "x-githubEnterpriseOnly", "x-github-breaking-changes",
}

// trimAPI keeps the named operations ("METHOD /path") and the components they reach.
func trimAPI(doc object, operations []string) (object, error) {
	official, paths := child(doc, "paths"), object{}
	for _, name := range operations {
		method, path, _ := strings.Cut(name, " ")
		operation := child(official, path, strings.ToLower(method))
		if operation == nil {
			return nil, fmt.Errorf("no operation %s: is it still in the official description?", name)
		}
		if paths[path] == nil {
			paths[path] = object{}
		}
		kept := object{}
		for _, part := range operationParts {
			if v, ok := operation[part]; ok {
				kept[part] = v
			}
		}
		child(paths, path)[strings.ToLower(method)] = strip(kept, false)
	}
	components, err := reached(doc, paths)
	if err != nil {
		return nil, err
	}
	info := object{"title": "GitHub API, trimmed", "version": child(doc, "info")["version"]}
	return object{"openapi": doc["openapi"], "info": info, "paths": paths, "components": components}, nil
}

// trimWebhooks keeps every action of the named events, and the components they reach.
func trimWebhooks(doc object, events []string) (object, error) {
	webhooks, seen := object{}, map[string]bool{}
	official := child(doc, "webhooks")
	for name := range official {
		post := child(official, name, "post")
		event, _ := eventOf(post)
		if !slices.Contains(events, event) {
			continue
		}
		seen[event] = true
		webhooks[name] = strip(object{"post": object{
			"operationId": post["operationId"], "requestBody": post["requestBody"], "responses": post["responses"],
		}}, false)
	}
	for _, event := range events {
		if !seen[event] {
			return nil, fmt.Errorf("no webhook event %s: is it still in the official description?", event)
		}
	}
	components, err := reached(doc, webhooks)
	if err != nil {
		return nil, err
	}
	info := object{"title": "GitHub webhooks, trimmed", "version": child(doc, "info")["version"]}
	return object{"openapi": doc["openapi"], "info": info, "webhooks": webhooks, "components": components}, nil
}

// eventOf reads event and action, as in a delivery, from an operation id
// such as "installation-repositories/added".
func eventOf(operation object) (event, action string) {
	id, _ := operation["operationId"].(string)
	event, action, _ = strings.Cut(strings.ReplaceAll(id, "-", "_"), "/")
	return event, action
}

// reached copies, stripped, every component that root refers to, directly or not.
func reached(doc object, root any) (object, error) {
	components := object{}
	waiting := references(root)
	for len(waiting) > 0 {
		ref := waiting[0]
		waiting = waiting[1:]
		kind, name, ok := strings.Cut(strings.TrimPrefix(ref, "#/components/"), "/")
		if !ok {
			return nil, fmt.Errorf("reference %s is not to a component", ref)
		}
		if child(components, kind, name) != nil {
			continue
		}
		component := child(doc, "components", kind, name)
		if component == nil {
			return nil, fmt.Errorf("reference %s leads nowhere", ref)
		}
		kept := stripFields(component, false)
		if kind == "responses" {
			describe(object{name: kept})
		}
		if components[kind] == nil {
			components[kind] = object{}
		}
		child(components, kind)[name] = kept
		waiting = append(waiting, references(kept)...)
	}
	return components, nil
}

// strip copies v without noise. The keys of a map of names (properties,
// responses, …) are names and never noise.
func strip(v any, names bool) any {
	switch v := v.(type) {
	case object:
		return stripFields(v, names)
	case []any:
		kept := make([]any, len(v))
		for i, item := range v {
			kept[i] = strip(item, false)
		}
		return kept
	}
	return v
}

func stripFields(v object, names bool) object {
	kept := object{}
	for k, field := range v {
		if !names && slices.Contains(noise, k) {
			continue
		}
		kept[k] = strip(field, !names && isNames(k))
	}
	if !names {
		describe(child(kept, "responses"))
	}
	return kept
}

func isNames(k string) bool {
	return slices.Contains([]string{"properties", "responses", "headers", "content", "mapping"}, k)
}

// describe puts back the empty description without which OpenAPI calls a response invalid.
func describe(responses object) {
	for code := range responses {
		if r := child(responses, code); r["$ref"] == nil {
			r["description"] = ""
		}
	}
}

// references lists the targets of every $ref within v.
func references(v any) []string {
	var found []string
	switch v := v.(type) {
	case object:
		for k, field := range v {
			if ref, ok := field.(string); ok && (k == "$ref" || strings.HasPrefix(ref, "#/components/")) {
				found = append(found, ref)
				continue
			}
			found = append(found, references(field)...)
		}
	case []any:
		for _, item := range v {
			found = append(found, references(item)...)
		}
	}
	return found
}

// child walks down maps by keys; nil when there is no such map.
func child(v object, path ...string) object {
	for _, k := range path {
		v, _ = v[k].(object)
	}
	return v
}

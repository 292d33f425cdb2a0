package contract

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the descriptions
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/goccy/go-yaml"
)

var (
	//go:embed openapi/api.json.gz
	apiDescription []byte
	//go:embed openapi/webhooks.json.gz
	webhookDescription []byte
	//go:embed advisory_comments.yaml
	commentDescription []byte
)

// Contract is GitHub's side of the deal, ready for checking. It never changes
// its mind and is safe for concurrent use.
type Contract struct {
	api         *openapi3.T
	exact, wide routers.Router
	found       sync.Map                    // the place of each address, with its method, that was asked for and is described
	payloads    map[string]*openapi3.Schema // by "event/action", or "event"
}

// basicError is the schema of GitHub's usual error.
const basicError = "basic-error"

// New returns the contract. It is built once per process; an error means that
// the embedded descriptions are damaged.
func New() (*Contract, error) { return build() }

var build = sync.OnceValues(func() (*Contract, error) {
	api, err := loadAPI()
	if err != nil {
		return nil, fmt.Errorf("contract: api description: %w", err)
	}
	exact, wide, err := newRouters(api)
	if err != nil {
		return nil, fmt.Errorf("contract: api description: %w", err)
	}
	if api.Components.Schemas[basicError] == nil {
		return nil, errors.New("contract: api description: no schema basic-error")
	}
	payloads, err := loadPayloads()
	if err != nil {
		return nil, fmt.Errorf("contract: webhook description: %w", err)
	}
	return &Contract{api: api, exact: exact, wide: wide, payloads: payloads}, nil
})

// loadAPI reads the official description and adds the hand-written one.
func loadAPI() (*openapi3.T, error) {
	var official, byHand description
	text, err := unzip(apiDescription)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &official); err != nil {
		return nil, err
	}
	if text, err = yaml.YAMLToJSON(commentDescription); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &byHand); err != nil {
		return nil, err
	}
	if err := official.add(byHand); err != nil {
		return nil, err
	}
	if text, err = json.Marshal(official); err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(text)
}

// description is an OpenAPI document as far as merging two needs to know it.
type description struct {
	OpenAPI    string                                `json:"openapi"`
	Info       json.RawMessage                       `json:"info"`
	Paths      map[string]json.RawMessage            `json:"paths"`
	Components map[string]map[string]json.RawMessage `json:"components"`
	// Extend gives schemas of the other document further properties.
	Extend map[string]map[string]any `json:"x-extend,omitempty"`
}

// add takes over what other describes. Once GitHub describes the same itself,
// its word counts and the hand-written part has to go: that is an error.
func (d *description) add(other description) error {
	for path, item := range other.Paths {
		if _, ok := d.Paths[path]; ok {
			return fmt.Errorf("path %s is described officially and by hand: remove the latter", path)
		}
		d.Paths[path] = item
	}
	for kind, components := range other.Components {
		for name, component := range components {
			if _, ok := d.Components[kind][name]; ok {
				return fmt.Errorf("component %s/%s is described officially and by hand: remove the latter", kind, name)
			}
			d.Components[kind][name] = component
		}
	}
	for name, properties := range other.Extend {
		if err := d.extend(name, properties); err != nil {
			return err
		}
	}
	return nil
}

// extend adds properties to the schema called name.
func (d *description) extend(name string, properties map[string]any) error {
	var schema map[string]any
	if err := json.Unmarshal(d.Components["schemas"][name], &schema); err != nil {
		return fmt.Errorf("schema %s to be extended: %w", name, err)
	}
	known, ok := schema["properties"].(map[string]any)
	if !ok {
		return fmt.Errorf("schema %s to be extended has no properties", name)
	}
	for property, rule := range properties {
		if known[property] != nil {
			return fmt.Errorf("property %s of %s is described officially and by hand: remove the latter", property, name)
		}
		known[property] = rule
	}
	text, err := json.Marshal(schema)
	d.Components["schemas"][name] = text
	return err
}

// newRouters returns one router for the paths as they are written, and one for
// those whose parameter may hold slashes (a file's path, a ref), which is to be
// asked second: "commits/{ref}" would swallow "commits/{commit_sha}/pulls".
func newRouters(api *openapi3.T) (exact, wide routers.Router, err error) {
	if exact, err = gorillamux.NewRouter(api); err != nil {
		return nil, nil, err
	}
	long := *api
	long.Paths = openapi3.NewPaths()
	for path, item := range api.Paths.Map() {
		for _, operation := range item.Operations() {
			for _, p := range operation.Parameters {
				if p.Value.Extensions["x-multi-segment"] == true {
					long.Paths.Set(strings.Replace(path, "{"+p.Value.Name+"}", "{"+p.Value.Name+":.+}", 1), item)
				}
			}
		}
	}
	wide, err = gorillamux.NewRouter(&long)
	return exact, wide, err
}

// place is where an address leads to. Nobody changes it.
type place struct {
	route  *routers.Route
	params map[string]string
}

// route finds the operation that r asks for. The same is asked for again and
// again, and finding it tries hundreds of patterns: it is remembered.
func (c *Contract) route(r *http.Request) (place, error) {
	address := strings.Join([]string{r.Method, r.URL.Scheme, r.URL.Host, r.Host, r.URL.EscapedPath()}, " ")
	if known, ok := c.found.Load(address); ok {
		at, _ := known.(place)
		return at, nil
	}
	var at place
	var err error
	if at.route, at.params, err = c.exact.FindRoute(r); err != nil {
		at.route, at.params, err = c.wide.FindRoute(r)
	}
	if err == nil {
		c.found.Store(address, at)
	}
	return at, err
}

// loadPayloads reads the webhook description into one schema per event and action.
func loadPayloads() (map[string]*openapi3.Schema, error) {
	text, err := unzip(webhookDescription)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, err
	}
	payloads := map[string]*openapi3.Schema{}
	for name, item := range doc.Webhooks {
		if item.Post == nil || item.Post.RequestBody == nil {
			return nil, fmt.Errorf("webhook %s has no payload", name)
		}
		media := item.Post.RequestBody.Value.Content["application/json"]
		if media == nil || media.Schema == nil {
			return nil, fmt.Errorf("webhook %s has no JSON payload", name)
		}
		payloads[strings.ReplaceAll(item.Post.OperationID, "-", "_")] = media.Schema.Value
	}
	return payloads, nil
}

func unzip(zipped []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(reader); err != nil {
		return nil, err
	}
	return text.Bytes(), reader.Close()
}

package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Print writes the process as a process file in which every value is followed by the place it came from.
func (r Resolved) Print() (string, error) {
	p := printer{origins: r.origins}
	err := p.mapping(reflect.ValueOf(r.Process), "", 0)
	return p.text.String(), err
}

// printer writes values that are set by no file only where they are no zero.
type printer struct {
	origins map[string]origin
	text    strings.Builder
}

// originColumn is where the places stand, unless a value is too long for it.
const originColumn = 48

// mapping writes the entries of a struct, in the order of its fields, or of a map.
func (p *printer) mapping(value reflect.Value, path string, depth int) error {
	if value.Kind() == reflect.Map {
		keys := value.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			if err := p.entry(key.String(), value.MapIndex(key), join(path, key.String()), depth); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("yaml"), ",")
		key := join(path, name)
		if _, set := p.origins[key]; !set && value.Field(i).IsZero() {
			continue
		}
		if err := p.entry(name, value.Field(i), key, depth); err != nil {
			return err
		}
	}
	return nil
}

func (p *printer) entry(name string, value reflect.Value, path string, depth int) error {
	indent := strings.Repeat("  ", depth)
	_, isText := reflect.TypeAssert[encoding.TextMarshaler](value)
	nested := value.Kind() == reflect.Struct || value.Kind() == reflect.Map && value.Len() > 0
	if nested && !isText {
		p.text.WriteString(indent + name + ":\n")
		return p.mapping(value, path, depth+1)
	}
	flow, err := yaml.MarshalWithOptions(value.Interface(), yaml.Flow(true))
	if err != nil {
		return fmt.Errorf("print %s: %w", path, err)
	}
	line := indent + name + ": " + strings.TrimSpace(string(flow))
	_, err = fmt.Fprintf(&p.text, "%-*s # %s\n", originColumn, line, p.origins[path].place())
	return err
}

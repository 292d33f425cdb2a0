package config

import (
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// origin is the place where a key got its value.
type origin struct {
	File string // the file's name, "preset NAME" or "the default"
	Line int    // from 1, 0 for the default
	// Value is the value as it was written, on one line and shortened.
	Value string
	layer int // of the file: the preset, the organisation's, the repository's
}

func (o origin) isPreset() bool { return o.layer == layerPreset }

// The layers, each over the one before.
const (
	layerPreset = iota + 1
	layerOrganisation
	layerRepository
)

// String gives the value and its place, such as `"7d" (acme/.github:.github/embargo.yml:12)`.
func (o origin) String() string {
	if o.File == "" {
		return o.place()
	}
	return fmt.Sprintf("%s (%s)", o.Value, o.place())
}

// place gives the file and the line.
func (o origin) place() string {
	switch {
	case o.File == "":
		return "the default"
	case o.Line == 0:
		return o.File
	}
	return fmt.Sprintf("%s:%d", o.File, o.Line)
}

// decoder lays a YAML tree over a value: structs are merged field by field and maps key by key, while
// lists and scalars replace what was there. It goes on after a problem, so that all are found at once,
// and remembers where each key came from. The library's decoder stops at the first and forgets.
type decoder struct {
	file     string
	layer    int
	origins  map[string]origin // by dotted path
	problems Problems
}

func (d *decoder) report(node ast.Node, path, text string) {
	d.problems = append(d.problems, Problem{Source: d.file, Line: lineOf(node), Key: path, Text: text})
}

// decode lays node over target, which must be settable.
func (d *decoder) decode(node ast.Node, target reflect.Value, path string) {
	switch node.(type) {
	case *ast.NullNode:
		d.report(node, path, "has no value; give one or remove the key")
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		d.report(node, path, "anchors, aliases and tags are not read; write the value out")
		return
	}
	if unmarshaler, ok := reflect.TypeAssert[encoding.TextUnmarshaler](target.Addr()); ok {
		d.decodeText(node, unmarshaler, path)
		return
	}
	switch target.Kind() {
	case reflect.Struct:
		d.decodeStruct(node, target, path)
	case reflect.Map:
		d.decodeMap(node, target, path)
	case reflect.Slice:
		d.decodeSlice(node, target, path)
	case reflect.Pointer:
		value := reflect.New(target.Type().Elem())
		d.decode(node, value.Elem(), path)
		target.Set(value)
	default:
		d.decodeScalar(node, target, path)
	}
}

func (d *decoder) decodeText(node ast.Node, target encoding.TextUnmarshaler, path string) {
	text, ok := scalarText(node)
	if !ok {
		d.report(node, path, "must be a single value")
		return
	}
	if err := target.UnmarshalText([]byte(text)); err != nil {
		d.report(node, path, err.Error())
	}
}

func (d *decoder) decodeScalar(node ast.Node, target reflect.Value, path string) {
	text, ok := scalarText(node)
	if !ok {
		d.report(node, path, "must be a single value")
		return
	}
	switch target.Kind() {
	case reflect.String:
		target.SetString(text)
	case reflect.Bool:
		if _, ok := node.(*ast.BoolNode); !ok {
			d.report(node, path, quote(text)+" is neither true nor false")
			return
		}
		target.SetBool(strings.EqualFold(text, "true"))
	case reflect.Int:
		_, integer := node.(*ast.IntegerNode)
		n, err := strconv.Atoi(text)
		if err != nil || !integer {
			d.report(node, path, quote(text)+" is no whole number")
			return
		}
		target.SetInt(int64(n))
	case reflect.Float64:
		_, integer := node.(*ast.IntegerNode)
		_, fraction := node.(*ast.FloatNode)
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || !integer && !fraction {
			d.report(node, path, quote(text)+" is no number")
			return
		}
		target.SetFloat(f)
	default:
		if err := yaml.NodeToValue(node, target.Addr().Interface(), yaml.Strict()); err != nil {
			_, message := syntaxError(err)
			d.report(node, path, message)
		}
	}
}

func (d *decoder) decodeStruct(node ast.Node, target reflect.Value, path string) {
	fields := yamlFields(target.Type())
	known := slices.Sorted(maps.Keys(fields))
	for _, entry := range d.entries(node, path) {
		key := keyOf(entry)
		index, ok := fields[key]
		if !ok {
			d.report(entry.Key, join(path, key), "no such key"+didYouMean(key, known))
			continue
		}
		d.decodeEntry(entry, target.Field(index), join(path, key))
	}
}

func (d *decoder) decodeMap(node ast.Node, target reflect.Value, path string) {
	merged := reflect.MakeMap(target.Type())
	for _, key := range target.MapKeys() {
		merged.SetMapIndex(key, target.MapIndex(key))
	}
	for _, entry := range d.entries(node, path) {
		name := keyOf(entry)
		key := reflect.ValueOf(name).Convert(target.Type().Key())
		value := reflect.New(target.Type().Elem()).Elem()
		if old := merged.MapIndex(key); old.IsValid() {
			value.Set(old)
		}
		d.decodeEntry(entry, value, join(path, name))
		merged.SetMapIndex(key, value)
	}
	target.Set(merged)
}

func (d *decoder) decodeSlice(node ast.Node, target reflect.Value, path string) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		d.report(node, path, "must be a list, such as [a, b]")
		return
	}
	maps.DeleteFunc(d.origins, func(key string, _ origin) bool { return strings.HasPrefix(key, path+"[") })
	result := reflect.MakeSlice(target.Type(), len(list.Values), len(list.Values))
	for i, element := range list.Values {
		at := fmt.Sprintf("%s[%d]", path, i)
		d.origins[at] = origin{File: d.file, Line: lineOf(element), Value: flow(element), layer: d.layer}
		d.decode(element, result.Index(i), at)
	}
	target.Set(result)
}

// decodeEntry decodes a mapping entry's value and remembers where it stands.
func (d *decoder) decodeEntry(entry *ast.MappingValueNode, target reflect.Value, path string) {
	d.origins[path] = origin{File: d.file, Line: lineOf(entry.Key), Value: flow(entry.Value), layer: d.layer}
	if _, null := entry.Value.(*ast.NullNode); null {
		d.report(entry.Key, path, "has no value; give one or remove the key")
		return
	}
	d.decode(entry.Value, target, path)
}

// entries gives a mapping's entries, having reported anything else.
func (d *decoder) entries(node ast.Node, path string) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	d.report(node, path, "must be a mapping of keys to values")
	return nil
}

// yamlFields maps the keys of a struct type to the indexes of its fields.
func yamlFields(t reflect.Type) map[string]int {
	fields := make(map[string]int, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			fields[name] = i
		}
	}
	return fields
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

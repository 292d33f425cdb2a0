package config

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"github.com/goccy/go-yaml"
	"github.com/rs/zerolog"
)

// TestSecretUnderEveryPrinter hands a secret, bare and hidden in other values, to everything that turns values into
// text here: none of them gets it.
func TestSecretUnderEveryPrinter(t *testing.T) {
	secret := NewSecret(canary)
	type holder struct {
		Plain  Secret
		Behind *Secret
		List   []Secret
		ByName map[string]Secret
		Any    any
		hidden Secret
	}
	value := holder{secret, &secret, []Secret{secret}, map[string]Secret{"a": secret}, secret, secret}
	var out bytes.Buffer
	for _, v := range []any{secret, &secret, value, &value, []any{value}, map[string]any{"v": value}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%T", "%c", "%8.3s", "%-40v"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		text, err := json.Marshal(v)
		fmt.Fprintf(&out, "%s %v\n", text, err)
		text, err = yaml.Marshal(v)
		fmt.Fprintf(&out, "%s %v\n", text, err)
		text, err = xml.Marshal(v)
		fmt.Fprintf(&out, "%s %v\n", text, err)
		fmt.Fprintln(&out, fmt.Errorf("failed with %v", v))
		logger := zerolog.New(&out)
		logger.Error().Any("value", v).Interface("value", v).Str("text", fmt.Sprint(v)).Msgf("with %v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("text", "value", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "value", v)
		if err := template.Must(template.New("").Parse("{{.}}{{printf `%v %s` . .}}\n")).Execute(&out, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), strings.Trim(fmt.Sprintf("%d", []byte(canary)), "[]")} {
		if at := bytes.Index(out.Bytes(), []byte(form)); at >= 0 {
			t.Errorf("shown in …%s", out.Bytes()[max(0, at-100):at+len(form)])
		}
	}
	if !strings.Contains(out.String(), redacted) {
		t.Error("not even the placeholder was written")
	}
}

// secretExamples are values of the secret settings with the canary in them.
var secretExamples = map[string]string{
	"GITHUB_APP_WEBHOOK_SECRET":  canary,
	"GITHUB_OAUTH_CLIENT_SECRET": canary,
	"EMBARGO_DATABASE_URL":       "sqlite:" + canary + ".db",
	"EMBARGO_SMTP_URL":           "smtps://user:" + canary + "@mail.example.org",
	"EMBARGO_SMTP_PASSWORD":      canary,
	"EMBARGO_CHAT_WEBHOOKS":      "src-private=https://hooks.example.org/" + canary,
	"EMBARGO_LEAK_PHRASES":       "acme/widgets=" + canary,
}

// TestEverySecretHasTheType: what a secret setting gives is of type Secret, wherever it goes; a setting that is added
// without is found here.
func TestEverySecretHasTheType(t *testing.T) {
	for _, s := range settings() {
		if !s.Secret {
			continue
		}
		if !s.ByFile {
			t.Errorf("%s cannot be given as a file", s.Name)
		}
		example, known := secretExamples[s.Name]
		if s.Name == "GITHUB_APP_PRIVATE_KEY" {
			example, known = rsaKey(), true
		}
		if !known {
			t.Errorf("%s is a secret without an example here", s.Name)
			continue
		}
		var server Server
		if err := s.set(&server, example); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if revealed := walk(t, s.Name, reflect.ValueOf(server), example); revealed == 0 {
			t.Errorf("%s went nowhere", s.Name)
		}
	}
}

// walk looks for the canary, or a part of the key, in everything that is no Secret, and counts the Secrets that have a
// value.
func walk(t *testing.T, path string, v reflect.Value, example string) (secrets int) {
	t.Helper()
	if secret, ok := reflect.TypeAssert[Secret](v); ok {
		if !secret.IsZero() {
			return 1
		}
		return 0
	}
	switch v.Kind() {
	case reflect.String:
		if text := v.String(); strings.Contains(text, canary) || len(text) > 40 && strings.Contains(example, text[:40]) {
			t.Errorf("%s is plain text", path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			secrets += walk(t, path+"."+v.Type().Field(i).Name, v.Field(i), example)
		}
	case reflect.Slice:
		for i := range v.Len() {
			secrets += walk(t, path, v.Index(i), example)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			secrets += walk(t, path, key, example) + walk(t, path, v.MapIndex(key), example)
		}
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int64:
	default:
		t.Fatalf("%s: %s is not looked into", path, v.Kind())
	}
	return secrets
}

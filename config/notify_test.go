package config

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadNotify(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		want SMTP
	}{
		{"none", nil, SMTP{}},
		{"TLS", map[string]string{"EMBARGO_SMTP_URL": "smtps://embargo%40example.org:p%3A%2F@mail.example.org"},
			SMTP{Host: "mail.example.org", Port: 465, TLS: true, User: "embargo@example.org", Password: NewSecret("p:/")}},
		{"STARTTLS", map[string]string{"EMBARGO_SMTP_URL": "smtp://mail.example.org/"},
			SMTP{Host: "mail.example.org", Port: 587}},
		{"port", map[string]string{"EMBARGO_SMTP_URL": "smtp://[::1]:2525"}, SMTP{Host: "::1", Port: 2525}},
		{"password apart", map[string]string{"EMBARGO_SMTP_URL": "smtps://embargo@mail.example.org", "EMBARGO_SMTP_PASSWORD": canary},
			SMTP{Host: "mail.example.org", Port: 465, TLS: true, User: "embargo", Password: NewSecret(canary)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			env := valid()
			maps.Copy(env, tt.env)
			if tt.want.Host != "" {
				tt.want.From = "Embargo <embargo@example.org>"
				env["EMBARGO_SMTP_FROM"] = tt.want.From
			}
			server, err := load(env, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, server.SMTP, reveal); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoadWebhooksAndAuthorities(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	authority := pemText("CERTIFICATE", der)
	env := valid()
	maps.Copy(env, map[string]string{"EMBARGO_CHAT_WEBHOOKS_FILE": "hooks", "EMBARGO_SMTP_URL": "smtp://localhost:25",
		"EMBARGO_SMTP_FROM": "embargo@example.org", "EMBARGO_SMTP_CA_FILE": "ca"})
	server, err := load(env, map[string]string{"ca": authority + authority + "\n",
		"hooks": "src-private=https://hooks.example.org/" + canary + "?a=b\r\n\ngeneral=http://127.0.0.1:8065/hooks/x\n"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Secret{"src-private": NewSecret("https://hooks.example.org/" + canary + "?a=b"),
		"general": NewSecret("http://127.0.0.1:8065/hooks/x")}
	if diff := cmp.Diff(want, server.Webhooks, reveal); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !server.SMTP.IsLoopback() || strings.TrimSpace(server.SMTP.Authorities) != strings.TrimSpace(authority+authority) {
		t.Errorf("got %+v", server.SMTP)
	}
	if shown := fmt.Sprintf("%v %+v %#v", server, server, server); strings.Contains(shown, canary) {
		t.Errorf("a webhook is shown in %s", shown)
	}
}

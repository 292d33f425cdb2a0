package server

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/embargo-app/embargo/config"
)

func TestSealDependsOnTextAndKey(t *testing.T) {
	seals := map[string]bool{}
	for range 2 {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
		var first string
		for i := range 2 {
			seal, err := newSeal(config.NewSecret(string(text)))
			if err != nil {
				t.Fatal(err)
			}
			if i == 1 && seal("a") != first {
				t.Error("another process of the same app seals otherwise")
			}
			first = seal("a")
			seals[first], seals[seal("b")] = true, true
		}
	}
	if len(seals) != 4 {
		t.Errorf("%d different seals of 2 texts with 2 keys, want 4", len(seals))
	}
	if _, err := newSeal(config.NewSecret("no key")); err == nil {
		t.Error("a seal without a key")
	}
}

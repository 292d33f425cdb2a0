package server

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"

	"github.com/embargo-app/embargo/config"
)

// newSeal signs texts with a key made from the App's private key, which outlives the database and is known to
// nobody who can write on GitHub. The webhook secret would not do: people may have chosen a weak one, and the
// sealed line can be read by everybody in the thread.
func newSeal(privateKey config.Secret) (func(text string) string, error) {
	key, err := deriveKey(privateKey, "embargo seal v1")
	if err != nil {
		return nil, err
	}
	return func(text string) string {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return hex.EncodeToString(mac.Sum(nil))
	}, nil
}

// deriveKey makes a key for one purpose from the App's private key: all replicas have it, nobody else does, and the
// keys of two purposes tell nothing about each other.
func deriveKey(privateKey config.Secret, purpose string) ([]byte, error) {
	block, _ := pem.Decode([]byte(privateKey.Reveal()))
	if block == nil {
		return nil, errors.New("GITHUB_APP_PRIVATE_KEY is not in PEM form")
	}
	return hkdf.Key(sha256.New, block.Bytes, nil, purpose, sha256.Size)
}

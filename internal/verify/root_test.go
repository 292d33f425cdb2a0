package verify

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

func TestRootFromFile(t *testing.T) {
	a := newAuthority(t)
	path := filepath.Join(t.TempDir(), "trusted_root.json")
	if err := os.WriteFile(path, a.root(usual), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := RootFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if trusted, err := r.get(t.Context()); err != nil || len(trusted) != 1 {
		t.Errorf("%d deployments, %v", len(trusted), err)
	}
	if _, err := RootFromFile(path + ".gone"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := RootFromFile(path); err == nil || !strings.Contains(err.Error(), "trusted_root.json: trusted root 1: ") {
		t.Errorf("the error does not say where: %v", err)
	}
}

func TestRootRefuses(t *testing.T) {
	a := newAuthority(t)
	for name, content := range map[string]string{
		"nothing":       "",
		"no JSON":       "trust me",
		"another file":  `{"mediaType":"text/plain"}`,
		"no authority":  `{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`,
		"no time":       string(a.root(offer{})),
		"half a second": string(a.root(usual)) + "{",
	} {
		if _, err := rootFromBytes([]byte(content)); err == nil {
			t.Error(name)
		}
	}
	if _, err := RootFromTUF(TUF{Mirror: "http://tuf.example.org"}); err == nil {
		t.Error("a repository without https")
	}
}

// tufRepository makes a TUF repository with one target: its files by path, and its trust anchor.
func tufRepository(t *testing.T, target []byte) (files map[string][]byte, anchor []byte) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, private, err := ed25519.GenerateKey(nil)
	must(err)
	signer, err := signature.LoadSigner(private, crypto.Hash(0))
	must(err)
	key, err := metadata.KeyFromPublicKey(private.Public())
	must(err)
	expires := time.Now().Add(time.Hour)
	root, targets, snapshot, timestamp := metadata.Root(expires), metadata.Targets(expires), metadata.Snapshot(expires), metadata.Timestamp(expires)
	for _, role := range []string{metadata.ROOT, metadata.TARGETS, metadata.SNAPSHOT, metadata.TIMESTAMP} {
		must(root.Signed.AddKey(key, role))
	}
	info, err := metadata.TargetFile().FromBytes("trusted_root.json", target, "sha256")
	must(err)
	targets.Signed.Targets["trusted_root.json"] = info
	files = map[string][]byte{"/targets/" + info.Hashes["sha256"].String() + ".trusted_root.json": target}
	write := func(name string, sign func(signature.Signer) (*metadata.Signature, error), bytes func(bool) ([]byte, error)) []byte {
		_, err := sign(signer)
		must(err)
		files[name], err = bytes(false)
		must(err)
		return files[name]
	}
	anchor = write("/1.root.json", root.Sign, root.ToBytes)
	write("/1.targets.json", targets.Sign, targets.ToBytes)
	write("/1.snapshot.json", snapshot.Sign, snapshot.ToBytes)
	write("/timestamp.json", timestamp.Sign, timestamp.ToBytes)
	return files, anchor
}

// TestRootFromTUF: the root is fetched when it is needed, once a day, and the last one outlasts a week's failure.
func TestRootFromTUF(t *testing.T) {
	a := newAuthority(t)
	files, anchor := tufRepository(t, a.root(usual))
	asked := 0
	repository := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.URL.Path == "/timestamp.json" {
			asked++
		}
		w.Write(content)
	}))
	defer repository.Close()
	now := time.Date(2026, 11, 26, 16, 0, 0, 0, time.UTC)
	r, err := RootFromTUF(TUF{Mirror: repository.URL, Root: anchor, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	tool := []byte("the tool")
	assets := serve(t, map[string][]byte{"tool": tool, "tool.sigstore.json": a.sign(builder, tool)})
	v := verifier(t, Options{TrustedRoot: r, Identities: us})
	kept := maps.Clone(files)
	for _, step := range []struct {
		after   time.Duration
		reached bool
		asked   int
		want    string
	}{
		{0, true, 1, "verified: signed by release@example.org"},
		{23 * time.Hour, false, 1, "verified: signed by release@example.org"},
		{2 * time.Hour, true, 2, "verified: signed by release@example.org"},
		{6 * 24 * time.Hour, false, 2, "verified: signed by release@example.org"},
		{24 * time.Hour, false, 2, `unknown: "tool.sigstore.json": the trusted root could not be fetched from the TUF repository`},
		{time.Hour, true, 3, "verified: signed by release@example.org"},
	} {
		now = now.Add(step.after)
		clear(files)
		if step.reached {
			maps.Copy(files, kept)
		}
		if got := states(releaseOf(t, v, assets, nil))["tool"]; got != step.want || asked != step.asked {
			t.Errorf("%s: %s, asked %d times, want %s, %d", now, got, asked, step.want, step.asked)
		}
	}
}

// TestTUFTampered: a repository that was changed behind its keys' back gives no root.
func TestTUFTampered(t *testing.T) {
	a, evil := newAuthority(t), newAuthority(t)
	files, anchor := tufRepository(t, a.root(usual))
	for name := range files {
		if strings.HasSuffix(name, "trusted_root.json") {
			files[name] = evil.root(usual)
		}
	}
	repository := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if content, ok := files[r.URL.Path]; ok {
			w.Write(content)
			return
		}
		http.NotFound(w, r)
	}))
	defer repository.Close()
	r, err := RootFromTUF(TUF{Mirror: repository.URL, Root: anchor})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.get(t.Context()); err == nil {
		t.Error("a tampered root was taken")
	}
}

func TestTUFFetcherIsBounded(t *testing.T) {
	url, _ := host(t, func(w http.ResponseWriter, _ *http.Request, _ int) { endlessly(w) })
	f := &tufFetcher{ctx: context.Background(), client: newClient(newTransport())}
	if content, err := f.DownloadFile(url, 1000, 0); err == nil {
		t.Errorf("took %d bytes", len(content))
	}
}

// TestFailClosed: a library that panics over a bundle costs the bundle its credit.
func TestFailClosed(t *testing.T) {
	read := func() (err error) {
		defer failClosed(&err)
		panic("index out of range")
	}
	if got := asSignature(KindBundle, read()); got.Outcome != Failed || got.Reason == "" {
		t.Error(fmt.Sprint(got))
	}
}

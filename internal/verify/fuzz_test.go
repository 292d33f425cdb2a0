package verify

import (
	"bytes"
	"encoding/pem"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzStatement: an attestation may say anything; what is kept of it is short and can be shown.
func FuzzStatement(f *testing.F) {
	for _, seed := range []string{
		`{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"dist/tool","digest":{"sha256":"AB"}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"buildType":"b","externalParameters":{"workflow":{"repository":"https://x"}},"resolvedDependencies":[{"uri":"git+https://x","digest":{"gitCommit":"c"}}]},"runDetails":{"builder":{"id":"i"}}}}`,
		`{"subject":[{"name":"..\\..\\tool"}],"predicateType":"https://slsa.dev/provenance/v0.2","predicate":{"builder":{"id":"\u202e"},"materials":[{"uri":"u","digest":{"sha1":"d"}}]}}`,
		`{"subject":[],"predicate":null}`, `[]`, `{"subject":{"a":1}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		if s, err := parseSubjects(payload); (err == nil) != (s != nil && len(s.files) > 0 && len(s.files) <= maxSubjects) {
			t.Errorf("%v, %v", s, err)
		} else if s != nil && (s.algorithm(content{}) != "" || s.named("a/b")) {
			t.Error("it is about a file that is not there")
		}
		s := parseStatement(payload)
		for _, shown := range []string{s.PredicateType, s.BuildType, s.Builder, s.Repository, s.Commit} {
			if !utf8.ValidString(shown) || len([]rune(shown)) > 1000 || strings.ContainsAny(shown, "\r\n\x00") {
				t.Errorf("shown is %q", shown)
			}
		}
	})
}

// FuzzCertificate: text that comes as a certificate is one in DER form, or refused in our own words.
func FuzzCertificate(f *testing.F) {
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{0x30, 0x03, 0x02, 0x01, 0x01}})
	f.Add(block)
	f.Add([]byte("LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KLS0tLS1FTkQgUFVCTElDIEtFWS0tLS0t"))
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, text []byte) {
		der, err := parseCertificate(text)
		if (err == nil) == (der == nil) {
			t.Fatalf("%x, %v", der, err)
		}
		if err != nil && len(text) > 60 && bytes.Contains([]byte(err.Error()), text) {
			t.Errorf("the error repeats the text: %v", err)
		}
	})
}

// FuzzNames: whatever the files of a release are called, each has one role, and a proof names a file that is there.
func FuzzNames(f *testing.F) {
	f.Add("tool.sha256", "tool", "bytes 5-9/10", int64(5))
	f.Add("SHA256SUMS.sigstore.json", "SHA256SUMS", "bytes */10", int64(0))
	f.Add(".sig", "", "bytes 18446744073709551621-", int64(5))
	f.Add("a.sha512.sha256", "a.sha512", "bytes -5-", int64(-5))
	f.Fuzz(func(t *testing.T, name, other, contentRange string, at int64) {
		role, target := roleOf(name, func(n string) bool { return n == other || n == name })
		if role == "" || target != "" && target == name || target != "" && target != other {
			t.Errorf("%q beside %q is %s of %q", name, other, role, target)
		}
		if continues(contentRange, at) && !strings.HasPrefix(contentRange, "bytes ") {
			t.Errorf("%q goes on at %d", contentRange, at)
		}
	})
}

// FuzzTrustedRoot: what the operator or a TUF repository gives as a trusted root names a deployment, or is refused.
func FuzzTrustedRoot(f *testing.F) {
	for _, seed := range []string{`{}`, `{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`, `{"tlogs":[{}],"certificateAuthorities":[{}]}`, "{}\n{}", "null"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if trusted, err := parseRoots(text); (err == nil) != (len(trusted) > 0) {
			t.Errorf("%d deployments, %v", len(trusted), err)
		}
	})
}

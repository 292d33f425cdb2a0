package verify

import (
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseChecksums(t *testing.T) {
	d256, d384, d512 := strings.Repeat("0a", 32), strings.Repeat("0b", 48), strings.Repeat("0c", 64)
	one := func(name string) []entry { return []entry{{name, "sha256", d256}} }
	tests := []struct {
		name, content string
		want          []entry
		err           string
	}{
		{"text", d256 + "  tool\n", one("tool"), ""},
		{"binary", d256 + " *tool\n", one("tool"), ""},
		{"capitals", strings.ToUpper(d256) + "  tool", one("tool"), ""},
		{"other systems", "\ufeff" + d256 + "\ttool\r\n", one("tool"), ""},
		{"bare", d256, one(""), ""},
		{"standard input", d256 + "  -\n", one(""), ""},
		{"BSD", "SHA256 (tool) = " + d256, one("tool"), ""},
		{"OpenSSL", "SHA2-256(tool)= " + d256, one("tool"), ""},
		{"larger ones", d384 + "  a\nSHA512 (b) = " + d512, []entry{{"a", "sha384", d384}, {"b", "sha512", d512}}, ""},
		{"in a folder", d256 + "  ./dist/../../tool", one("tool"), ""},
		{"in a folder elsewhere", d256 + `  dist\tool`, one("tool"), ""},
		{"blanks in the name", d256 + "  my tool", one("my tool"), ""},
		{"escaped", `\` + d256 + `  a\nb`, one("a\nb"), ""},
		{"armoured", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + d256 + "  tool\n-----BEGIN PGP SIGNATURE-----\n", one("tool"), ""},
		{"twice the same", d256 + "  tool\n" + d256 + "  tool\n", slices.Concat(one("tool"), one("tool")), ""},
		{"BSD of the wrong length", "SHA512 (tool) = " + d256, nil, "no SHA-2 checksum was found in it"},
		{"weak", strings.Repeat("a", 40) + "  tool\n" + strings.Repeat("a", 32) + "  tool", nil, "no SHA-2 checksum was found in it"},
		{"of no known length", d256 + "0a  tool", nil, "no SHA-2 checksum was found in it"},
		{"empty", "", nil, "no SHA-2 checksum was found in it"},
		{"contradiction", d256 + "  tool\n" + strings.Repeat("0d", 32) + "  ./tool", nil, "it gives two different checksums for one name"},
		{"long line", strings.Repeat(" ", maxChecksumLine+1) + "\n" + d256, nil, "it has lines that are too long"},
		{"many lines", strings.Repeat(d256+"\n", maxChecksumEntries+1), nil, "it has too many lines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseChecksums([]byte(tt.content))
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(entry{})); diff != "" {
				t.Error(diff)
			}
			if fmt.Sprint(err) != tt.err && (err != nil || tt.err != "") {
				t.Errorf("error %v, want %q", err, tt.err)
			}
		})
	}
}

// FuzzParseChecksums: whatever a checksum file holds, what is read of it is sound, and only the right content
// ever agrees with it.
func FuzzParseChecksums(f *testing.F) {
	sum := sha256.Sum256([]byte("tool"))
	for _, seed := range []string{"%x  tool\n", "SHA256 (tool) = %x\n", "\\%x  a\\nb\n", "%x\n", "%x *../../etc/passwd\n", "\ufeff%x\ttool\r\n# text"} {
		f.Add(fmt.Appendf(nil, seed, sum))
	}
	right := content{digests: map[string][]byte{"sha256": sum[:]}}
	long := sha512.Sum512([]byte("tool"))
	f.Fuzz(func(t *testing.T, file []byte) {
		entries, err := parseChecksums(file)
		if (err == nil) != (len(entries) > 0) {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		for _, e := range entries {
			if strings.Contains(e.name, "/") && e.name != "/" || len(e.name) > maxChecksumLine {
				t.Errorf("name %q", e.name)
			}
			if e.compare(content{}) != Failed || e.compare(content{digests: map[string][]byte{e.algorithm: long[:]}}) == Passed && e.algorithm != "sha512" {
				t.Errorf("%+v agrees with what it does not name", e)
			}
			if e.compare(right) == Passed && !strings.Contains(strings.ToLower(string(file)), fmt.Sprintf("%x", sum)) {
				t.Errorf("%+v was never in the file", e)
			}
		}
	})
}

// FuzzParseBundles: whatever a release carries, reading it neither fails nor runs away.
func FuzzParseBundles(f *testing.F) {
	for _, seed := range []string{`{}`, `{"base64Signature":"","cert":""}`, `{"payloadType":""}`, "{}\n{}", `[`,
		`{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"certificate":{"rawBytes":"AA=="}},"dsseEnvelope":{}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if proofs, err := parseBundles(file); (err == nil) != (len(proofs) > 0) {
			t.Fatalf("%d proofs, %v", len(proofs), err)
		}
	})
}

func TestRoleOf(t *testing.T) {
	release := map[string]bool{"tool": true, "tool.sha256": true, "checksums.txt": true, "ca": true}
	for name, want := range map[string]struct {
		role   Role
		target string
	}{
		"tool":                       {RoleFile, ""},
		"tool.tar.gz":                {RoleFile, ""},
		"tool.sigstore.json":         {RoleBundle, "tool"},
		"tool.sigstore":              {RoleBundle, "tool"},
		"tool.bundle":                {RoleBundle, "tool"},
		"tool.cosign.bundle":         {RoleBundle, "tool"},
		"history.bundle":             {RoleFile, ""}, // git writes such files
		"multiple.intoto.jsonl":      {RoleBundle, ""},
		"tool-kms.sigstore.json":     {RoleBundle, ""},
		"checksums.txt.sigstore":     {RoleBundle, "checksums.txt"},
		"tool.sig":                   {RoleSignature, "tool"},
		"tool-keyless.sig":           {RoleSignature, "tool"},
		"tool-keyless.pem":           {RoleCertificate, "tool"},
		"other.sig":                  {RoleFile, ""},
		"ca.pem":                     {RoleCertificate, "ca"},
		"tool.sha256":                {RoleChecksums, "tool"},
		"tool.sha256.sig":            {RoleSignature, "tool.sha256"},
		"tool.SHA512":                {RoleChecksums, "tool"},
		"other.sha256":               {RoleChecksums, ""},
		"checksums.txt":              {RoleChecksums, ""},
		"tool_1.2.3_checksums.txt":   {RoleChecksums, ""},
		"tool_1.2.3_SHA256SUMS":      {RoleChecksums, ""},
		"SHA256SUMS":                 {RoleChecksums, ""},
		"sha512sum.txt":              {RoleChecksums, ""},
		"SHASUMS256.txt":             {RoleChecksums, ""},
		"checksums-sha256.txt":       {RoleChecksums, ""},
		"SHA1SUMS":                   {RoleFile, ""},
		"libchecksum":                {RoleFile, ""},
		".sha256":                    {RoleFile, ""},
		".sigstore.json":             {RoleFile, ""},
		"release.pub":                {RoleKey, ""},
		"checksums.txt-keyless.pem":  {RoleCertificate, "checksums.txt"},
		"tool_checksums.txt.unknown": {RoleFile, ""},
	} {
		if role, target := roleOf(name, func(n string) bool { return release[n] }); role != want.role || target != want.target {
			t.Errorf("%s: %s of %q, want %s of %q", name, role, target, want.role, want.target)
		}
	}
}

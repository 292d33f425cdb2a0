package verify

import (
	"regexp"
	"strings"
)

// Role is what an asset is for, as its name tells.
type Role string

// The roles.
const (
	RoleFile        Role = "file"        // what people download the release for
	RoleChecksums   Role = "checksums"   // checksums of other assets
	RoleBundle      Role = "bundle"      // a Sigstore bundle, or lines of them
	RoleSignature   Role = "signature"   // a signature that stands alone
	RoleCertificate Role = "certificate" // the certificate of a signature of the same name
	RoleKey         Role = "key"         // a public key
)

// suffix is the ending of a proof's name; what stands before it names the asset it proves.
type suffix struct {
	text string
	role Role
	// alone: it is a proof even where no asset has the name before the ending: its content says what it is about.
	alone bool
}

// suffixes, the longer before those they end in.
var suffixes = []suffix{
	{".cosign.bundle", RoleBundle, true},
	{".sigstore.jsonl", RoleBundle, true},
	{".sigstore.json", RoleBundle, true},
	{".sigstore", RoleBundle, true},
	{".intoto.jsonl", RoleBundle, true},
	{".bundle", RoleBundle, false},
	{"-keyless.sig", RoleSignature, false},
	{"-keyless.pem", RoleCertificate, false},
	{".sig", RoleSignature, false},
	{".asc", RoleSignature, false},
	{".minisig", RoleSignature, false},
	{".pem", RoleCertificate, false},
	{".crt", RoleCertificate, false},
	{".cert", RoleCertificate, false},
	{".pub", RoleKey, true},
}

// checksumNames are names of checksum files: those of a whole release, then those of one asset.
var checksumNames = regexp.MustCompile(`(?i)^(?:(?:.+[._-])?checksums?(?:[._-]sha(?:256|384|512))?(?:\.txt)?|sha(?:256|384|512)?sums?(?:256|384|512)?(?:\.txt)?|.+[._-]sha(?:256|384|512)sums?(?:\.txt)?)$`)

// checksumSuffix is the ending of a checksum file of one asset.
var checksumSuffix = regexp.MustCompile(`(?i)\.sha(?:256|384|512)(?:sums?)?(?:\.txt)?$`)

// roleOf tells an asset's role, and of a proof the name of the asset it is about; "" when it may be about any.
func roleOf(name string, exists func(string) bool) (role Role, target string) {
	if at := checksumSuffix.FindStringIndex(name); at != nil && at[0] > 0 {
		if exists(name[:at[0]]) {
			return RoleChecksums, name[:at[0]]
		}
		return RoleChecksums, ""
	}
	for _, s := range suffixes {
		stem, ok := strings.CutSuffix(name, s.text)
		switch {
		case !ok || stem == "":
			continue
		case exists(stem):
			return s.role, stem
		case s.alone:
			return s.role, ""
		}
	}
	if checksumNames.MatchString(name) {
		return RoleChecksums, ""
	}
	return RoleFile, ""
}

package verify

import (
	"bytes"
	"encoding/hex"
	"errors"
	"path"
	"regexp"
	"strings"
)

// Limits on a checksum file.
const (
	maxChecksumLine    = 4096
	maxChecksumEntries = 10_000
)

// entry is one line of a checksum file.
type entry struct {
	name      string // base name of the file; "" when the line is a bare digest, or says standard input
	algorithm string
	digest    string // lower-case hexadecimal
}

var (
	// gnuLine: what sha256sum prints. A backslash in front says that the name is escaped.
	gnuLine = regexp.MustCompile(`^(\\?)([0-9A-Fa-f]{64,128})(?:[ \t]+\*?(.*))?$`)
	// bsdLine: what sha256sum --tag and BSD's sha256 print.
	bsdLine = regexp.MustCompile(`^(\\?)(SHA256|SHA384|SHA512|SHA2-256|SHA2-384|SHA2-512) ?\((.+)\) ?= ?([0-9A-Fa-f]{64,128})$`)
)

// parseChecksums reads a checksum file in the form of GNU's or BSD's tools. Lines of any other form are
// passed over, as such files come with comments and OpenPGP armour around them. It fails when the file has no
// checksum at all, more than anybody needs, or says two different things about one file.
func parseChecksums(content []byte) ([]entry, error) {
	var entries []entry
	said := map[[2]string]string{}
	for line := range bytes.Lines(bytes.TrimPrefix(content, []byte("\ufeff"))) {
		if len(line) > maxChecksumLine {
			return nil, errors.New("it has lines that are too long")
		}
		e, ok := parseChecksum(strings.TrimRight(string(line), " \t\r\n"))
		if !ok {
			continue
		}
		if len(entries) == maxChecksumEntries {
			return nil, errors.New("it has too many lines")
		}
		key := [2]string{e.name, e.algorithm}
		if earlier, ok := said[key]; ok && earlier != e.digest {
			return nil, errors.New("it gives two different checksums for one name")
		}
		said[key] = e.digest
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil, errors.New("no SHA-2 checksum was found in it")
	}
	return entries, nil
}

func parseChecksum(line string) (entry, bool) {
	var escaped, name, digest, tag string
	if m := bsdLine.FindStringSubmatch(line); m != nil {
		escaped, tag, name, digest = m[1], m[2], m[3], m[4]
	} else if m := gnuLine.FindStringSubmatch(line); m != nil {
		escaped, digest, name = m[1], m[2], m[3]
	} else {
		return entry{}, false
	}
	algorithm := map[int]string{64: "sha256", 96: "sha384", 128: "sha512"}[len(digest)]
	if algorithm == "" || tag != "" && !strings.HasSuffix(tag, algorithm[len("sha"):]) {
		return entry{}, false
	}
	if escaped != "" {
		name = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(name)
	}
	return entry{name: baseName(name), algorithm: algorithm, digest: strings.ToLower(digest)}, true
}

// baseName gives the last part of a name, as assets have no folders: the file may have been summed in one.
func baseName(name string) string {
	if name == "" || name == "-" {
		return ""
	}
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

// compare holds one entry against an asset.
func (e entry) compare(c content) Outcome {
	if hex.EncodeToString(c.digests[e.algorithm]) == e.digest {
		return Passed
	}
	return Failed
}

package leak

import "bytes"

// The forms of ids: GHSA-xxxx-xxxx-xxxx of ghsaAlphabet, and CVE-YYYY-N with 4 to 19 digits.
const (
	ghsaAlphabet = "23456789cfghjmpqrvwx"
	ghsaLength   = 19
	minCVE       = 4
	maxCVE       = 19
)

// AdvisoryID writes an advisory's id the way GitHub does: GHSA-xxxx-xxxx-xxxx. False for a text that is no id.
func AdvisoryID(text string) (id string, ok bool) {
	var written [ghsaLength]byte
	if len(text) != ghsaLength || small(text[:4]) != "ghsa" || ghsa([]byte(text[4:]), written[:]) == 0 {
		return "", false
	}
	return string(written[:]), true
}

// AdvisoryIDs gives the ids of advisories in a text as they come, and no more than so many.
func AdvisoryIDs(text []byte, most int) []string {
	var ids []string
	scanIDs(text, func(id []byte) {
		if len(ids) < most && id[0] == 'G' {
			ids = append(ids, string(id))
		}
	})
	return ids
}

// ghsaDigit tells the characters of an advisory's id, capital letters included.
var ghsaDigit = func() (set [256]bool) {
	for _, c := range []byte(ghsaAlphabet) {
		set[c] = true
		if c > '9' {
			set[c-'a'+'A'] = true
		}
	}
	return set
}()

// scanIDs gives every id in a text, in canonical form. Anything may stand before an id, as in a branch's name; what
// goes on after one is none. take must not keep the slice.
func scanIDs(text []byte, take func(id []byte)) {
	var id [ghsaLength + maxCVE]byte
	for at := 0; ; {
		hyphen := bytes.IndexByte(text[at:], '-')
		if hyphen < 0 {
			return
		}
		at += hyphen
		length := 0
		switch {
		case at >= 4 && lower(text[at-1]) == 'a' && lower(text[at-2]) == 's' && lower(text[at-3]) == 'h' && lower(text[at-4]) == 'g':
			length = ghsa(text[at:], id[:])
		case at >= 3 && lower(text[at-1]) == 'e' && lower(text[at-2]) == 'v' && lower(text[at-3]) == 'c':
			length = cve(text[at:], id[:])
		}
		if length > 0 {
			take(id[:length])
		}
		at++
	}
}

// ghsa reads the rest of an advisory's id, from its first hyphen on, and writes it down; 0 when it is none.
func ghsa(rest, id []byte) int {
	const tail = ghsaLength - 4
	if len(rest) < tail || len(rest) > tail && isWord(rest[tail]) {
		return 0
	}
	for i, c := range rest[:tail] {
		if hyphen := i%5 == 0; hyphen && c != '-' || !hyphen && !ghsaDigit[c] {
			return 0
		}
	}
	return copy(id, "GHSA"+small(string(rest[:tail])))
}

// cve reads the rest of a CVE's id, from its first hyphen on, and writes it down; 0 when it is none.
func cve(rest, id []byte) int {
	const number = len("-2026-")
	end := min(number, len(rest))
	for end < len(rest) && isDigit(rest[end]) {
		end++
	}
	if end < number+minCVE || end > number+maxCVE || rest[5] != '-' {
		return 0
	}
	for _, c := range rest[1:5] {
		if !isDigit(c) {
			return 0
		}
	}
	copy(id, "CVE")
	return 3 + copy(id[3:], rest[:end])
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool { return isDigit(c) || 'a' <= lower(c) && lower(c) <= 'z' }

package verify

import (
	"cmp"
	"slices"
)

// sum draws the conclusion about an asset from all that was found out. The order of the cases is the rule:
// what speaks against an asset comes before what speaks for it, and what is not known before its absence.
func (f *file) sum() (State, string) {
	if f.problem != (problem{}) {
		return f.problem.state, f.problem.reason
	}
	if c, ok := find(f.checksums, func(c Checksum) bool { return c.Outcome == Failed }); ok {
		return StateFailed, "it is not what " + quote(c.File) + " says"
	}
	// Whoever made the release put these beside the asset: each must hold.
	if s, ok := find(f.signatures, func(s Signature) bool { return s.File != "" && s.Outcome == Failed }); ok {
		return StateFailed, quote(s.File) + ": " + s.Reason
	}
	if f.useless != (problem{}) {
		return f.useless.state, f.useless.reason
	}
	if s, ok := find(f.signatures, func(s Signature) bool { return s.Outcome == Passed }); ok {
		return StateVerified, "signed by " + s.Identity
	}
	sums, summed := find(f.checksums, func(c Checksum) bool { return c.Outcome == Passed })
	if c, ok := find(f.checksums, func(c Checksum) bool { return c.Outcome == Passed && c.Signed }); ok {
		return StateVerified, "it is what " + quote(c.File) + " says, which is signed"
	}
	// The host keeps attestations of any workflow: one of them must hold, and none did.
	if s, ok := find(f.signatures, func(s Signature) bool { return s.Outcome == Failed }); ok {
		return StateFailed, "its attestation: " + s.Reason
	}
	switch {
	case f.role != RoleFile:
		return StateProof, ""
	case summed:
		return StateChecksumOnly, "it is what " + quote(sums.File) + " says, which is not signed"
	}
	if s, ok := find(f.signatures, func(s Signature) bool { return s.Outcome == Unknown }); ok {
		return StateUnknown, cmp.Or(quoted(s.File), "its attestation: ") + s.Reason
	}
	if c, ok := find(f.checksums, func(c Checksum) bool { return c.Outcome == Unknown }); ok {
		return StateUnknown, quoted(c.File) + c.Reason
	}
	return StateUnsigned, "nothing in the release proves it"
}

func quoted(name string) string {
	if name == "" {
		return ""
	}
	return quote(name) + ": "
}

func find[T any](all []T, is func(T) bool) (found T, ok bool) {
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return found, false
	}
	return all[i], true
}

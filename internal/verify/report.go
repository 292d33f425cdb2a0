package verify

import (
	"slices"
	"time"
)

// Report is what was found out about a release.
type Report struct {
	At      time.Time // when it was finished, UTC
	Results []Result  // one for each asset, in the order given
}

// State sums up what is known about an asset.
type State string

// The states.
const (
	// StateVerified: a permitted identity signed the asset, or a checksum file that lists it.
	StateVerified State = "verified"
	// StateChecksumOnly: it is what an unsigned checksum file says.
	StateChecksumOnly State = "checksum-only"
	// StateUnsigned: it is there, and nothing proves it.
	StateUnsigned State = "unsigned"
	// StateFailed: something says otherwise: its size, a checksum, a signature.
	StateFailed State = "failed"
	// StateUnavailable: the server said that not everybody may have it.
	StateUnavailable State = "unavailable"
	// StateUnknown: it could not be read, or what proves it could not be judged.
	StateUnknown State = "unknown"
	// StateProof: it proves others, and needs no proof itself: a signature, a certificate, a public key, an
	// unsigned checksum file.
	StateProof State = "proof"
)

// Result is what was found out about one asset.
type Result struct {
	Name, URL string
	Role      Role
	State     State
	// Reason says, for a person, why the state is what it is. Names in it are outside text.
	Reason string
	// Public: an anonymous request got all of it.
	Public     bool
	Size       int64  // bytes read
	SHA256     string // hexadecimal, "" when it was not read to its end
	Checksums  []Checksum
	Signatures []Signature
}

// Outcome is what came of comparing an asset with one proof.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Unknown Outcome = "unknown" // could not be read or judged
	// Beside: the proof is sound and about this asset, but does not say where the asset comes from: a test's
	// result, a bill of materials. It counts for nothing.
	Beside Outcome = "beside"
)

// Checksum is what one checksum file says about an asset.
type Checksum struct {
	File      string // the checksum file's name
	Algorithm string // sha256, sha384 or sha512; "" when the file could not be read
	Outcome   Outcome
	Reason    string
	Signed    bool // the checksum file itself is verified
}

// Signature is what one signature or attestation says about an asset. All names in it are outside text.
type Signature struct {
	File    string // the asset that holds it, "" for an attestation that the host keeps
	Kind    Kind
	Outcome Outcome
	Reason  string

	// Who signed and when. Only set when the signature is sound, whether or not its signer is permitted.
	Identity string    // a mail address, or the workflow that signed
	Issuer   string    // who vouches for the identity
	At       time.Time // proven by the transparency log or a timestamping authority, UTC
	Source   Source    // what the issuer says the signing workflow ran on

	// Statement is what an attestation says, nil for a plain signature or an unsound one.
	Statement *Statement
}

// Kind is the form of a signature.
type Kind string

// The kinds.
const (
	KindBundle      Kind = "bundle"      // a Sigstore bundle with a signature of the asset
	KindAttestation Kind = "attestation" // a Sigstore bundle with an in-toto statement about the asset
	KindCosign      Kind = "cosign"      // cosign's older forms: signature and certificate, or its own bundle
	KindOther       Kind = "other"       // OpenPGP, minisign, a signature made with a key: not judged
)

// Source is what a source code repository's workflow ran on. Fields may be "".
type Source struct {
	Repository string // its address
	Ref        string // such as refs/tags/v1.2.3
	Commit     string
	Run        string // address of the run
}

// Statement is what an in-toto attestation says about an asset. Fields may be "".
type Statement struct {
	PredicateType string // such as https://slsa.dev/provenance/v1
	BuildType     string
	Builder       string // the builder's id
	Repository    string // where the source came from, as the builder says
	Commit        string
}

// Need is how much proof is wanted.
type Need string

// The needs, from weak to strong.
const (
	NeedNone      Need = "none"      // being publicly available is enough
	NeedChecksum  Need = "checksum"  // a checksum file of the project names it
	NeedSignature Need = "signature" // a permitted identity signed it
)

// Lacking gives the results that do not come up to what is needed, in order. Failed, unavailable and unknown
// assets never do, whatever the need: an unknown one may turn out to be anything. An unknown need is taken for
// the strongest.
func (r Report) Lacking(need Need) []Result {
	return slices.DeleteFunc(slices.Clone(r.Results), func(result Result) bool {
		switch result.State {
		case StateVerified, StateProof:
			return true
		case StateChecksumOnly:
			return need == NeedChecksum || need == NeedNone
		case StateUnsigned:
			return need == NeedNone
		}
		return false
	})
}

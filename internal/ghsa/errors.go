package ghsa

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is the class of a failed call: what the caller can do about it.
type Kind string

// The kinds of failure.
const (
	KindRateLimit      Kind = "rate-limit"      // the hourly budget is spent; wait until Until
	KindSecondaryLimit Kind = "secondary-limit" // too fast or too parallel; wait until Until
	KindReserved       Kind = "reserved"        // what is left of the budget is for more urgent requests until Until
	KindPaced          Kind = "paced"           // too many writes wait for their turn; wait until Until
	KindContentLimit   Kind = "content-limit"   // so many comments were written that this one waits, until Until
	KindFenced         Kind = "fenced"          // a write that the caller may not make any more; see Options.Fence
	KindUnauthorized   Kind = "unauthorized"    // key, token or installation no longer valid
	KindForbidden      Kind = "forbidden"       // the app lacks a permission, or GitHub refuses apps here
	KindNotFound       Kind = "not-found"       // does not exist, or is not visible to the app
	KindConflict       Kind = "conflict"        // the thing changed meanwhile, or is in the wrong state
	KindGone           Kind = "gone"            // existed once
	KindInvalid        Kind = "invalid"         // the request itself is wrong; Fields names what GitHub objects to
	KindUnavailable    Kind = "unavailable"     // GitHub is in trouble (5xx); try again
	KindNetwork        Kind = "network"         // no answer, or half of one; try again
	KindMalformed      Kind = "malformed"       // an answer that cannot be understood
	KindUnexpected     Kind = "unexpected"      // a status that has no meaning here
)

// Error is how every call of this package fails. Its text names the operation, what it was about and the
// class of failure. It never carries what GitHub wrote: GitHub's messages may quote what was sent (a title, a
// comment, a vector), which is embargoed, and these errors are logged. Of a refused request only the names of
// the fields and GitHub's codes for them are kept, and of a forbidden one the permissions that would allow it.
type Error struct {
	Kind   Kind
	Status int       // HTTP status, 0 when there was no answer
	Op     string    // the operation, such as "create-comment"
	Target string    // what it was about: an advisory's Ref, OWNER/REPO, an organisation
	Until  time.Time // do not try again before this; zero when GitHub named no time
	Fields []string  // of an invalid request: "field: code"
	Needs  string    // of a forbidden one: the permissions GitHub would accept, "" when it did not say

	reason string // a few words of our own, never of GitHub's
	write  bool   // the call wanted to change something
	sent   bool   // the request left this process
	cause  error  // context.Canceled, context.DeadlineExceeded or what the fence said, else nil
}

// Error gives one line without embargoed text.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s", e.Op, e.Target, e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (%d)", e.Status)
	}
	if e.reason != "" {
		b.WriteString(": " + e.reason)
	}
	if len(e.Fields) > 0 {
		b.WriteString(": " + strings.Join(e.Fields, ", "))
	}
	if e.Needs != "" {
		b.WriteString(": grant the app " + e.Needs)
	}
	if !e.Until.IsZero() {
		b.WriteString(": try again at " + e.Until.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// Class is the kind of failure, for lists of what fails.
func (e *Error) Class() string { return string(e.Kind) }

// Unwrap gives context.Canceled or context.DeadlineExceeded when that ended the call, or what the fence said. Other
// causes stay inside: their texts may quote an answer.
func (e *Error) Unwrap() error { return e.cause }

// waitError is an *Error for which GitHub named a time. Only such errors have RetryAt, so that whoever looks
// for it never finds a zero time.
type waitError struct{ err *Error }

func (w *waitError) Error() string      { return w.err.Error() }
func (w *waitError) Unwrap() error      { return w.err }
func (w *waitError) RetryAt() time.Time { return w.err.Until }

// yieldError is an *Error of a request that was held back for the sake of others. A more urgent one may be sent before
// that time.
type yieldError struct{ err *Error }

func (y *yieldError) Error() string         { return y.err.Error() }
func (y *yieldError) Unwrap() error         { return y.err }
func (y *yieldError) YieldUntil() time.Time { return y.err.Until }

// wrap gives the error in the form callers get it.
func (e *Error) wrap() error {
	switch {
	case e.Until.IsZero():
		return e
	case e.Kind == KindReserved, e.Kind == KindPaced, e.Kind == KindContentLimit:
		return &yieldError{e}
	}
	return &waitError{e}
}

func kindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// IsNotFound tells whether the thing does not exist or is not visible to the app.
func IsNotFound(err error) bool { return kindOf(err) == KindNotFound }

// IsForbidden tells whether GitHub refuses this to the app; trying again does not help, a human must act.
func IsForbidden(err error) bool { return kindOf(err) == KindForbidden }

// IsGone tells whether the thing existed once.
func IsGone(err error) bool { return kindOf(err) == KindGone }

// IsInvalid tells whether the request itself was wrong; trying again does not help.
func IsInvalid(err error) bool { return kindOf(err) == KindInvalid }

// IsConflict tells whether the thing changed meanwhile or is in the wrong state.
func IsConflict(err error) bool { return kindOf(err) == KindConflict }

// IsUnauthorized tells whether the app's key, or its installation, is no longer valid.
func IsUnauthorized(err error) bool { return kindOf(err) == KindUnauthorized }

// IsContentLimit tells whether a comment was not sent because there are too many of late. Other writes may be.
func IsContentLimit(err error) bool { return kindOf(err) == KindContentLimit }

// WaitUntil gives the time before which it is no use to try again.
func WaitUntil(err error) (time.Time, bool) {
	if e, ok := errors.AsType[*Error](err); ok && !e.Until.IsZero() {
		return e.Until, true
	}
	return time.Time{}, false
}

// Retryable tells whether the same call may well succeed later without anybody doing anything.
func Retryable(err error) bool {
	switch kindOf(err) {
	case KindRateLimit, KindSecondaryLimit, KindReserved, KindPaced, KindContentLimit, KindUnavailable, KindNetwork, KindMalformed:
		return true
	}
	return false
}

// Ambiguous tells whether err is that of a write whose effect may have happened all the same: the request
// went out and no refusal came back. Look before writing again.
func Ambiguous(err error) bool {
	var e *Error
	if !errors.As(err, &e) || !e.write || !e.sent {
		return false
	}
	switch e.Kind {
	case KindUnavailable, KindNetwork, KindMalformed, KindUnexpected:
		return true
	}
	return false
}

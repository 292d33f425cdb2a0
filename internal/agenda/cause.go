package agenda

import (
	"context"
	"strings"
)

// The causes of work that are no delivery's.
const (
	causeApp    = "app"    // the app asked for it itself
	CauseBeat   = "beat"   // the poller saw that something has changed
	CauseClock  = "clock"  // a deadline or another moment that was waited for
	CausePerson = "person" // somebody who operates the server
)

// maxCauses is the length of kept causes, in bytes, from which on further ones are forgotten.
const maxCauses = 4 * 17

// asCause makes a cause ready to be kept: one word of a stable code, and a blank.
func asCause(cause string) string {
	if cause == "" {
		return ""
	}
	return code(cause) + " "
}

// Urgent tells whether something or somebody asked for this piece of work; else it is a round that the app makes by
// itself, and can wait.
func (l Lease) Urgent() bool { return len(l.Causes) > 0 }

// readCauses takes kept causes apart.
func readCauses(kept string) []string { return strings.Fields(kept) }

type leaseKey struct{}

func withLease(ctx context.Context, l Lease) context.Context {
	return context.WithValue(ctx, leaseKey{}, l)
}

// FromContext gives the lease under which a handler's ctx works.
func FromContext(ctx context.Context) (Lease, bool) {
	l, ok := ctx.Value(leaseKey{}).(Lease)
	return l, ok
}

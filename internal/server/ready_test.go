package server

import (
	"fmt"
	"testing"

	"github.com/embargo-app/embargo/internal/store"
)

// TestReadinessSaysWhatIsWrong: of whatever can be wrong with a database, but not the address that stands in the error.
func TestReadinessSaysWhatIsWrong(t *testing.T) {
	for _, trouble := range []error{
		store.ErrClosed, store.ErrFull, store.ErrReadOnly, store.ErrBusy, store.ErrCorrupt, store.ErrOpen, store.ErrIO,
		store.ErrDenied, store.ErrMissing, store.ErrAway, store.ErrClock,
	} {
		if got := meaning(fmt.Errorf("database db.internal: %w (driver's words)", trouble)); got != trouble.Error() {
			t.Errorf("%v is told as %q", trouble, got)
		}
	}
}

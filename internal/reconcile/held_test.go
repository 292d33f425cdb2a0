package reconcile

import (
	"errors"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
)

// TestHeldLookSleepsOverNothing: it comes back at the next moment that matters, when that is before there is room.
func TestHeldLookSleepsOverNothing(t *testing.T) {
	now := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	room := now.Add(time.Hour)
	for _, test := range []struct {
		name   string
		kind   ghsa.Kind
		wake   time.Time
		sooner bool
	}{
		{"a deadline before that", ghsa.KindContentLimit, now.Add(time.Minute), true},
		{"a deadline after that", ghsa.KindContentLimit, room.Add(time.Minute), false},
		{"one that has passed", ghsa.KindContentLimit, now, false},
		{"no deadline", ghsa.KindContentLimit, time.Time{}, false},
		{"a limit of all requests", ghsa.KindRateLimit, now.Add(time.Minute), false},
	} {
		held := &ghsa.Error{Kind: test.kind, Until: room}
		err := noLater(held, test.wake, now)
		var yield interface{ YieldUntil() time.Time }
		if sooner := errors.As(err, &yield) && yield.YieldUntil().Equal(test.wake); sooner != test.sooner || !errors.Is(err, held) {
			t.Errorf("%s: %v, sooner %t", test.name, err, sooner)
		}
	}
}

// TestWaitingHidesNoFailure: what failed beside comments that are held is tried again as a failure.
func TestWaitingHidesNoFailure(t *testing.T) {
	held, failed, other := &ghsa.Error{Kind: ghsa.KindContentLimit}, errors.New("failed"), errors.New("other")
	if err := besideComments(failed, held); !errors.Is(err, failed) || ghsa.IsContentLimit(err) {
		t.Errorf("a failure beside held comments is %v", err)
	}
	if err := besideComments(nil, held); !ghsa.IsContentLimit(err) {
		t.Errorf("held comments are %v", err)
	}
	if err := besideComments(failed, other); !errors.Is(err, failed) || !errors.Is(err, other) {
		t.Errorf("two failures are %v", err)
	}
	if err := besideComments(nil, nil); err != nil {
		t.Error(err)
	}
}

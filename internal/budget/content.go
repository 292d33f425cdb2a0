package budget

import (
	"strconv"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

// GitHub takes 500 pieces of content of an installation in an hour, and does not tell how many are left. A comment takes
// a turn of a row of its own, in which turns are contentGap apart, and is sent at once as long as that turn lies no more
// than contentAhead ahead: then so many are sent at once after a quiet time, and later as many an hour, which together
// is never more than 480 in any hour. The rest is room for what GitHub counts otherwise than we do.
const (
	contentAtOnce = 240
	contentGap    = time.Hour / contentAtOnce
	contentAhead  = (contentAtOnce - 1) * contentGap
	// routineAhead is the same for routine work, which leaves a share.
	routineAhead = contentAtOnce*(1-keptShare)*contentGap - contentGap
	// longestLine is for how long a comment waits at most before it asks again.
	longestLine = time.Hour
)

// Names of what is kept, each followed by the installation. There are two lines, since urgent work does not stand behind
// routine work.
const (
	noteContent     = "content/"      // the last turn in the row of comments
	noteLine        = "line/"         // when the last of the comments that wait asks again
	noteRoutineLine = "line/routine/" // the same of routine work
)

// takeContent has a comment that is to be sent at a time counted. When there are too many it is held, each that is held
// for longer than the one before: so they come back one after the other, as room is made.
func takeContent(tx *store.Tx, p ghsa.Passage, at time.Time) (*ghsa.Hold, error) {
	id := strconv.FormatInt(p.Installation, 10)
	ahead, line := contentAhead, noteLine
	if p.Routine {
		ahead, line = routineAhead, noteRoutineLine
	}
	_, taken, err := tx.TakeTurn(store.Turns{Name: noteContent + id, Gap: contentGap, Far: contentAhead}, at, ahead)
	if err != nil || taken {
		return nil, err
	}
	until, taken, err := tx.TakeTurn(store.Turns{Name: line + id, Gap: contentGap, Far: longestLine}, at.Add(contentGap), longestLine)
	if err != nil {
		return nil, err
	}
	if !taken {
		until = at.Add(longestLine)
	}
	return &ghsa.Hold{Kind: ghsa.KindContentLimit, Until: until}, nil
}

package reconcile

import (
	"testing"

	"github.com/embargo-app/embargo/internal/ghsa"
)

// TestOwnCommentsAreNobodysCommands: whatever stands in a comment of the app's, in whichever case GitHub writes its
// login, is not read; whoever else writes the same is heard, also behind a marker of the app's and without a name.
func TestOwnCommentsAreNobodysCommands(t *testing.T) {
	const body = "<!-- embargo:note x -->\n/ack\n/publish"
	for author, heard := range map[string]int{"embargo[bot]": 0, "Embargo[Bot]": 0, "embargo": 2, "embаrgo[bot]": 2, "": 2} {
		o := thread(sealWith("ours"))
		one := says(5, author, body)
		if author == "" {
			one.User = nil
		}
		o.comments = []ghsa.Comment{one}
		f := o.fold(written)
		if len(f.decisions) != heard || len(f.seen) != heard/2 || len(f.replies) != heard/2 {
			t.Errorf("%q: %d decisions, %d read, %d answered: %s", author, len(f.decisions), len(f.seen), len(f.replies), verdicts(f))
		}
	}
}

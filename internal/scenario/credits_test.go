package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// credits compares the advisory's credits, in order.
func credits(w *world, _ *testscript.TestScript, args []string) error {
	advisory, err := w.sim.Advisory(w.advisory)
	if err != nil {
		return err
	}
	var got []string
	for _, credit := range advisory.Credits {
		got = append(got, credit.Login+":"+credit.Type)
	}
	if !slices.Equal(got, args) {
		return fmt.Errorf("credited are %s", strings.Join(got, " "))
	}
	return nil
}

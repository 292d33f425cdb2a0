package ghsa

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestSilentGitHubIsGivenUp: an answer is waited for so long and no longer. Whether a write took effect is not known then.
func TestSilentGitHubIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, gh := client(t, nil)
		f.err = func(r *http.Request) error {
			if strings.HasSuffix(r.URL.Path, "/access_tokens") {
				return nil
			}
			<-r.Context().Done() // GitHub says nothing
			return r.Context().Err()
		}
		for name, call := range map[string]func() error{
			"a write": func() error { _, err := gh.CreateComment(t.Context(), ref, "b"); return err },
			"a read":  func() error { _, err := gh.Advisory(t.Context(), ref); return err },
		} {
			began := time.Now()
			err := call()
			if kindOf(err) != KindNetwork || !Retryable(err) || Ambiguous(err) != (name == "a write") || !strings.HasSuffix(err.Error(), "timed out") {
				t.Errorf("%s: %v (ambiguous %t)", name, err, Ambiguous(err))
			}
			if waited := time.Since(began); waited != 30*time.Second { // of the bubble's own time
				t.Errorf("%s was waited for %v", name, waited)
			}
		}
	})
}

package scenario

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/store"
)

// dyingFor is a teller in a process that dies over the mail to somebody: before the point of no return, or right after it.
type dyingFor struct {
	reconcile.Teller

	to    string
	after bool
}

func (d dyingFor) Mail(ctx context.Context, m reconcile.Mail, mark func(context.Context) error) error {
	if m.To != d.to {
		return d.Teller.Mail(ctx, m, mark)
	}
	if d.after {
		if err := mark(ctx); err != nil {
			return err
		}
	}
	panic("killed")
}

// TestRetroSendDies: the process that sends a retrospective in somebody's own words is killed. Doing it again sends what was
// certainly not sent; of what may have been, the SRC is told.
func TestRetroSendDies(t *testing.T) {
	const list = "users@example.org"
	for name, after := range map[string]bool{"before the point of no return": false, "after it": true} {
		t.Run(name, func(t *testing.T) {
			w, err := newWorld(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			must := orFatal(t)
			told := func(to, words string, want int) {
				t.Helper()
				n := 0
				for _, message := range w.box.sent {
					if strings.HasPrefix(message, to+": ") && strings.Contains(message, words) {
						n++
					}
				}
				if n != want {
					t.Errorf("%s was told %d times of %q, not %d: %q", to, n, words, want, w.box.sent)
				}
			}
			must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, notified+
				"announcement: {mail: {from: security@example.org, to: ["+list+"]}}\n"))
			w.advisory, err = w.sim.Draft(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
			must(err)
			must(w.settle(t.Context()))
			must(w.sim.Publish(demo.SRC, w.advisory))
			must(w.settle(t.Context()))

			w.teller = dyingFor{w.box, list, after}
			must(restart(w, nil, nil))
			func() {
				defer func() {
					if recover() == nil {
						t.Error("it has not died")
					}
				}()
				_, _, _ = w.app.SendRetrospective(t.Context(), ghsa.Ref(w.advisory), demo.SRC, "", "It went well enough.")
			}()
			w.teller = w.box
			must(restart(w, nil, nil))
			must(w.pass(2 * time.Hour))
			told(list, "", 0)
			lost := 0
			if after {
				lost = 1
			}
			told("src@example.org", "Nobody knows whether the retrospective", lost)
			answer, deliveries, err := w.app.SendRetrospective(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, "", "It went well enough.")
			must(err)
			if after {
				if answer.Detail != "sent-already" || len(deliveries) != 0 {
					t.Errorf("%+v, %+v", answer, deliveries)
				}
			} else if len(deliveries) != 1 || deliveries[0].State != store.LetterSent || deliveries[0].Before {
				t.Errorf("%+v, %+v", answer, deliveries)
			}
			must(w.pass(2 * time.Hour))
			told(list, "It went well enough.", 1-lost)
			w.check(t)
			must(w.app.Close())
		})
	}
}

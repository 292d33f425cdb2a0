package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store"
)

func setMode(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.SetFile(demo.Org, ".github", ".github/embargo.yml", demo.ProcessFile(args[0]))
}

func leave(w *world, _ *testscript.TestScript, args []string) error {
	var err error
	for _, login := range args {
		err = errors.Join(err, w.sim.RemoveMember(demo.Org, login))
	}
	return err
}

// meanwhile are the acts that may happen in the middle of a request.
var meanwhile = map[string]act{"add": add, "drop": drop, "publish": publish, "say": say, "mode": setMode, "team": team}

func during(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	left, err := strconv.Atoi(args[2])
	do := meanwhile[args[3]]
	if err != nil || do == nil {
		return fmt.Errorf("want a number and an act, got %v", args[2:4])
	}
	w.sim.Inject(githubsim.Fault{
		Match: func(r *http.Request) bool {
			if matches(r, args[0], args[1]) {
				left--
				return left == 0
			}
			return false
		},
		Delay: func() {
			if err := do(w, ts, args[4:]); err != nil {
				w.breach(err)
			}
		},
	})
	return nil
}

func matches(r *http.Request, method, pattern string) bool {
	ok, err := path.Match(pattern, r.URL.Path)
	return err == nil && ok && r.Method == method
}

// step stands between the app and GitHub for one request.
func (w *world) step(method, pattern string, do func(next http.RoundTripper, r *http.Request) (*http.Response, error)) {
	w.intercept = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if !matches(r, method, pattern) {
			return next.RoundTrip(r)
		}
		w.intercept = nil
		return do(next, r)
	}
}

func behind(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	do := meanwhile[args[2]]
	if do == nil {
		return fmt.Errorf("no such act: %s", args[2])
	}
	w.step(args[0], args[1], func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		return resp, errors.Join(err, do(w, ts, args[3:]))
	})
	return nil
}

func forget(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	w.step(args[0], args[1], func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		var lists map[string][]string
		if err := json.NewDecoder(r.Body).Decode(&lists); err != nil {
			return nil, err
		}
		for name := range lists {
			lists[name] = slices.DeleteFunc(lists[name], func(who string) bool { return who == args[2] })
		}
		body, err := json.Marshal(lists)
		if err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		return next.RoundTrip(r)
	})
	return nil
}

func die(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	dead := false
	w.step(args[0], args[1], func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		dead = true
		w.intercept = func(http.RoundTripper, *http.Request) (*http.Response, error) {
			return nil, errors.New("the process is dead")
		}
		if args[2] == "after" {
			if resp, err := next.RoundTrip(r); err == nil {
				_ = resp.Body.Close()
			}
		}
		return nil, errors.Join(errors.New("the process dies"), w.app.Close())
	})
	if err := w.settle(context.Background()); !dead {
		return errors.Join(errors.New("it made no such request, so it did not die"), err)
	}
	w.intercept = nil
	w.advance(deadLease)
	return w.start()
}

// deadLease is more than a dead process's lease lasts.
const deadLease = 2 * time.Minute

func collaborators(w *world, _ *testscript.TestScript, args []string) error {
	a, err := w.sim.Advisory(w.advisory)
	if err != nil {
		return err
	}
	if on := slices.Concat(a.Users, a.Teams); !slices.Equal(on, args) {
		return fmt.Errorf("on the advisory are %v, want %v; log:\n%s", on, args, w.log.String())
	}
	return nil
}

func state(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	a, err := w.sim.Advisory(w.advisory)
	if err == nil && a.State != args[0] {
		err = fmt.Errorf("the advisory is %s, want %s; log:\n%s", a.State, args[0], w.log.String())
	}
	return err
}

func audit(w *world, _ *testscript.TestScript, args []string) error {
	var acts []string
	err := w.app.Store.View(context.Background(), func(tx *store.Tx) error {
		rows, err := tx.Record("")
		for _, row := range rows {
			if row.Act != "" && (row.Before != nil || row.After != nil) {
				acts = append(acts, fmt.Sprintf("%s %s → %s", row.Command, flat(row.Before), flat(row.After)))
			}
		}
		return err
	})
	if err == nil && !slices.Equal(acts, args) {
		err = fmt.Errorf("the record shows\n%s\nwant\n%s", strings.Join(acts, "\n"), strings.Join(args, "\n"))
	}
	return errors.Join(err, w.app.Store.VerifyChain(context.Background()))
}

func flat(m map[string]string) string {
	return strings.TrimPrefix(fmt.Sprint(m), "map")
}

func clearFaults(w *world, _ *testscript.TestScript, _ []string) error {
	w.sim.ClearFaults()
	return nil
}

func note(w *world, ts *testscript.TestScript, _ []string) error {
	_, own, err := w.written()
	if err != nil || len(own) == 0 {
		return errors.Join(err, errors.New("the app has written nothing"))
	}
	_, err = fmt.Fprint(ts.Stdout(), own[len(own)-1].Body)
	return err
}

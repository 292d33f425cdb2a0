// Command bench measures how fast webhooks are taken in, side by side in one run over loopback HTTP:
//
//	bare      net/http and the HMAC check, nothing else
//	silent    go-githubapp's dispatcher with its in-memory queue and an empty handler; a crash loses what waits
//	queue     the same with a logger, as its documentation demands one: a line for each delivery, as ours writes
//	embargo   our receiver: what it asks for is on disk (synchronous=FULL) when it is answered
//	working   the same while the agenda's workers do what was put on it (nothing, in no time)
//	probot    Probot with an empty handler, where npm can install it
//
// Each is a process of its own, and is given the same signed 15 KB reports about 1,000 advisories, with delivery
// ids like GitHub's, by clients that only write bytes and read the answer. The rounds of the candidates alternate; the median round
// counts. Processor time and memory are the candidate's own. After that the whole program runs against a simulated
// GitHub: the wait for an answer, and the cost of idleness. All goes to 127.0.0.1 only, and stops by itself.
//
// "bench scale" measures instead what organisations of 1 to 10,000 repositories cost, see scale.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	duration := flag.Duration("duration", 2*time.Second, "how long a round takes")
	rounds := flag.Int("rounds", 5, "rounds of each candidate, of which the median counts")
	only := flag.String("only", "", "measure only these candidates, such as bare,embargo")
	profile := flag.String("profile", "", "with -only of one of ours: write a CPU profile of its last round to this file")
	repositories := flag.String("repositories", "1,10,100,1000,10000", "for scale: how many repositories")
	byRepository := flag.Bool("by-repository", false, "for scale: where each repository is asked for its own advisories")
	flag.Parse()
	ctx := context.Background()
	if flag.Arg(0) == serveArgument {
		if err := serve(ctx, flag.Arg(1)); err != nil {
			fmt.Fprintln(os.Stderr, "bench serve:", err)
			os.Exit(1)
		}
		return
	}
	if flag.Arg(0) == "scale" {
		measure := scale
		if *byRepository {
			measure = scaleEach
		}
		if err := measure(ctx, *repositories); err != nil {
			fmt.Fprintln(os.Stderr, "bench scale:", err)
			os.Exit(1)
		}
		return
	}
	err := run(ctx, plan{*duration, *rounds, *only, *profile})
	if err == nil && *only == "" {
		err = live(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// plan is what to measure.
type plan struct {
	duration time.Duration
	rounds   int
	only     string
	profile  string
}

// result is one round's figures.
type result struct {
	perSecond float64
	served    int
	p50, p99  time.Duration
	cpu       time.Duration // of the candidate, for each delivery
	memory    int           // of the candidate, in kB: the most that was resident
}

func run(ctx context.Context, p plan) (err error) {
	folder, err := os.MkdirTemp("", "embargo-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	all := slices.DeleteFunc(append(slices.Clone(ours), probot(folder)), func(c candidate) bool {
		return p.only != "" && !slices.Contains(strings.Split(p.only, ","), c.name)
	})
	if i := slices.IndexFunc(all, func(c candidate) bool { return c.name == "probot" }); i >= 0 {
		if err := installProbot(ctx, folder); err != nil {
			fmt.Printf("probot is not measured: %v\n", err)
			all = slices.Delete(all, i, i+1)
		}
	}
	if len(all) == 0 || p.rounds < 1 {
		return errors.New("nothing to measure: -only is of bare, silent, queue, embargo, working, probot, and -rounds at least 1")
	}
	if p.profile != "" {
		path, err := filepath.Abs(p.profile)
		if err != nil {
			return err
		}
		if err := os.Setenv("BENCH_PROFILE", path); err != nil {
			return err
		}
	}
	fmt.Printf("%s, %d cores, %d rounds of %s each, %d-byte payloads\n\n",
		runtime.Version(), runtime.GOMAXPROCS(0), p.rounds, p.duration, payloadSize)
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(out, "connections\tcandidate\treq/s\tof "+all[0].name+"\tp50\tp99\tCPU/req\tmemory\t")
	for _, connections := range []int{1, 16, 64} {
		medians, err := measure(ctx, all, connections, p)
		if err != nil {
			return err
		}
		for i, c := range all {
			m := medians[i]
			_, _ = fmt.Fprintf(out, "%d\t%s\t%.0f\t%.2f\t%.2f ms\t%.2f ms\t%.0f µs\t%d MB\t\n", connections, c.name,
				m.perSecond, m.perSecond/medians[0].perSecond, ms(m.p50), ms(m.p99), ms(m.cpu)*1000, m.memory>>10)
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// measure runs the rounds of all candidates, alternating, and gives each one's median round.
func measure(ctx context.Context, all []candidate, connections int, p plan) ([]result, error) {
	results := make([][]result, len(all))
	for range p.rounds {
		for i, c := range all {
			r, err := round(ctx, c, connections, p.duration)
			if err != nil {
				return nil, fmt.Errorf("%s at %d connections: %w", c.name, connections, err)
			}
			results[i] = append(results[i], r)
		}
	}
	medians := make([]result, len(all))
	for i, rs := range results {
		slices.SortFunc(rs, func(a, b result) int { return int(a.perSecond - b.perSecond) })
		medians[i] = rs[len(rs)/2]
	}
	return medians, nil
}

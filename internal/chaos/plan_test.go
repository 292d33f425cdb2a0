package chaos

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// moment is what a plan makes of a request.
type moment int

const (
	goOn moment = iota
	dieBefore
	dieAfter
)

// killing is one kill that is to come.
type killing struct {
	kind  string        // for the tally
	write bool          // counts only requests that change something
	at    int           // dies at that request since the last start, 0 for none
	how   moment        // before or after its effect
	after time.Duration // dies after so much of the wall clock's time instead
	mail  bool          // dies when a mail was taken, before that is answered
}

// plan is what goes wrong during one act. Its methods work for nil, by which nothing goes wrong.
type plan struct {
	mu     sync.Mutex
	queue  []killing
	armed  *killing
	count  int
	timer  *time.Timer
	seen   load // since the plan began
	tally  map[string]int
	errors []error
}

// load is how much the server asked of GitHub, and how many mails it sent.
type load struct{ requests, writes, mails int }

// begin arms the next kill of the plan, when a server starts or the act begins.
func (p *plan) begin(w *world) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count = 0
	if p.timer != nil {
		p.timer.Stop()
	}
	p.armed, p.timer = nil, nil
	if len(p.queue) == 0 {
		return
	}
	next := p.queue[0]
	p.queue, p.armed = p.queue[1:], &next
	if next.after > 0 {
		victim := w.running()
		p.timer = time.AfterFunc(next.after, func() {
			if p.take(&next) {
				p.failed(victim.kill())
			}
		})
	}
}

// take uses a kill up, unless that has been done.
func (p *plan) take(k *killing) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.armed != k {
		return false
	}
	p.armed = nil
	p.tally[k.kind]++
	return true
}

// moment counts a request and tells whether the server dies at it.
func (p *plan) moment(r *http.Request) moment {
	if p == nil || strings.HasSuffix(r.URL.Path, "/access_tokens") {
		return goOn
	}
	write := r.Method != http.MethodGet
	p.mu.Lock()
	p.seen.requests++
	if write {
		p.seen.writes++
	}
	k := p.armed
	if k == nil || k.at == 0 || k.write && !write {
		p.mu.Unlock()
		return goOn
	}
	p.count++
	hit := p.count == k.at
	p.mu.Unlock()
	if hit && p.take(k) {
		return k.how
	}
	return goOn
}

// mailed tells whether the server dies now that a mail was taken.
func (p *plan) mailed() bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	p.seen.mails++
	k := p.armed
	p.mu.Unlock()
	return k != nil && k.mail && p.take(k)
}

// left takes the kill that never came, since there were fewer requests than it waited for.
func (p *plan) left() bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	k := p.armed
	p.mu.Unlock()
	if k == nil {
		return false
	}
	idle := *k
	idle.kind = "while idle"
	p.mu.Lock()
	p.armed = &idle
	p.mu.Unlock()
	return p.take(&idle)
}

func (p *plan) spent() bool {
	if p == nil {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.armed == nil && len(p.queue) == 0
}

func (p *plan) failed(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.errors = append(p.errors, err)
}

func (p *plan) err() error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.errors...)
}

// disturber chooses what goes wrong, the same for the same seed, but for the wall clock's share in it.
type disturber struct {
	rng   *rand.Rand
	loads []load // of each act of the undisturbed run
	kills map[string]int

	mu    sync.Mutex
	wrong map[string]int
	// patience is by how much a kill by the wall clock is delayed at most.
	patience time.Duration
}

func newDisturber(seed uint64, loads []load) *disturber {
	return &disturber{
		rng:   rand.New(rand.NewPCG(seed, 0)), // #nosec G404 -- to be repeated
		loads: loads, kills: map[string]int{}, wrong: map[string]int{}, patience: 80 * time.Millisecond,
	}
}

func (d *disturber) struck(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrong[what]++
}

// total is the number of kills.
func (d *disturber) total() (n int) {
	for _, count := range d.kills {
		n += count
	}
	return n
}

func (d *disturber) String() string {
	list := func(counts map[string]int) string {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			parts = append(parts, fmt.Sprintf("%d %s", counts[name], name))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprintf("%d kills (%s); faults: %s", d.total(), list(d.kills), list(d.wrong))
}

// plan chooses the kills and faults of an act, and has GitHub commit the latter.
func (d *disturber) plan(i int, w *world) *plan {
	if d == nil {
		return &plan{tally: map[string]int{}}
	}
	p := &plan{tally: d.kills}
	left := d.loads[i]
	for range 2 + d.rng.IntN(5) {
		p.queue = append(p.queue, d.killing(left))
		left.requests, left.writes, left.mails = left.requests/2, left.writes/2, 0 // the others have been done by then
	}
	for range d.rng.IntN(4) {
		w.sim.Inject(d.fault(d.loads[i], w))
	}
	return p
}

func (d *disturber) killing(l load) killing {
	hows := []moment{dieBefore, dieAfter}
	words := map[moment]string{dieBefore: "before", dieAfter: "after"}
	how := hows[d.rng.IntN(len(hows))]
	switch n := d.rng.IntN(10); {
	case n < 5 && l.mails > 0:
		return killing{kind: "when a mail was taken", mail: true}
	case n < 4 && l.writes > 0:
		return killing{kind: words[how] + " a write", write: true, at: 1 + d.rng.IntN(l.writes), how: how}
	case n < 6 && l.requests > 0:
		return killing{kind: words[how] + " a request", at: 1 + d.rng.IntN(l.requests), how: how}
	}
	return killing{kind: "at random", after: time.Microsecond * time.Duration(1+d.rng.IntN(int(d.patience.Microseconds())))}
}

// fault chooses something that GitHub does to the server at one of the act's requests.
func (d *disturber) fault(l load, w *world) (f githubsim.Fault) {
	name := ""
	writes := d.rng.IntN(2) == 0 && l.writes > 0
	left := 1 + d.rng.IntN(max(1, l.requests))
	if writes {
		left = 1 + d.rng.IntN(l.writes)
	}
	f.Match = func(r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/access_tokens") || writes && r.Method == http.MethodGet {
			return false
		}
		if left--; left == 0 {
			d.struck(name)
		}
		return left == 0
	}
	wait := time.Duration(10+d.rng.IntN(110)) * time.Second
	seconds := fmt.Sprint(int(wait.Seconds()))
	switch d.rng.IntN(8) {
	case 0:
		f.Status = []int{500, 502, 503, 504}[d.rng.IntN(4)]
		name = "5xx"
	case 1:
		f.Status, f.After = 502, true
		name = "5xx after the effect"
	case 2:
		f.Drop = true
		name = "closed connection"
	case 3:
		f.After = true
		name = "lost reply"
	case 4:
		f.Status, f.Header = http.StatusTooManyRequests, http.Header{"Retry-After": {seconds}}
		name = "429"
	case 5:
		f.Status, f.Header = http.StatusForbidden, http.Header{"Retry-After": {seconds}}
		f.Body = `{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}`
		name = "secondary limit"
	case 6:
		f.Delay = func() { w.set(w.clock().Add(wait)) }
		name = "slow reply"
	default:
		f.Delay = w.sim.RevokeTokens
		name = "revoked tokens"
	}
	return f
}

// skew is by how much the server's clock goes wrong during an act, mostly not at all.
func (d *disturber) skew() time.Duration {
	if d == nil || d.rng.IntN(4) > 0 {
		return 0
	}
	d.struck("clock jump")
	return time.Duration(d.rng.IntN(16*60)-8*60) * time.Second
}

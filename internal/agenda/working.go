package agenda

import "sync"

// working are the leases under which this process works.
type working struct {
	mu      sync.Mutex
	numbers map[string]string // by key
}

func (w *working) begin(leases []Lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.numbers == nil {
		w.numbers = map[string]string{}
	}
	for _, l := range leases {
		w.numbers[l.Key] = l.number
	}
}

// end forgets leases. One that was lost meanwhile, and taken by this process again, stays.
func (w *working) end(leases ...Lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range leases {
		if w.numbers[l.Key] == l.number {
			delete(w.numbers, l.Key)
		}
	}
}

func (w *working) has(l Lease) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return l.number != "" && w.numbers[l.Key] == l.number
}

// Working is how many keys this process works on at this moment.
func (a *Agenda) Working() int {
	a.working.mu.Lock()
	defer a.working.mu.Unlock()
	return len(a.working.numbers)
}

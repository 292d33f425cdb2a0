package agenda

import "sync"

// working are the leases under which this process works.
type working struct {
	mu     sync.Mutex
	owners map[string]string // by key
}

func (w *working) begin(leases []Lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.owners == nil {
		w.owners = map[string]string{}
	}
	for _, l := range leases {
		w.owners[l.Key] = l.owner
	}
}

// end forgets leases. One that was lost meanwhile, and taken by this process again, stays.
func (w *working) end(leases ...Lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range leases {
		if w.owners[l.Key] == l.owner {
			delete(w.owners, l.Key)
		}
	}
}

func (w *working) has(l Lease) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return l.owner != "" && w.owners[l.Key] == l.owner
}

// Working is how many keys this process works on at this moment.
func (a *Agenda) Working() int {
	a.working.mu.Lock()
	defer a.working.mu.Unlock()
	return len(a.working.owners)
}

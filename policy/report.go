package policy

import "time"

// Report is what Evaluate concludes about a case.
type Report struct {
	Phase Phase
	// Items holds every item of the process exactly once, in the process's order.
	Items []Item
	// Ledger is the standing of all decisions.
	Ledger Ledger
	// Timeline is what process and decisions make of the advisory's time.
	Timeline Timeline
	// Slot is the release slot on the table, zero when none is.
	Slot Slot
	// BySlot tells whether the release and its advisory wait for the release slot. They do not when the vulnerability is
	// public already, when an SRC member waived the release day, or when the process asks for none and none was agreed.
	BySlot bool
	// Actions are the outside effects wanted; the caller records each under its key once.
	Actions []Action
	// Escalations are what the SRC's private channel ought to have been told by now.
	Escalations []Escalation
	// Wake is the next moment at which the report may change although nothing else does; zero for never.
	Wake time.Time
}

// Slot is a proposed or agreed time for the release, UTC.
type Slot struct {
	Start, End time.Time
	// Agreed says that the fix team and the SRC both want it and that nothing speaks against it. An agreed slot
	// stays agreed when it is over.
	Agreed bool
	// AgreedBy are the decisions that stand, the proposer's own first.
	AgreedBy []Decision
	// Against is what speaks against the slot by now.
	Against []SlotCode
}

// Phase tells where in the process an advisory stands.
type Phase string

// The phases, in order.
const (
	PhaseReported  Phase = "reported"  // not acknowledged or not triaged
	PhaseFixing    Phase = "fixing"    // a fix is being developed
	PhaseReady     Phase = "ready"     // all that is required before the release is done
	PhaseReleased  Phase = "released"  // the advisory is published
	PhaseFinished  Phase = "finished"  // and everything after it is done
	PhaseAbandoned Phase = "abandoned" // closed or withdrawn
)

// ItemID is the stable name of a checklist item.
type ItemID string

// State is the state of an item.
type State string

// The states of an item.
const (
	StateDone     State = "done"
	StatePending  State = "pending"
	StateDueSoon  State = "due-soon"
	StateOverdue  State = "overdue"
	StateViolated State = "violated"
	StateWaived   State = "waived"
	StateUnknown  State = "unknown" // the fact could not be read
)

// Need says what an item means for the release.
type Need string

// The needs.
const (
	NeedRequired Need = "required" // blocks the release
	NeedAdvice   Need = "advice"   // wanted, blocks nothing
	NeedAfter    Need = "after"    // comes after the release
	NeedDisabled Need = "disabled" // not part of this organisation's process
)

// Item is one line of the checklist.
type Item struct {
	ID       ItemID
	Title    string
	State    State
	Need     Need
	Evidence []Evidence // never empty for a done or violated item
	Owner    string     // who is expected to act: a login, "SRC" or "fix team"
	Deadline time.Time  // zero when it has none
	Soon     time.Time  // from when it is due soon; zero without a deadline
	Next     string     // one sentence: what to do next; "" when done
	Command  string     // the command for it, such as "/ack"; "" when there is none
}

// Evidence is a fact that supports an item's state. Text may quote outsiders, so whoever renders it escapes it.
type Evidence struct {
	Text string
	URL  string // "" when there is nothing to link to
}

// Action is an outside effect that is wanted. It carries identifiers only, never text.
type Action struct {
	Kind    string // such as "reply"
	Key     string // stable and unique within the advisory, such as "reply/123"
	Comment int64  // the comment that asked for it, 0 for none
	Args    map[string]string
}

// Item gives the item with an id; the zero Item when the report has none.
func (r Report) Item(id ItemID) Item {
	for _, item := range r.Items {
		if item.ID == id {
			return item
		}
	}
	return Item{}
}

// Package store keeps what Embargo has to remember: which webhook deliveries it has seen, what it knows of
// each advisory, the decisions taken, the outside actions wanted, and the agenda's table.
//
// It holds identifiers, times and stable codes, never text that people wrote (invariant 1 of the design).
// Times are stored as integer microseconds since the Unix epoch, UTC; the zero time is stored as 0.
//
// Every change goes through [Store.Update]. Updates that arrive together share one transaction and so one
// flush to disk, which is what makes a durable webhook receiver fast; each keeps a savepoint of its own, so
// that one failing update takes nothing else with it. Nothing waits for a timer: a lone update commits at once.
//
// Queries keep to what SQLite and PostgreSQL share ($1 placeholders, INSERT … ON CONFLICT); only the
// migrations and the few statements in sqlite.go belong to one of them.
package store

// Package store keeps what Embargo has to remember: which webhook deliveries it has seen, what it knows of
// each advisory, the decisions taken, the outside actions wanted, and the agenda's table.
//
// It holds identifiers, times and stable codes, never text that people wrote (invariant 1 of the design).
// Times are stored as integer microseconds since the Unix epoch, UTC; the zero time is stored as 0.
//
// Every change goes through [Store.Update]. Updates that arrive together share one transaction and so one
// flush to disk, which is what makes a durable webhook receiver fast; each keeps a savepoint of its own, so
// that one failing update takes nothing else with it. Nothing waits for a timer: a lone update commits at once.
// Updates run one after the other, those of other processes included, so what one has read stays true while it
// writes. [Store.View] reads one snapshot and waits for nobody.
//
// The database is an SQLite file, which one process uses, or PostgreSQL, which any number may. All queries keep to
// what the two share ($1 placeholders, INSERT … ON CONFLICT); the few things that each does in its own way are one
// value, see kind. So are the migrations one set of files, with a folder for what only one of them needs.
//
// A connection to PostgreSQL that breaks is replaced by itself. What was under way fails with [ErrAway]; an update whose
// connection breaks at its very end may have been kept all the same, as with any database across a network. That
// is why everything that is recorded has a key of its own, and can be tried again.
package store

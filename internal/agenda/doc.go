// Package agenda is the durable table of things due, and the workers that do them.
//
// A key such as "look/OWNER/REPO/GHSA" says what to do; its part before the first "/" is its kind, which says
// who does it. Marking a key that is there already only brings its time forward, and changes nothing when it is due
// and waits to be taken; so a thousand marks are one piece of work. Work that fails, that waits for a rate limit, or that
// wants to be woken at a deadline is the same key with a later time.
//
// A worker takes a key under a lease, which it renews while it works; one that can't renew it ends its work before the
// lease does. Marks that arrive meanwhile are kept aside and cause exactly one more piece of work afterwards. The due
// time of a leased key is the end of its lease: when its owner dies, the key comes due by itself, for whichever process
// looks first. Leases are numbered, and the numbers only grow: what the late owner then tries to record under its older
// one is refused, see [Agenda.Update], and before it acts it learns so, see [Agenda.Holds].
//
// With nothing due, the agenda sleeps until the next due time or a [Agenda.Wake], which the mark of another process on
// the same PostgreSQL causes, too; and a minute at most, should that notice be lost. It then reads once and writes
// nothing.
package agenda

// Package policy is the security response process itself: what is known about one advisory goes in as a [Case], the
// organisation's numbers and choices as a [Process], and [Evaluate] says where each item of the checklist stands, on
// what evidence, who has to act by when, and which outside effects are wanted. [RightOf] says who may do what.
//
// Everything here is pure: no I/O, no clock, no logger, and the same input gives the same output. What could not be
// read is a [Fact] that says so; it makes an item unknown, never done, and gives nobody a right.
//
// A rule is one file, rule_*.go, whose function judges the evidence for one item; one line in the registry in rules.go;
// and its words in words*.go. Waivers, deadlines, owners and items that a process changes are common to all rules and
// live in evaluate.go. What people decided in the thread is added up once, by [Settle], into a [Ledger].
package policy

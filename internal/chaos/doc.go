// Package chaos kills the real server, as a process of its own, at every kind of moment while people work on several
// advisories, and has GitHub, the clock and the disk fail meanwhile. What stands on GitHub and in the mailboxes at the
// end is the undisturbed run's. See docs/crash-tests.md. All of it is tests.
package chaos

// Package web serves people: the dashboard, where those on an advisory see its checklist and act on it after GitHub has
// closed its thread, and the calendar that members of the SRC subscribe to.
//
// Nothing about people is kept. Whoever signs in proves to GitHub who they are; what they may see follows, at every
// request, from the teams and the advisory as GitHub shows them then. The session is a sealed cookie that ends after
// eight hours. The calendar's address is a secret of which only a hash is kept.
//
// An advisory that somebody may not see does not exist for them: every refusal is the same 404. Pages that hold
// embargoed text are never cached, and no address, name or secret of theirs is logged.
package web

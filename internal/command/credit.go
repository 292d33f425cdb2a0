package command

import (
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

var credit = Spec{
	Name:    policy.CommandCredit,
	Usage:   "/credit @login|none [TYPE]",
	Help:    "Records in the advisory how somebody is credited, or that the reporter would rather not be.",
	Example: "/credit @rita reporter",
	Rights:  everybody,
	Note: "TYPE is one of GitHub's words, such as `reporter`, `finder`, `analyst` or `tool`, or `none` to take somebody's " +
		"credit back. GitHub asks the credited person to accept. The reporter may say it only of themselves.",
	read: func(r *reader) {
		if strings.EqualFold(r.peek(), policy.CreditNone) {
			r.choice(policy.ArgCredit, detailCredit, policy.CreditNone)
			return
		}
		r.login()
		if r.peek() != "" {
			r.choice(policy.ArgCredit, detailCredit, slices.Concat(policy.CreditTypes(), []string{policy.CreditNone})...)
		}
	},
	judge: judgeCredit,
}

// judgeCredit finds out whom a bare "none" is about, and keeps the reporter to themselves.
func judgeCredit(q *request) {
	login, named := q.args[policy.ArgLogin]
	if !named {
		login = policy.ReporterLogin(q.c, q.ledger())
		if q.right == policy.RightReporter {
			login = q.author
		}
	}
	switch {
	case login == "":
		q.refuse(detailNoReporter)
		return
	case q.right == policy.RightReporter && !strings.EqualFold(login, q.author):
		q.forbid(detailOwnCredit)
		return
	}
	q.args[policy.ArgLogin] = login
}

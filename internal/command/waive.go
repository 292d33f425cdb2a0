package command

import "github.com/embargo-app/embargo/policy"

var waive = Spec{
	Name:    policy.CommandWaive,
	Usage:   "/waive ITEM REASON",
	Help:    "Lets the process go on without an item of the checklist.",
	Example: "/waive private-fork the fix is a change of configuration",
	Rights:  responseTeam,
	Late:    true,
	read: func(r *reader) {
		r.item(policy.ArgItem)
		r.reason()
	},
	judge: needEnabledItem,
}

// needEnabledItem refuses to change an item that is no part of this process.
func needEnabledItem(q *request) {
	if q.process.Items[policy.ItemID(q.args[policy.ArgItem])].Disabled() {
		q.refuse(detailDisabled)
	}
}

package command

import "github.com/embargo-app/embargo/policy"

var done = Spec{
	Name:    policy.CommandDone,
	Usage:   "/done ITEM [undo]",
	Help:    "Ticks an item that the organisation has added to the checklist, or takes the tick back.",
	Example: "/done legal-review",
	Rights:  fixTeamAndSRC,
	Note:    "Items that every process has are ticked by their evidence alone; only `/waive` does without one.",
	Late:    true,
	read: func(r *reader) {
		r.item(policy.ArgItem)
		if r.peek() != "" {
			r.choice(policy.ArgAct, detailExtra, policy.DoneUndo)
		}
	},
	judge: func(q *request) {
		item := policy.ItemID(q.args[policy.ArgItem])
		_, ticked := q.ledger().Done[item]
		switch {
		case policy.IsBuiltIn(item):
			q.refuse(detailByEvidence)
		case q.args[policy.ArgAct] == policy.DoneUndo && !ticked:
			q.refuse(detailNotDone)
		default:
			needEnabledItem(q)
		}
	},
}

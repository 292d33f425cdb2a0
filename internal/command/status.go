package command

import "github.com/embargo-app/embargo/policy"

var status = Spec{
	Name:    policy.CommandStatus,
	Usage:   "/status",
	Help:    "Shows where the advisory stands and what is wanted next.",
	Example: "/status",
	Rights:  everybody,
	Late:    true,
	asks:    true,
}

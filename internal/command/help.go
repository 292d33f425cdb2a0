package command

import "github.com/embargo-app/embargo/policy"

var help = Spec{
	Name:    policy.CommandHelp,
	Usage:   "/help",
	Help:    "Lists the commands you may use here.",
	Example: "/help",
	Rights:  everybody,
	Late:    true,
	asks:    true,
}

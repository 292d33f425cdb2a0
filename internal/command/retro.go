package command

import "github.com/embargo-app/embargo/policy"

var retro = Spec{
	Name:    policy.CommandRetro,
	Usage:   "/retro",
	Help:    "Asks for a draft of the retrospective.",
	Example: "/retro",
	Rights:  fixTeamAndSRC,
	Late:    true,
}

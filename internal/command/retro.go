package command

import "github.com/embargo-app/embargo/policy"

var retro = Spec{
	Name:    policy.CommandRetro,
	Usage:   "/retro",
	Help:    "Asks for a draft of the retrospective; it is recorded, and not written yet in this version.",
	Example: "/retro",
	Rights:  fixTeamAndSRC,
	Late:    true,
}

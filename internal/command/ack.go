package command

import "github.com/embargo-app/embargo/policy"

var ack = Spec{
	Name:    policy.CommandAck,
	Usage:   "/ack",
	Help:    "Acknowledges the report.",
	Example: "/ack",
	Rights:  responseTeam,
}

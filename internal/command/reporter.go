package command

import "github.com/embargo-app/embargo/policy"

var reporter = Spec{
	Name:    policy.CommandReporter,
	Usage:   "/reporter @login private|public",
	Help:    "Names who reported it and whether that was in private; only then may they stay on the advisory.",
	Example: "/reporter @rita private",
	Rights:  responseTeam,
	read: func(r *reader) {
		r.login()
		r.choice(policy.ArgChannel, detailChannel, string(policy.ChannelPrivate), string(policy.ChannelPublic))
	},
}

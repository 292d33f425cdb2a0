package command

var status = Spec{
	Name:    "status",
	Usage:   "/status",
	Help:    "Shows where the advisory stands and what is wanted next.",
	Example: "/status",
	Rights:  everybody,
	Late:    true,
	asks:    true,
}

package command

var help = Spec{
	Name:    "help",
	Usage:   "/help",
	Help:    "Lists the commands you may use here.",
	Example: "/help",
	Rights:  everybody,
	Late:    true,
	asks:    true,
}

// Package scenario plays the stories of testdata/scenarios against the assembled server and the simulated
// GitHub, in process and on a clock of their own. It has no code outside its tests; the commands of a story are
// listed in commands_test.go, each with what it does.
package scenario

// Package house holds the tests of rules that concern the whole repository and no single package:
// who may import whom, and that the App's manifest asks for what the handlers need. It has no code.
package house

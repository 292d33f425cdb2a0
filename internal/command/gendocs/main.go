// Command gendocs writes docs/commands.md, made from the registry of commands.
//
//	go run ./internal/command/gendocs FILE
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gendocs FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], []byte(document()), 0o644); err != nil { //nolint:gosec // documentation, for everybody to read
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

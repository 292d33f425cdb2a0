package main

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/embargo-app/embargo/config"
)

// TestNoFlagTakesASecret: what stands on a command line stands in the list of processes and in the shell's history. So
// secrets come from the environment and from files alone.
func TestNoFlagTakesASecret(t *testing.T) {
	parser, err := kong.New(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var visit func(*kong.Node)
	visit = func(node *kong.Node) {
		for _, flag := range node.Flags {
			names = append(names, node.FullPath()+" --"+flag.Name)
			if len(flag.Envs) > 0 {
				t.Errorf("%s --%s is shown by --help with the value of its variable", node.FullPath(), flag.Name)
			}
		}
		for _, argument := range node.Positional {
			names = append(names, node.FullPath()+" "+argument.Name)
		}
		for _, child := range node.Children {
			visit(child)
		}
	}
	visit(parser.Model.Node)
	if len(names) < 20 {
		t.Fatalf("only %d flags and arguments: %q", len(names), names)
	}
	for _, name := range names {
		for _, word := range []string{"secret", "token", "password", "private", "database", "webhook", "phrase"} {
			if last := name[strings.LastIndexByte(name, ' ')+1:]; strings.Contains(strings.ToLower(last), word) {
				t.Errorf("%s takes a secret", name)
			}
		}
		for _, s := range config.Settings() {
			if flag := strings.ToLower(strings.ReplaceAll(s.Name, "_", "-")); s.Secret && strings.HasSuffix(name, flag) {
				t.Errorf("%s takes the secret %s", name, s.Name)
			}
		}
	}
}

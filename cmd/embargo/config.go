package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/embargo-app/embargo/config"
)

type configCommand struct {
	Check configCheckCommand `cmd:"" help:"Check process files with the server's own parser."`
}

type configCheckCommand struct {
	Organisation string   `help:"The organisation's process file, over which each FILE is then laid as a repository's." placeholder:"FILE"`
	Print        bool     `help:"Print the process that results, with the place every value comes from."`
	Files        []string `arg:"" name:"file" help:"Process files, each an organisation's unless --organisation is given."`
}

// Help completes the help text.
func (*configCheckCommand) Help() string {
	return "Every mistake is one line on standard error: file:line: key: what is wrong and what would be right. " +
		"The exit code is 0 when there is none, 1 when there are some, 2 when a file or an argument cannot be read."
}

// Validate finds files that cannot be read before any is checked. The names stay as they were typed, for the messages.
func (c *configCheckCommand) Validate() error {
	for _, name := range append([]string{c.Organisation}, c.Files...) {
		if name == "" {
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if info.IsDir() {
			return fmt.Errorf("%s is a directory; name the file in it", name)
		}
	}
	return nil
}

// Run checks each file; it fails when there was a mistake in one.
func (c *configCheckCommand) Run(s streams) error {
	var mistakes int
	for _, name := range c.Files {
		resolved, err := resolveProcess(c.Organisation, name)
		if problems, found := errors.AsType[config.Problems](err); found {
			mistakes += len(problems)
			err = report(s, problems)
		} else if err == nil {
			err = c.accept(s, name, resolved)
		}
		if err != nil {
			return err
		}
	}
	switch mistakes {
	case 0:
		return nil
	case 1:
		return errors.New("1 mistake")
	}
	return fmt.Errorf("%d mistakes", mistakes)
}

// report prints one line for each mistake.
func report(s streams, problems config.Problems) error {
	for _, problem := range problems {
		if _, err := fmt.Fprintln(s.Err, problem); err != nil {
			return err
		}
	}
	return nil
}

// accept prints that a file has no mistake, or what it means.
func (c *configCheckCommand) accept(s streams, name string, resolved config.Resolved) error {
	text := name + ": ok\n"
	if c.Print {
		process, err := resolved.Print()
		if err != nil {
			return err
		}
		text = "# " + name + "\n" + process
	}
	_, err := fmt.Fprint(s.Out, text)
	return err
}

// resolveProcess reads a process file and what it builds upon.
func resolveProcess(organisation, name string) (config.Resolved, error) {
	file, err := parseProcess(name)
	if err != nil {
		return config.Resolved{}, err
	}
	if organisation == "" {
		return config.Resolve(file, nil)
	}
	org, err := parseProcess(organisation)
	if err != nil {
		return config.Resolved{}, err
	}
	return config.Resolve(org, file)
}

func parseProcess(name string) (*config.File, error) {
	data, err := os.ReadFile(name) //nolint:gosec // the file the user asked to check
	if err != nil {
		return nil, err
	}
	return config.ParseProcess(name, data)
}

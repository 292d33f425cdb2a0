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
	Organisation string   `help:"The organisation's process file, over which FILE is then laid as a repository's." type:"existingfile" placeholder:"FILE"`
	Files        []string `arg:"" name:"file" type:"existingfile" help:"Process files, each an organisation's unless --organisation is given."`
}

// Run checks each file and prints every mistake found; it fails when there was one.
func (c *configCheckCommand) Run(s streams) error {
	var organisation *config.File
	if c.Organisation != "" {
		var err error
		if organisation, err = parseProcess(c.Organisation); err != nil {
			return err
		}
	}
	var failed error
	for _, name := range c.Files {
		if err := checkProcess(name, organisation); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if _, err := fmt.Fprintln(s.Out, name+": ok"); err != nil {
			return err
		}
	}
	return failed
}

func checkProcess(name string, organisation *config.File) error {
	file, err := parseProcess(name)
	if err != nil {
		return err
	}
	if organisation == nil {
		_, err = config.Resolve(file, nil)
	} else {
		_, err = config.Resolve(organisation, file)
	}
	return err
}

func parseProcess(name string) (*config.File, error) {
	data, err := os.ReadFile(name) //nolint:gosec // the file the user asked to check
	if err != nil {
		return nil, err
	}
	return config.ParseProcess(name, data)
}

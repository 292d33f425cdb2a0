package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// source is one file of one npm package at a fixed version.
type source struct {
	name, version string
	file          string // what we read in it
	output        string // what is made of it
	licence       string // where its licence text is put
}

var (
	apiSource = source{
		name: "@octokit/openapi", version: "23.0.2",
		file: "package/generated/api.github.com.json", output: "api.json.gz", licence: "LICENSE.openapi",
	}
	webhookSource = source{
		name: "@octokit/openapi-webhooks", version: "12.1.0",
		file: "package/generated/api.github.com.json", output: "webhooks.json.gz", licence: "LICENSE.openapi-webhooks",
	}
	exampleSource = source{
		name: "@octokit/webhooks-examples", version: "7.6.1",
		file: "package/api.github.com/index.json",
	}
)

func (s source) String() string { return s.name + "@" + s.version }

// contents is what we take from a package.
type contents struct {
	description, licence []byte
}

// npm fetches packages into a temporary folder.
type npm struct{ folder string }

func newNPM() (npm, error) {
	folder, err := os.MkdirTemp("", "contract-gen-")
	return npm{folder}, err
}

func (n npm) close() error { return os.RemoveAll(n.folder) }

// fetch packs s by the npm client, so that its registry and integrity settings hold.
func (n npm) fetch(ctx context.Context, s source) (contents, error) {
	folder, err := os.MkdirTemp(n.folder, "")
	if err != nil {
		return contents{}, err
	}
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", s.String()) //nolint:gosec // our own constants
	cmd.Dir, cmd.Stderr = folder, os.Stderr
	if err := cmd.Run(); err != nil {
		return contents{}, fmt.Errorf("npm pack %s: %w", s, err)
	}
	archives, err := filepath.Glob(filepath.Join(folder, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return contents{}, fmt.Errorf("npm pack %s: want one archive, got %d: %w", s, len(archives), err)
	}
	found, err := unpack(archives[0], s.file, "package/LICENSE")
	if err != nil {
		return contents{}, fmt.Errorf("%s: %w", s, err)
	}
	if found[s.file] == nil {
		return contents{}, fmt.Errorf("%s: no file %s in the package", s, s.file)
	}
	if s.licence != "" && found["package/LICENSE"] == nil {
		return contents{}, fmt.Errorf("%s: no LICENSE in the package", s)
	}
	return contents{found[s.file], found["package/LICENSE"]}, nil
}

// unpack reads the named files of a zipped tar archive; missing ones are left out.
func unpack(archive string, names ...string) (map[string][]byte, error) {
	file, err := os.Open(archive) //nolint:gosec // the archive npm just wrote
	if err != nil {
		return nil, err
	}
	zip, err := gzip.NewReader(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	found := map[string][]byte{}
	for entries := tar.NewReader(zip); ; {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return found, file.Close()
		}
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		if !wanted[entry.Name] {
			continue
		}
		if found[entry.Name], err = io.ReadAll(entries); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
}

package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed probot
var probotFiles embed.FS

// installProbot has npm install Probot below a folder.
func installProbot(ctx context.Context, folder string) error {
	files, err := fs.Sub(probotFiles, "probot")
	if err != nil {
		return err
	}
	target := filepath.Join(folder, "probot")
	if err := os.CopyFS(target, files); err != nil {
		return err
	}
	install := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
	install.Dir = target
	if output, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w\n%s", err, output)
	}
	return nil
}

// probot is the installed Probot as a candidate.
func probot(folder string) candidate {
	return candidate{"probot", func(ctx context.Context) (*exec.Cmd, error) {
		command := exec.CommandContext(ctx, "node", "server.js")
		command.Dir = filepath.Join(folder, "probot")
		command.Env = append(os.Environ(), "SECRET="+string(secret), "NODE_ENV=production")
		return command, nil
	}}
}

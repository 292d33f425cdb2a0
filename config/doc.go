// Package config reads what people configure: the server's settings, from the environment and an
// optional file, and an organisation's process, from process files layered over embedded presets.
//
// Everything is decoded strictly. All problems are reported at once, each with its place, its key,
// the bad value (never a secret's) and what would be right. Nothing here reads the environment or
// the disk by itself: the caller passes both in.
package config

//go:generate go run ./schemagen ../docs/embargo.schema.json

package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Password is the password in every address, there to be looked for where it must not be.
const Password = "pg-canary-7f3a"

// owner is the only user of a server.
const owner = "embargo"

// startTimeout is how long a server may take to answer. A machine under load is slow.
const startTimeout = 20 * time.Second

// starts is how often a server is started that does not answer: under load one may die before it says anything.
const starts = 3

// Server is a PostgreSQL server in a folder of its own.
type Server struct {
	binaries, folder string
	process          *exec.Cmd
}

// Start starts a server for one test, with whom it ends.
func Start(tb testing.TB) *Server {
	tb.Helper()
	s, err := create()
	if err != nil {
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.remove(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// create makes a server in a new folder and starts it.
func create() (s *Server, err error) {
	binaries, err := find()
	if err != nil {
		return nil, err
	}
	// The name is short because that of a socket must be.
	folder, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	s = &Server{binaries: binaries, folder: folder}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.remove())
		}
	}()
	password := filepath.Join(folder, "password")
	if err := os.WriteFile(password, []byte(Password), 0o600); err != nil {
		return nil, err
	}
	if err := giveAway(folder, password); err != nil {
		return nil, err
	}
	initdb := s.command("initdb", "--no-sync", "--no-instructions", "--username="+owner, "--pwfile="+password,
		"--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--pgdata="+s.data())
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, output)
	}
	return s, s.Resume()
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

func (s *Server) log() string { return filepath.Join(s.folder, "log") }

// address is a database's.
func (s *Server) address(database string) string {
	return (&url.URL{
		Scheme: "postgres", User: url.UserPassword(owner, Password), Path: "/" + database,
		RawQuery: url.Values{"host": {s.folder}, "sslmode": {"disable"}}.Encode(),
	}).String()
}

// command prepares one of PostgreSQL's programs to run as the user who owns the folder.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), filepath.Join(s.binaries, name), args...) // #nosec G204 -- a test's
	cmd.Dir = s.folder
	cmd.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	lower(cmd)
	return cmd
}

// watched runs its arguments until its input ends: that is when the test binary does, however it does.
const watched = `exec 3<&0
"$@" & server=$!
{ read -r _ <&3; kill -QUIT "$server"; } & watcher=$!
wait "$server"
kill "$watcher"`

// Resume starts the server again, after Stop or Crash, and waits until it answers.
func (s *Server) Resume() (err error) {
	for range starts {
		if err = s.start(); err == nil || s.process == nil {
			return err
		}
		_ = s.process.Process.Kill() // it may have ended by itself
		_ = s.process.Wait()
		s.process = nil
	}
	return err
}

func (s *Server) start() (err error) {
	server := s.command("postgres", "-D", s.data(), "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=16MB")
	cmd := exec.CommandContext(context.Background(), "/bin/sh", append([]string{"-c", watched, "sh"}, server.Args...)...) // #nosec G204 -- a test's
	cmd.Dir, cmd.Env, cmd.SysProcAttr = server.Dir, server.Env, server.SysProcAttr
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	cmd.Stdout, cmd.Stderr = log, log
	if _, err := cmd.StdinPipe(); err != nil { // nothing is written to it
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.process = cmd
	return s.await()
}

// await waits until the server answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.address("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			said, readErr := os.ReadFile(s.log())
			return errors.Join(fmt.Errorf("the server does not answer: %w; it said:\n%s", err, said), readErr)
		}
	}
}

func (s *Server) running() bool { return s.process != nil }

// Stop ends the server as an operator would: whoever is connected loses the connection.
func (s *Server) Stop() error { return s.end(os.Interrupt) }

// Crash kills the server: it recovers when it is started again.
func (s *Server) Crash() error { return s.end(os.Kill) }

// end signals the server itself and waits until all of it has gone.
func (s *Server) end(signal os.Signal) error {
	if !s.running() {
		return nil
	}
	pid, err := s.pid()
	if err != nil {
		return err
	}
	server, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	if err := server.Signal(signal); err != nil {
		return err
	}
	_ = s.process.Wait() // the exit code is of a server that was told to end
	s.process = nil
	return nil
}

// pid reads the server's process id from the file that it writes for that.
func (s *Server) pid() (int, error) {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid")) // #nosec G304 -- a test's
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(first)
}

// remove ends the server and removes its folder.
func (s *Server) remove() error {
	return errors.Join(s.end(os.Interrupt), os.RemoveAll(s.folder))
}

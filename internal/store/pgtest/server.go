package pgtest

import (
	"bytes"
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

const (
	// startTimeout is how long a server may take to answer. A machine under load is slow.
	startTimeout = 60 * time.Second
	// endTimeout is how long the processes of a server may outlive it.
	endTimeout = 60 * time.Second
)

// Server is a PostgreSQL server in a folder of its own.
type Server struct {
	binaries, folder string
	log              bytes.Buffer  // what the server said; read only when it has ended
	ended            chan struct{} // closed when all of its processes have gone; nil while it is not running
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

// watched runs its arguments until its input ends: that is when the test binary does, however it does. Then nobody else
// removes the folder, of which its own name is the first argument.
const watched = `exec 3<&0
folder=$1; shift
"$@" & server=$!
{ read -r _ <&3; kill -QUIT "$server"; } & watcher=$!
wait "$server"
kill "$watcher" 2>/dev/null
wait "$watcher" && rm -rf "$folder"`

// Resume starts the server again, after Stop or Crash, and waits until it answers.
func (s *Server) Resume() error {
	// What its processes share lies in its folder, and goes with that when they are killed.
	server := s.command("postgres", "-D", s.data(), "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=16MB",
		"-c", "dynamic_shared_memory_type=mmap")
	cmd := exec.CommandContext(context.Background(), "/bin/sh", append([]string{"-c", watched, "sh", s.folder}, server.Args...)...) // #nosec G204 -- a test's
	cmd.Dir, cmd.Env, cmd.SysProcAttr = server.Dir, server.Env, server.SysProcAttr
	// All processes of the server hold this pipe, so that waiting for the command is waiting for all of them: those that
	// a killed server leaves behind take a moment to notice, and until then no other server can use its folder.
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &s.log, &s.log, endTimeout
	input, err := cmd.StdinPipe() // nothing is written to it
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // the exit code is of a server that was told to end, or says what the log says
	}()
	if err := s.await(ended); err != nil {
		_ = input.Close() // which ends it, if it has not ended by itself
		<-ended
		return fmt.Errorf("the server does not answer: %w; it said:\n%s", err, s.log.Bytes())
	}
	s.ended = ended
	return nil
}

// errEnded is a server that ended before it answered.
var errEnded = errors.New("it ended by itself")

// await waits until the server answers.
func (s *Server) await(ended <-chan struct{}) error {
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
		case <-ended:
			return errEnded
		case <-ctx.Done():
			return err
		}
	}
}

func (s *Server) running() bool { return s.ended != nil }

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
	<-s.ended
	s.ended = nil
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

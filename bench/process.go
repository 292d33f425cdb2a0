package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"
)

// serveArgument makes this program one of the candidates instead of the measurement.
const serveArgument = "serve"

// own is this program as a candidate.
func own(name string) candidate {
	return candidate{name, func(ctx context.Context) (*exec.Cmd, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		return exec.CommandContext(ctx, self, serveArgument, name), nil // #nosec G204 -- this program itself
	}}
}

// serve is a candidate's process: it prints its address and serves until its input ends. A profile of all that it did is
// written to the file that BENCH_PROFILE names, if any.
func serve(ctx context.Context, name string) (err error) {
	open, ok := openers[name]
	if !ok {
		return fmt.Errorf("there is no candidate %q", name)
	}
	handler, done, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	stop, err := profile(os.Getenv("BENCH_PROFILE"))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	fmt.Println(listener.Addr())
	_, err = io.Copy(io.Discard, os.Stdin)
	err = errors.Join(err, server.Close(), stop())
	if serveErr := <-served; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	return err
}

func profile(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(path) // #nosec G304,G703 -- whoever measures names it
	if err != nil {
		return nil, err
	}
	stop = func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}
	return stop, pprof.StartCPUProfile(file)
}

// round measures a candidate once.
func round(ctx context.Context, c candidate, connections int, duration time.Duration) (r result, err error) {
	command, err := c.start(ctx)
	if err != nil {
		return result{}, err
	}
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return result{}, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return result{}, err
	}
	if err := command.Start(); err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, input.Close(), command.Wait()) }()
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return result{}, fmt.Errorf("it did not say where it listens: %w", err)
	}
	before, err := usageOf(command.Process.Pid)
	if err != nil {
		return result{}, err
	}
	if r, err = load(ctx, strings.TrimSpace(address), connections, duration); err != nil {
		return result{}, err
	}
	after, err := usageOf(command.Process.Pid)
	if err != nil {
		return result{}, err
	}
	r.cpu, r.memory = (after.cpu-before.cpu)/time.Duration(r.served), after.memory
	return r, nil
}

// usage is what a process has used so far.
type usage struct {
	cpu    time.Duration // to the hundredth of a second
	memory int           // the most that was resident, in kB
}

// usageOf reads it as Linux tells it.
func usageOf(pid int) (usage, error) {
	folder := "/proc/" + strconv.Itoa(pid)
	stat, err := os.ReadFile(folder + "/stat") // #nosec G304 -- of a process of ours
	if err != nil {
		return usage{}, err
	}
	// The second field is the program's name, in parentheses. Of those behind it the 12th and 13th are its time.
	_, fields, _ := strings.Cut(string(stat), ") ")
	var u usage
	for _, field := range strings.Fields(fields)[11:13] {
		ticks, err := strconv.Atoi(field)
		if err != nil {
			return usage{}, err
		}
		u.cpu += time.Duration(ticks) * 10 * time.Millisecond // Linux counts hundredths for everybody to read
	}
	u.memory, err = statusOf(pid, "VmHWM")
	return u, err
}

// statusOf reads one of the sizes that Linux tells of a process, in kB.
func statusOf(pid int, name string) (int, error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status") // #nosec G304 -- of a process of ours
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")))
		}
	}
	return 0, fmt.Errorf("the system does not tell %s of a process", name)
}

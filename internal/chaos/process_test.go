package chaos

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// errDied is a process that has ended.
var errDied = errors.New("the process has died")

// process is a running server.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	lines  chan string // of its standard output, closed at its end
	ended  chan struct{}
	err    error // how it ended, once ended is closed
	listen string
}

// record keeps what processes logged.
type record struct {
	mu    sync.Mutex
	text  bytes.Buffer
	grown chan struct{} // closed when there is more; nil while nobody waits
}

// Write implements io.Writer.
func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.grown != nil {
		close(r.grown)
		r.grown = nil
	}
	return r.text.Write(p)
}

// await returns when something is logged from now on that has one of the words.
func (r *record) await(words ...string) {
	for from := len(r.String()); ; {
		r.mu.Lock()
		if r.grown == nil {
			r.grown = make(chan struct{})
		}
		grown, text := r.grown, r.text.String()[from:]
		r.mu.Unlock()
		if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) }) {
			return
		}
		<-grown
	}
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// spawn runs this test binary as a server. It does not wait until it listens.
func (w *world) spawn() (*process, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{
		cmd:   exec.CommandContext(context.Background(), cmp.Or(w.binary, self)), // #nosec G204 -- this very binary
		lines: make(chan string, 16), ended: make(chan struct{}),
	}
	p.cmd.Env = append([]string{childEnv + "=" + strconv.FormatInt(w.now.Add(w.skew).UnixMicro(), 10)}, w.env...)
	p.cmd.Stderr = &w.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: w.user}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.lines <- lines.Text()
		}
		close(p.lines)
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// kill ends the process as kill -9 does, and returns when it is gone.
func (p *process) kill() error {
	err := p.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	<-p.ended
	return err
}

// stop ends the process as its supervisor would when it has time.
func (p *process) stop() error {
	if err := p.in.Close(); err != nil {
		return err
	}
	<-p.ended
	return p.err
}

// say tells the process something.
func (p *process) say(words ...any) error {
	if _, err := fmt.Fprintln(p.in, words...); err != nil {
		return errors.Join(errDied, err)
	}
	return nil
}

// hear waits for a line that begins with a word and gives what follows.
func (p *process) hear(word string) (string, error) {
	for line := range p.lines {
		if rest, ok := strings.CutPrefix(line, word+" "); ok {
			return rest, nil
		}
	}
	return "", errDied
}

// awaitListening waits until the process takes webhooks.
func (p *process) awaitListening() (err error) {
	p.listen, err = p.hear(sayListens)
	return err
}

// settled is what a process says when there is nothing to do.
type settled struct {
	next   time.Time // when the next key comes due
	unrest int       // keys that failed or whose worker died
}

// settle waits until nothing is due.
func (p *process) settle() (s settled, err error) {
	if err := p.say(saySettle); err != nil {
		return s, err
	}
	answer, err := p.hear(saySettled)
	if err != nil {
		return s, err
	}
	var micros int64
	if _, err = fmt.Sscan(answer, &micros, &s.unrest); err == nil {
		s.next = time.UnixMicro(micros).UTC()
	}
	return s, err
}

package demo

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// buffer is a log that many goroutines write to.
type buffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// TestPlayAtAnyTime: the same story comes out in quiet hours and at noon, at a weekend, and right before the midnight by
// which release days are counted.
func TestPlayAtAnyTime(t *testing.T) {
	for _, moment := range []string{
		"2026-11-23T03:00:00Z", "2026-11-25T23:59:50Z", "2026-11-27T12:00:00Z", "2026-11-28T12:00:00Z",
	} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, moment)
			if err != nil {
				t.Fatal(err)
			}
			ahead, told := time.Until(at), &buffer{}
			err = Play(t.Context(), Options{
				Out: told, Listen: "127.0.0.1:0", Once: true, Log: zerolog.Nop(), Dir: t.TempDir(),
				Now: func() time.Time { return time.Now().Add(ahead) },
			})
			if err != nil {
				t.Errorf("%v\n%s", err, told)
			}
		})
	}
}

// TestPlay runs the whole demo over real connections, and looks for the advisory's text in what the server left
// behind: its log at the most talkative level and its database.
func TestPlay(t *testing.T) {
	dir, log, told := t.TempDir(), &buffer{}, &buffer{}
	err := Play(context.Background(), Options{
		Out: told, Listen: "127.0.0.1:0", Once: true, Log: zerolog.New(log).Level(zerolog.TraceLevel), Dir: dir,
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	if !strings.Contains(told.String(), "Release-ready") {
		t.Errorf("the story does not end release-ready:\n%s", told)
	}
	left := map[string][]byte{"log": log.Bytes()}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no database left in %v: %v", files, err)
	}
	for _, name := range files {
		if left[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	embargoed := []string{theReport.Summary, "empty payload", "payload hash", "Steps to reproduce", theVector, "terrible", "reproduced with"}
	for place, content := range left {
		if len(content) == 0 {
			t.Errorf("%s is empty: the run proves nothing about it", place)
		}
		for _, text := range embargoed {
			if bytes.Contains(content, []byte(text)) {
				t.Errorf("%s holds the embargoed text %q", place, text)
			}
		}
	}
}

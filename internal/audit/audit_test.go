package audit

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CET", 3600))
	var text strings.Builder
	err := Write(&text, []Entry{
		{Time: at, Actor: "sasha", Right: "src", Command: "release-day", Args: map[string]string{"start": "2026-12-04T16:00:00Z", "override": "true"},
			Verdict: "accepted", Before: map[string]string{"b": "1", "a": "x"}, After: map[string]string{"b": "2"}, URL: "https://github.example/7", Comment: 7},
		{Time: at, Actor: "riley", Verdict: "unknown", Comment: 8},
		{Time: at, Actor: "embargo[bot]", Right: "app", Act: "fold-again/1", Command: "fold-again", Verdict: "done", Detail: "as-before"},
		{Time: at, Actor: "mallory\x1b[2J\n", Command: "ack", Verdict: "refused", Detail: "closed"},
	})
	const want = `2026-11-23 09:00:00 UTC  sasha (src)  /release-day override=true start=2026-12-04T16:00:00Z
    accepted
    a: x → not set
    b: 1 → 2
    https://github.example/7

2026-11-23 09:00:00 UTC  riley  a command that there is not
    unknown
    comment 8

2026-11-23 09:00:00 UTC  embargo[bot] (app)  fold-again
    done: as-before

2026-11-23 09:00:00 UTC  mallory�[2J�  /ack
    refused: closed
`
	if err != nil || text.String() != want {
		t.Errorf("%v, got\n%s\nwant\n%s", err, text.String(), want)
	}
	if err := Write(full{}, []Entry{{}}); !errors.Is(err, errFull) {
		t.Errorf("a full disk gave %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

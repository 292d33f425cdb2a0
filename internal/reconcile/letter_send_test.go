package reconcile

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

var errTaken, errAway, errNoAnswer = errors.New("not taken"), errors.New("away"), errors.New("no answer")

// meanings is a Teller that only tells what errors mean.
type meanings struct{ Teller }

func (meanings) Refused(err error) bool { return errors.Is(err, errTaken) }
func (meanings) Settled(err error) bool {
	return errors.Is(err, errTaken) || errors.Is(err, errNoAnswer)
}

// postOffice is a letter to one list, with those who may be sending it.
type postOffice struct {
	*Reconciler

	t   *testing.T
	now time.Time
	one letter
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	p := &postOffice{
		t: t, now: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC),
		one: letter{kind: policy.SentRetrospective, mail: []string{"dev@example.org"}},
	}
	now := func() time.Time { p.now = p.now.Add(time.Second); return p.now }
	p.Reconciler = &Reconciler{Options: Options{Store: s, Agenda: agenda.New(s, now), Now: now, Logger: zerolog.Nop(), Teller: meanings{}}}
	return p
}

// look reads what the record says of the letter now.
func (p *postOffice) look() (*observation, store.LetterRow) {
	p.t.Helper()
	o := &observation{ref: ghsa.Ref{Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2345-6789-cfgh"}, bot: "embargo[bot]"}
	if err := p.Store.View(p.t.Context(), o.recallSent); err != nil {
		p.t.Fatal(err)
	}
	return o, o.letterRow(p.one, store.ByMail, p.one.mail[0])
}

// expect wants the letter in a state, and its ends on the record.
func (p *postOffice) expect(state store.LetterState, ends ...string) {
	p.t.Helper()
	o, _ := p.look()
	var got store.LetterState
	if len(o.letters) > 0 {
		got = o.letters[0].State
	}
	var recorded []string
	err := p.Store.View(p.t.Context(), func(tx *store.Tx) error {
		rows, err := tx.Record(o.ref.String())
		for _, row := range rows {
			recorded = append(recorded, row.Detail)
		}
		return errors.Join(err, tx.VerifyChain())
	})
	if err != nil {
		p.t.Error(err)
	}
	if diff := cmp.Diff(ends, recorded); got != state || diff != "" {
		p.t.Errorf("%q, want %q; on the record (-want +got):\n%s", got, state, diff)
	}
}

type sendFunc = func(context.Context, func(context.Context) error) error

// answering marks the letter and hands it over, and counts that.
func answering(handed *int, err error) sendFunc {
	return func(ctx context.Context, mark func(context.Context) error) error {
		if err := mark(ctx); err != nil {
			return err
		}
		*handed++
		return err
	}
}

// TestTwoWhoSendTheSameLetter: a person who sends a text of their own holds no lease, so the server may be about the same
// letter. Whoever marks it first sends it, and what the other one knows is older.
func TestTwoWhoSendTheSameLetter(t *testing.T) {
	p := newPostOffice(t)
	handed := 0
	slow, slowRow := p.look()
	fast, fastRow := p.look()
	state, err := p.sendOnce(t.Context(), slow, p.one, slowRow, func(ctx context.Context, mark func(context.Context) error) error {
		if state, err := p.sendOnce(ctx, fast, p.one, fastRow, answering(&handed, nil)); state != store.LetterSent || err != nil {
			t.Errorf("the first one: %q, %v", state, err)
		}
		return answering(&handed, nil)(ctx, mark)
	})
	if state != "" || !errors.Is(err, errOvertaken) || handed != 1 {
		t.Errorf("the second one: %q, %v; handed over %d times", state, err, handed)
	}
	p.expect(store.LetterSent, "sent")

	// The other way round: the one that holds the mark goes on, and the other leaves it alone.
	p = newPostOffice(t)
	handed = 0
	slow, slowRow = p.look()
	fast, fastRow = p.look()
	state, err = p.sendOnce(t.Context(), slow, p.one, slowRow, func(ctx context.Context, mark func(context.Context) error) error {
		if err := mark(ctx); err != nil {
			return err
		}
		if _, err := p.sendOnce(ctx, fast, p.one, fastRow, answering(&handed, nil)); !errors.Is(err, errOvertaken) {
			t.Errorf("the second one: %v", err)
		}
		handed++
		return nil
	})
	if state != store.LetterSent || err != nil || handed != 1 {
		t.Errorf("the first one: %q, %v; handed over %d times", state, err, handed)
	}
	p.expect(store.LetterSent, "sent")
}

// TestSameTimeIsNotTheSameMark: with clocks behind the order's, two mark the letter for the same moment. Who comes second
// leaves the other's mark where it is.
func TestSameTimeIsNotTheSameMark(t *testing.T) {
	p := newPostOffice(t)
	p.one.orderedAt = p.now.Add(time.Hour)
	handed := 0
	slow, slowRow := p.look()
	fast, fastRow := p.look()
	state, err := p.sendOnce(t.Context(), slow, p.one, slowRow, func(ctx context.Context, mark func(context.Context) error) error {
		if err := mark(ctx); err != nil {
			return err
		}
		if _, err := p.sendOnce(ctx, fast, p.one, fastRow, answering(&handed, nil)); !errors.Is(err, errOvertaken) {
			t.Errorf("the second one: %v", err)
		}
		if _, now := p.look(); now.State != store.LetterSending {
			t.Errorf("while it is being sent it is %q", now.State)
		}
		return nil
	})
	if state != store.LetterSent || err != nil || handed != 0 {
		t.Errorf("%q, %v; handed over %d times more", state, err, handed)
	}
	p.expect(store.LetterSent, "sent")
}

// TestWhoSendsKnowsBetter: a letter is called unsure by somebody who finds it marked, while it is being sent.
func TestWhoSendsKnowsBetter(t *testing.T) {
	p := newPostOffice(t)
	o, row := p.look()
	state, err := p.sendOnce(t.Context(), o, p.one, row, func(ctx context.Context, mark func(context.Context) error) error {
		if err := mark(ctx); err != nil {
			return err
		}
		other, found := p.look()
		if state, err := p.sendOnce(ctx, other, p.one, found, nil); state != store.LetterUnsure || err != nil {
			t.Errorf("the other one: %q, %v", state, err)
		}
		return nil
	})
	if state != store.LetterSent || err != nil {
		t.Errorf("%q, %v", state, err)
	}
	p.expect(store.LetterSent, "unsure", "sent")
}

// TestLetterIsOrderedAnew: what was refused is tried again on a new order alone, each end stands on the record, and a
// failure on the way leaves the refusal where it is. The clock of whoever gives the order may be ahead.
func TestLetterIsOrderedAnew(t *testing.T) {
	p := newPostOffice(t)
	handed := 0
	try := func(send sendFunc, want store.LetterState, fails error) {
		t.Helper()
		o, row := p.look()
		if state, err := p.sendOnce(t.Context(), o, p.one, row, send); state != want || !errors.Is(err, fails) {
			t.Errorf("%q, %v; want %q, %v", state, err, want, fails)
		}
	}
	unmarked := func(err error) sendFunc {
		return func(context.Context, func(context.Context) error) error { return err }
	}
	p.one.orderedAt = p.now
	try(unmarked(errTaken), store.LetterRefused, nil)
	try(answering(&handed, nil), store.LetterRefused, nil)
	p.expect(store.LetterRefused, "refused")

	p.one.orderedAt = p.now.Add(time.Hour)
	try(unmarked(errAway), "", errAway)
	p.expect(store.LetterRefused, "refused")
	try(answering(&handed, errTaken), store.LetterRefused, nil)
	try(answering(&handed, nil), store.LetterRefused, nil)
	p.expect(store.LetterRefused, "refused", "refused")

	p.one.orderedAt = p.now.Add(2 * time.Hour)
	try(answering(&handed, errAway), "", errAway) // marked, and certainly not sent
	p.expect("", "refused", "refused")
	try(answering(&handed, nil), store.LetterSent, nil)
	p.one.orderedAt = p.now.Add(3 * time.Hour)
	try(answering(&handed, nil), store.LetterSent, nil)
	p.expect(store.LetterSent, "refused", "refused", "sent")
	if handed != 3 {
		t.Errorf("handed over %d times", handed)
	}
}

// TestSpellingOfAnAddress: nobody gets a letter twice because somebody writes their address in another way.
func TestSpellingOfAnAddress(t *testing.T) {
	p := newPostOffice(t)
	handed := 0
	for _, address := range []string{"dev@example.org", "Dev@Example.org"} {
		p.one.mail = []string{address}
		o, row := p.look()
		if state, err := p.sendOnce(t.Context(), o, p.one, row, answering(&handed, nil)); state != store.LetterSent || err != nil {
			t.Errorf("%s: %q, %v", address, state, err)
		}
	}
	if handed != 1 {
		t.Errorf("handed over %d times", handed)
	}

	// Somebody changes it while two are about the letter.
	p = newPostOffice(t)
	handed = 0
	o, row := p.look()
	p.one.mail = []string{"Dev@Example.org"}
	other, respelled := p.look()
	if _, err := p.sendOnce(t.Context(), o, p.one, row, answering(&handed, errTaken)); err != nil {
		t.Error(err)
	}
	if _, err := p.sendOnce(t.Context(), other, p.one, respelled, answering(&handed, nil)); err != nil {
		t.Error(err)
	}
	if _, err := p.sendOnce(t.Context(), o, p.one, row, answering(&handed, nil)); !errors.Is(err, errOvertaken) {
		t.Error(err)
	}
	if o, _ := p.look(); handed != 2 || len(o.letters) != 1 {
		t.Errorf("handed over %d times, on record %+v", handed, o.letters)
	}
	p.expect(store.LetterSent, "refused", "sent")
}

// TestStoppingKeepsWhatBecameOfALetter: the program is stopped while a letter is on its way. The answer is still awaited,
// and must not be forgotten.
func TestStoppingKeepsWhatBecameOfALetter(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fails error
		want  store.LetterState
		ends  []string
	}{
		{"sent", nil, store.LetterSent, []string{"sent"}},
		{"refused", errTaken, store.LetterRefused, []string{"refused"}},
		{"unsure", errNoAnswer, store.LetterUnsure, []string{"unsure"}},
		{"not sent", errAway, "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPostOffice(t)
			ctx, stop := context.WithCancel(t.Context())
			o, row := p.look()
			_, err := p.sendOnce(ctx, o, p.one, row, func(ctx context.Context, mark func(context.Context) error) error {
				err := mark(ctx)
				stop()
				return errors.Join(err, tc.fails)
			})
			if tc.want != "" && err != nil {
				t.Error(err)
			}
			p.expect(tc.want, tc.ends...)
		})
	}
}

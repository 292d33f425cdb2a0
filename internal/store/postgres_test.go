package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// postgresTest gives the address of a new PostgreSQL database, and false where there is no PostgreSQL, as TestMain has
// said then.
func postgresTest(t *testing.T) (address string, ok bool) {
	t.Helper()
	if !pgtest.Installed() {
		return "", false
	}
	return pgtest.Address(t), true
}

// changed gives an address with something changed.
func changed(t *testing.T, address string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}

func with(name, value string) func(*url.URL) {
	return func(u *url.URL) {
		query := u.Query()
		query.Set(name, value)
		u.RawQuery = query.Encode()
	}
}

// TestPostgresRefuses: errors say what is wrong and never the password, whatever the driver writes.
func TestPostgresRefuses(t *testing.T) {
	good, ok := postgresTest(t)
	if !ok {
		return
	}
	for name, test := range map[string]struct {
		address string
		want    error
		words   string
	}{
		"wrong password": {changed(t, good, func(u *url.URL) { u.User = url.UserPassword("embargo", "not-"+pgtest.Password) }), ErrDenied, "check user"},
		"no such user":   {changed(t, good, func(u *url.URL) { u.User = url.UserPassword("nobody", pgtest.Password) }), ErrDenied, "check user"},
		"no such database": {
			changed(t, good, func(u *url.URL) { u.Path = "/" + pgtest.Password }), ErrMissing, "createdb",
		},
		"no server":    {changed(t, good, with("host", t.TempDir())), ErrAway, "check that it runs"},
		"no port":      {"postgres://embargo:" + pgtest.Password + "@localhost:x/embargo", nil, "is no valid postgres://"},
		"no escape":    {"postgres://embargo:" + pgtest.Password + "%zz@localhost/embargo", nil, "is no valid postgres://"},
		"no authority": {"postgres://embargo:" + pgtest.Password + "@localhost/embargo?sslmode=verify-full&sslrootcert=/missing.pem", nil, "/missing.pem"},
		"nonsense":     {"postgres://embargo:" + pgtest.Password + "@localhost/embargo?sslmode=" + pgtest.Password, nil, "is no valid postgres://"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, open := range []func(context.Context, string) (*Store, error){Open, OpenReadOnly} {
				s, err := open(t.Context(), test.address)
				if err == nil {
					t.Error("opened")
					_ = s.Close()
					continue
				}
				if test.want != nil && !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.words) {
					t.Errorf("%v, want %v and %q", err, test.want, test.words)
				}
				// A database's name is no secret, so it may stand there where it is one of the cases.
				if name != "no such database" && strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), pgtest.Password) {
					t.Errorf("the error quotes the password: %v", err)
				}
			}
		})
	}
}

func TestPostgresReadOnly(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	if _, err := OpenReadOnly(t.Context(), address); err == nil || !strings.Contains(err.Error(), "no database of this program") {
		t.Errorf("looking at an empty database gave %v", err)
	}
	s := openAt(t, address)
	record(t, s, chainRows()...)
	r, err := OpenReadOnly(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.VerifyChain(t.Context())); err != nil {
		t.Error(err)
	}
	if err := setNote(r, "a", "1"); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing gave %v, want ErrReadOnly", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	// A server that has become a standby fails the readiness check.
	standby, err := Open(t.Context(), changed(t, address, with("default_transaction_read_only", "on")))
	if err == nil {
		t.Error("opened a database that can't be written")
		_ = standby.Close()
	} else if !errors.Is(err, ErrReadOnly) {
		t.Errorf("opening gave %v, want ErrReadOnly", err)
	}
}

// TestPostgresSettings: nobody waits for ever, and who has put a setting into the address knows better.
func TestPostgresSettings(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	for _, test := range []struct{ address, setting, want string }{
		{address, "idle_in_transaction_session_timeout", "10s"},
		{address, "lock_timeout", "15s"},
		{changed(t, address, with("lock_timeout", "3s")), "lock_timeout", "3s"},
	} {
		s := openAt(t, test.address)
		err := s.Update(t.Context(), func(tx *Tx) error {
			var got string
			_, err := tx.Row("SHOW "+test.setting, nil, &got)
			if got != test.want {
				t.Errorf("%s is %s, want %s", test.setting, got, test.want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestTextSortsByItsBytes, whatever the server's language.
func TestTextSortsByItsBytes(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	s := raw(t, schemaOf(t, address, newest(t)))
	var other int
	_, err := (&Tx{ctx: t.Context(), session: s}).Row(`SELECT COUNT(*) FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'text' AND table_name <> 'schema_version' AND collation_name IS DISTINCT FROM 'C'`,
		nil, &other)
	if err != nil || other != 0 {
		t.Errorf("%d columns sort otherwise, %v", other, err)
	}
}

func TestClockThatIsOffFailsThePing(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	s := openAt(t, address)
	for _, test := range []struct {
		off  time.Duration
		want error
	}{{0, nil}, {-time.Minute, ErrClock}, {time.Minute, ErrClock}, {4 * time.Second, nil}} {
		s.now = func() time.Time { return time.Now().Add(test.off) }
		if err := s.Ping(t.Context()); !errors.Is(err, test.want) {
			t.Errorf("%v off: %v, want %v", test.off, err, test.want)
		}
	}
}

package config

import (
	"strings"
	"testing"
)

func TestDatabaseURL(t *testing.T) {
	for _, test := range []struct{ value, want string }{
		{"sqlite:embargo.db", ""},
		{"postgres://embargo:s3cret@localhost/embargo", ""},
		{"postgresql://embargo@127.0.0.1:5433/embargo?sslmode=prefer", ""},
		{"postgres://embargo@[::1]/embargo", ""},
		{"postgres://embargo:s3cret@/embargo?host=/run/postgresql", ""},
		{"postgres://embargo:s3cret%40%2F@db.example.org/embargo?sslmode=verify-full&sslrootcert=/etc/ca.pem", ""},
		{"postgres://embargo:s3cret@db/embargo?sslmode=disable", ""},
		{"postgres://embargo:s3cret@one.example.org,two.example.org/embargo?sslmode=require&target_session_attrs=read-write", ""},

		{"s3cret", "has no scheme"},
		{"mysql://embargo:s3cret@db/embargo", "unknown scheme"},
		{"sqlite:", "names no file"},
		{"postgres:s3cret", "names no host"},
		{"postgres://", "names no host"},
		{"postgres://embargo:s3cret@/embargo", "names no host"},
		{"postgres://embargo:s3cret@localhost", "names no database"},
		{"postgres://embargo:s3cret@localhost/a/b", "names no database"},
		{"postgres://localhost/embargo", "names no user"},
		{"postgres://embargo:s3#cret@localhost/embargo", "no address"},
		{"postgres://embargo:s3/cret@localhost/embargo", "no address"},
		{"postgres://embargo:s3%cret@localhost/embargo", "no address"},
		{"postgres://embargo:s3cret@localhost:port/embargo", "no address"},
		{"postgres://embargo:s3cret@localhost:0/embargo", "host or port"},
		{"postgres://embargo:s3cret@localhost:70000/embargo", "host or port"},
		{"postgres://embargo:s3cret@localhost/embargo?host=/run", "twice"},
		{"postgres://embargo:s3cret@localhost/embargo#top", "no address"},
		{"postgres://embargo:s3cret@localhost/embargo?sslmode=on", "unknown sslmode"},
		{"postgres://embargo:s3cret@localhost/embargo?sslmodus=require", "unknown parameter"},
		{"postgres://embargo:s3cret@localhost/embargo?sslmode=", "without a value"},
		{"postgres://embargo:s3cret@localhost/embargo?a;b", "parameters"},
		{"postgres://embargo:s3cret@db/embargo", "does not say how"},
		{"postgres://embargo:s3cret@localhost,db/embargo?sslmode=prefer", "does not say how"},
	} {
		secret, err := parseDatabaseURL(test.value)
		switch {
		case test.want == "" && (err != nil || secret.Reveal() != test.value):
			t.Errorf("%s: %v", test.value, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want %q", test.value, err, test.want)
		case err != nil && (strings.Contains(err.Error(), "s3") || strings.Contains(err.Error(), "cret")):
			t.Errorf("%s: the error quotes the password: %v", test.value, err)
		}
	}
}

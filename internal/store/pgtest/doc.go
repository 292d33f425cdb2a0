// Package pgtest gives tests a PostgreSQL of their own, started from the installed binaries and ended with them,
// and the table of databases that a test runs over.
//
// A package whose tests use it hands it its TestMain:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
// and then either runs a test over every kind of database there is:
//
//	for _, backend := range pgtest.Backends() {
//		t.Run(backend.Name, func(t *testing.T) {
//			s, err := store.Open(t.Context(), backend.Address(t)) // a new, empty database for each call
//			…
//		})
//	}
//
// or asks for PostgreSQL alone, where [Installed] says that it is there: [Address] gives a new database, and
// [Start] a whole server, to be stopped, killed and started again without disturbing other tests. Any number of
// processes may open one address. The addresses are for child processes, too: everything stands in them.
//
// The server of a test binary is started by the first test that asks, listens on a socket in a folder of its
// own and on no network, flushes nothing to disk (so what was committed outlives its end, but not the machine's), and ends with the test binary, however that ends. PostgreSQL does
// not run as root: then it runs as the user postgres or nobody.
//
// SQLite flushes at every commit, which is most of what a test over it would wait for. So [Main] has all temporary
// folders of the test binary lie in memory, where Linux has a gigabyte for that and TMPDIR does not say otherwise: no
// test takes the power away.
//
// Without PostgreSQL's binaries in PATH or /usr/lib/postgresql its tests are left out, which Main says; with
// CI=true it fails instead.
package pgtest

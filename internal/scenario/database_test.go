package scenario

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// TestMain lets garbage lie longer: the stories make much of it and little of it lives.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	pgtest.Main(m)
}

// databaseName begins the names of a world's database file and its side files.
const databaseName = "embargo.db"

// database is where a world keeps what it has to remember.
type database struct {
	address string
	read    func() (map[string][]byte, error) // all that is kept there, by place
	wipe    func() error                      // loses all of it, while nobody uses it
}

// inFile is a database in a file below dir, read as it lies on the disk, with its write-ahead log.
func inFile(dir string) database {
	path := filepath.Join(dir, databaseName)
	return database{
		address: "sqlite:" + path,
		wipe:    func() error { return remove(path) },
		read: func() (map[string][]byte, error) {
			files, err := filepath.Glob(path + "*")
			if err != nil || len(files) == 0 {
				return nil, errors.Join(err, fmt.Errorf("no database in %s", dir))
			}
			places := map[string][]byte{}
			for _, file := range files {
				if places[filepath.Base(file)], err = os.ReadFile(file); err != nil {
					return nil, err
				}
			}
			return places, nil
		},
	}
}

// onServer is a new PostgreSQL database, read row by row.
func onServer(tb testing.TB) database {
	tb.Helper()
	address := pgtest.Address(tb)
	return database{
		address: address,
		wipe:    func() error { return onDatabase(address, `DROP SCHEMA public CASCADE; CREATE SCHEMA public`) },
		read: func() (map[string][]byte, error) {
			text, err := dump(address)
			return map[string][]byte{databaseName: text}, err
		},
	}
}

func onDatabase(address, query string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, query)
	return errors.Join(err, conn.Close(ctx))
}

// dump writes every row of every table.
func dump(address string) (text []byte, err error) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	lines := func(query string) ([]string, error) {
		rows, err := conn.Query(ctx, query)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, pgx.RowTo[string])
	}
	tables, err := lines(`SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'`)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		rows, err := lines(`SELECT t::text FROM ` + pgx.Identifier{table}.Sanitize() + ` t`)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			text = append(text, table+" "+row+"\n"...)
		}
	}
	return text, nil
}

// onPostgres are the stories that are played over PostgreSQL, too: together they use every table, and lose
// replies, processes and the database.
var onPostgres = []string{
	"announce-crash", "announce-wiped", "artifacts-signed", "calendar-slot", "collaborators-crash", "commands",
	"deployment-faults", "leak-guard", "lost-reply", "outage", "poll", "report",
}

func TestStoriesOnPostgres(t *testing.T) {
	if !pgtest.Installed() {
		return // TestMain has said so
	}
	params := stories(t, func(*world) {}, func(string) database { return onServer(t) })
	for _, name := range onPostgres {
		params.Files = append(params.Files, filepath.Join(params.Dir, name+".txtar"))
	}
	params.Dir, params.UpdateScripts = "", false // what they say is TestStories' to update
	testscript.Run(t, params)
}

package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"modernc.org/sqlite" // the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// version is that of the tables. An index with another one is built anew.
const version = 1

// application marks the index as a file of this program.
const application = 0x6b756d69

var tables = []string{
	"CREATE TABLE runs (dir TEXT PRIMARY KEY, stamp TEXT NOT NULL, time INTEGER NOT NULL)",
	`CREATE TABLE scores (dir TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, contestant TEXT NOT NULL, sha256 TEXT NOT NULL,
  opponent TEXT NOT NULL, wins INTEGER NOT NULL, losses INTEGER NOT NULL, draws INTEGER NOT NULL, PRIMARY KEY (dir, contestant, opponent))`,
}

// advise adds to an error of SQLite what to do about it. Only an index that is damaged, or
// holds what this program never writes, is helped by removing it.
func advise(err error) error {
	var failed *sqlite.Error
	if errors.As(err, &failed) {
		switch failed.Code() & 0xff { // the primary code
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("%w; another program uses it: try again later, or name another file with --index", err)
		case sqlite3.SQLITE_NOTADB:
			return errForeign
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("%w; make room on its disk", err)
		case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR:
			return fmt.Errorf("%w; name a file that can be written with --index", err)
		}
	}
	return fmt.Errorf("%w; remove the file, it is built again", err)
}

// errForeign is the error of a file that is somebody else's.
var errForeign = errors.New("it is not an index of kumite history; name another file, or remove this one")

// patience is how long SQLite waits for other processes that use the index.
var patience = 10 * time.Second

// open opens the index and makes its tables. A file that is not an index of this program
// is left as it is: its triggers and views could run for ever, and its tables are
// somebody's.
func open(ctx context.Context, path string) (*sql.DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	options := fmt.Sprintf("?_pragma=busy_timeout(%d)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)&_txlock=immediate", patience.Milliseconds())
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.Clean(path)}).EscapedPath()+options)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := prepare(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func prepare(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return advise(err)
	}
	defer tx.Rollback() // does nothing after Commit
	var is, by int
	if err := errors.Join(tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&is), tx.QueryRowContext(ctx, "PRAGMA application_id").Scan(&by)); err != nil {
		return advise(err)
	}
	found, err := texts(ctx, tx, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
	if err != nil {
		return advise(err)
	}
	switch {
	case is == version && slices.Equal(found, tables):
	case len(found) > 0 && by != application:
		return errForeign
	default:
		setup := []string{"DROP TABLE IF EXISTS scores", "DROP TABLE IF EXISTS runs", tables[0], tables[1],
			fmt.Sprintf("PRAGMA user_version = %d", version), fmt.Sprintf("PRAGMA application_id = %d", application)}
		for _, statement := range setup {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return advise(err)
			}
		}
	}
	err = tx.Commit()
	if err == nil {
		_, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	}
	if err != nil {
		return advise(err)
	}
	return nil
}

// texts returns the rows of a query of one column.
func texts(ctx context.Context, tx *sql.Tx, query string) (all []string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

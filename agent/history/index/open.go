package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	_ "modernc.org/sqlite" // the driver "sqlite"
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

// rebuild says what to do about an index that cannot be used.
const rebuild = "remove the file, it is built again"

// open opens the index and makes its tables. A file that is not an index of this program
// is left as it is: its triggers and views could run for ever, and its tables are
// somebody's.
func open(ctx context.Context, path string) (*sql.DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=trusted_schema(0)&_txlock=immediate")
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
		return fmt.Errorf("%w; %s", err, rebuild)
	}
	defer tx.Rollback() // does nothing after Commit
	var is, by int
	if err := errors.Join(tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&is), tx.QueryRowContext(ctx, "PRAGMA application_id").Scan(&by)); err != nil {
		return fmt.Errorf("%w; %s", err, rebuild)
	}
	found, err := texts(ctx, tx, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
	if err != nil {
		return fmt.Errorf("%w; %s", err, rebuild)
	}
	switch {
	case is == version && slices.Equal(found, tables):
	case len(found) > 0 && by != application:
		return errors.New("it is not an index of kumite history; name another file, or remove this one")
	default:
		setup := []string{"DROP TABLE IF EXISTS scores", "DROP TABLE IF EXISTS runs", tables[0], tables[1],
			fmt.Sprintf("PRAGMA user_version = %d", version), fmt.Sprintf("PRAGMA application_id = %d", application)}
		for _, statement := range setup {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%w; %s", err, rebuild)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
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

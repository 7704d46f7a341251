// Package index keeps what package history needs of run folders in a SQLite file, so that
// hundreds of folders are read once. The folders stay the only truth: a folder that has
// changed is read again, one that is gone is forgotten, and a removed index is rebuilt to the
// same content. Several processes may use one index.
package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/history"
)

// Run brings the index up to date with the folders and returns their history. A folder
// that cannot be read is a warning.
func Run(ctx context.Context, cfg history.Config) (doc *history.Document, err error) {
	dirs, err := find(cfg.Folders)
	if err != nil {
		return nil, err
	}
	db, err := open(ctx, cfg.Index)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", cfg.Index, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, warnings, err := refresh(ctx, db, dirs)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", cfg.Index, advise(err))
	}
	if doc, err = history.Judge(ctx, cfg, rows); err != nil {
		return nil, err
	}
	doc.Warnings = warnings
	return doc, nil
}

// find returns the absolute paths of the run folders in and below folders.
func find(folders []string) (dirs []string, err error) {
	for _, folder := range folders {
		root, err := filepath.Abs(folder)
		if err != nil {
			return nil, err
		}
		n := len(dirs)
		err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if e.Name() == "manifest.json" && e.Type().IsRegular() {
				dirs = append(dirs, filepath.Dir(path))
				return fs.SkipDir
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(dirs) == n {
			return nil, fmt.Errorf("%s is not a run folder and contains none; name the folders of tournament --out", folder)
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs), nil
}

// refresh reads the folders that have changed and returns the rows of all folders.
func refresh(ctx context.Context, db *sql.DB, dirs []string) (rows []history.Row, warnings []string, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback() // does nothing after Commit
	for _, dir := range dirs {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		stamp, at := stampOf(dir)
		var known string
		err := tx.QueryRowContext(ctx, "SELECT stamp FROM runs WHERE dir = ?", dir).Scan(&known)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, nil, err
		}
		if err != nil || known != stamp {
			warning, err := read(ctx, tx, dir, stamp, at)
			if err != nil {
				return nil, nil, err
			}
			if warning != "" {
				warnings = append(warnings, warning)
			}
		}
		if rows, err = appendRows(ctx, tx, rows, dir); err != nil {
			return nil, nil, err
		}
	}
	return rows, warnings, tx.Commit()
}

// stampOf returns what changes with the content of a run folder, and the time of its last
// match.
func stampOf(dir string) (stamp string, at time.Time) {
	for _, name := range []string{"manifest.json", "matches.jsonl"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			stamp += fmt.Sprintf("%s %d %d;", name, info.Size(), info.ModTime().UnixNano())
			at = info.ModTime()
		}
	}
	return stamp, at
}

// read replaces the rows of a folder. A folder that cannot be read has none, and a
// warning, which is repeated until it can.
func read(ctx context.Context, tx *sql.Tx, dir, stamp string, at time.Time) (warning string, err error) {
	if _, err := tx.ExecContext(ctx, "DELETE FROM runs WHERE dir = ?", dir); err != nil {
		return "", err
	}
	record, err := arena.Read(dir)
	if err != nil {
		return err.Error(), nil
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO runs VALUES (?, ?, ?)", dir, stamp, at.Unix()); err != nil {
		return "", err
	}
	hashes := map[string]string{}
	for _, c := range record.Results.Contestants {
		hashes[c.Name] = c.ModelSHA256
	}
	for _, p := range record.Results.Pairings {
		for _, x := range []struct {
			name, opponent string
			wins, losses   int
		}{{p.A, p.B, p.Wins, p.Losses}, {p.B, p.A, p.Losses, p.Wins}} {
			if _, err := tx.ExecContext(ctx, "INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?, ?)", dir, x.name, hashes[x.name], x.opponent, x.wins, x.losses, p.Draws); err != nil {
				return "", err
			}
		}
	}
	return "", nil
}

func appendRows(ctx context.Context, tx *sql.Tx, rows []history.Row, dir string) ([]history.Row, error) {
	found, err := tx.QueryContext(ctx, "SELECT time, contestant, sha256, opponent, wins, losses, draws FROM scores JOIN runs USING (dir) WHERE dir = ? ORDER BY contestant, opponent", dir)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		r := history.Row{Dir: dir}
		var at int64
		if err := found.Scan(&at, &r.Contestant, &r.SHA256, &r.Opponent, &r.Wins, &r.Losses, &r.Draws); err != nil {
			return nil, err
		}
		r.Time = time.Unix(at, 0).UTC()
		rows = append(rows, r)
	}
	return rows, found.Err()
}

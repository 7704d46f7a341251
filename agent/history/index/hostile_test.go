package index_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/history"
	"github.com/kumite/kumite/agent/history/index"
)

// database makes a SQLite file by statements.
func database(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// A trigger of a stranger's file ran without end, and another program's tables were dropped.
func TestAFileThatIsNotAnIndexIsRefusedAndLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	runs := filepath.Join(dir, "run")
	play(t, runs, "script:pro?name=mine", 1, day)
	const endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT 'd', 'a', 'h', 'b', x, 1, 1 FROM c"
	const ours = "CREATE TABLE runs (dir TEXT PRIMARY KEY, stamp TEXT NOT NULL, time INTEGER NOT NULL)"
	const scores = "CREATE TABLE scores (dir, contestant, sha256, opponent, wins, losses, draws)"
	for name, statements := range map[string][]string{
		"a trigger without end":   {ours, scores, "CREATE TRIGGER t AFTER INSERT ON runs BEGIN INSERT INTO scores " + endless + "; END", "PRAGMA user_version = 1"},
		"a view without end":      {ours, "CREATE VIEW scores(dir, contestant, sha256, opponent, wins, losses, draws) AS " + endless, "PRAGMA user_version = 1"},
		"tables of another form":  {ours, scores, "PRAGMA user_version = 1"},
		"another program's":       {"CREATE TABLE precious (x)", "INSERT INTO precious VALUES ('mine')"},
		"tables of the same name": {"CREATE TABLE runs (mine)", "INSERT INTO runs VALUES ('precious')", "PRAGMA user_version = 7"},
	} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".db")
		database(t, path, statements...)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = index.Run(context.Background(), history.Config{Folders: []string{runs}, Index: path})
		if err == nil || !strings.Contains(err.Error(), "it is not an index of kumite history; name another file, or remove this one") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
}

// Any file that is not SQLite's was advised to be removed, too.
func TestAFileOfAnotherFormIsRefusedAndLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	runs, path := filepath.Join(dir, "run"), filepath.Join(dir, "thesis.txt")
	play(t, runs, "script:pro?name=mine", 1, day)
	text := strings.Repeat("the only copy\n", 100)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := index.Run(context.Background(), history.Config{Folders: []string{runs}, Index: path})
	if err == nil || !strings.Contains(err.Error(), "it is not an index of kumite history; name another file, or remove this one") {
		t.Errorf("got %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != text {
		t.Errorf("the file was changed (%v)", err)
	}
}

// SQLite took the first folder of a path with two slashes for the name of a host.
func TestAnIndexIsTheFileThatItsPathNames(t *testing.T) {
	dir := t.TempDir()
	runs := filepath.Join(dir, "run")
	play(t, runs, "script:pro?name=mine", 1, day)
	for _, name := range []string{"plain.db", "50%41?mode=memory.db", "a#b.db", "c:d.db"} {
		run(t, history.Config{Folders: []string{runs}, Index: "/" + filepath.Join(dir, name)})
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// Tables of the right form may hold anything.
func TestAnIndexWithForeignRowsSaysHowToBuildItAgain(t *testing.T) {
	dir := t.TempDir()
	runs, path := filepath.Join(dir, "run"), filepath.Join(dir, "index.db")
	play(t, runs, "script:pro?name=mine", 1, day)
	cfg := history.Config{Folders: []string{runs}, Index: path}
	run(t, cfg)
	for _, change := range []string{"UPDATE scores SET wins = 'many'", "UPDATE runs SET time = x'00'", "UPDATE scores SET draws = 1e300"} {
		database(t, path, change)
		if _, err := index.Run(context.Background(), cfg); err == nil || !strings.HasSuffix(err.Error(), "remove the file, it is built again") {
			t.Errorf("%s: got %v, want how to build the index again", change, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		run(t, cfg)
	}
}

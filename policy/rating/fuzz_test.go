package rating_test

import (
	"testing"

	"github.com/kumite/kumite/policy/rating"
)

// FuzzPool parses a matrix of wins and rates its contestants.
func FuzzPool(f *testing.F) {
	for _, seed := range []string{
		"[[0,60],[40,0]]", `{"wins": [[0,1],[1,0]], "names": ["a", "b"]}`, "[[0,-5],[3,0]]", "[[0,1e999],[1,0]]", "[[0,1e308],[1e308,0]]", "[[0,1e-320],[1,0]]", "[[5]]", "[]", "[[]]", "{}", "null",
		"[[0,1],[1]]", "[[0,0,0],[0,0,0],[0,0,0]]", `{"wins": [[0]], "names": ["\u001b[31m", "x"]}`, "[[0,1,2],[1,0,3],[9,9,0]]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pool, err := rating.ParsePool(data)
		if err != nil || len(pool.Wins) > 6 {
			return
		}
		if r, err := rating.NewPoolRatings(pool); err == nil && len(r.Elo) != len(pool.Wins) {
			t.Errorf("%d contestants have %d ratings", len(pool.Wins), len(r.Elo))
		}
	})
}

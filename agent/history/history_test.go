package history_test

import (
	"context"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/history"
)

func ExampleJudge() {
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	rows := []history.Row{
		{Time: at.AddDate(0, 0, 1), Dir: "b", Contestant: "mine", Opponent: "pro", Wins: 6, Losses: 4},
		{Time: at, Dir: "a", Contestant: "mine", Opponent: "pro", Wins: 9, Losses: 1},
		{Time: at, Dir: "a", Contestant: "pro", Opponent: "mine", Wins: 1, Losses: 9},
	}
	doc, err := history.Judge(context.Background(), history.Config{Contestants: []string{"mine"}}, rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range doc.Rows {
		fmt.Printf("%s %s %.2f [%.2f, %.2f]\n", r.Dir, r.Contestant, r.Rate, r.CI95.Lo, r.CI95.Hi)
	}
	// Output:
	// a mine 0.90 [0.60, 0.98]
	// b mine 0.60 [0.31, 0.83]
}

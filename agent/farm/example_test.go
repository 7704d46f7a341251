package farm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
	"github.com/kumite/kumite/sim"
)

func ExampleMerge() {
	dir, err := os.MkdirTemp("", "kumite-farm-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	var parts []string
	for i := range 3 {
		t := arena.Tournament{Config: arena.Config{Pairs: 6, Seed: 1, Rules: sim.DefaultRules(), Shard: arena.Shard{Index: i + 1, Of: 3}}, Load: bot.Setup{}.Loader(), Workers: 1}
		if err := t.Config.SetContestants([]string{"script:pro", "script:dummy"}, ""); err != nil {
			fmt.Println(err)
			return
		}
		part := filepath.Join(dir, fmt.Sprint("part-", i+1))
		if _, err := t.Run(context.Background(), part); err != nil {
			fmt.Println(err)
			return
		}
		parts = append(parts, part)
	}
	out, err := farm.Merge{Parts: parts, Workers: 2}.Run(context.Background(), filepath.Join(dir, "run"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out.Results.Pairings[0].Pentanomial, out.Results.Ended)
	// Output: [0 0 0 0 6] schedule
}

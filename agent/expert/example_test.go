package expert_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/logs"
)

// Two short matches of the oracle, which never hesitates, against the rookie.
func ExampleRun() {
	parent, err := os.MkdirTemp("", "expert-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(parent)
	dir := filepath.Join(parent, "logs")

	cfg := expert.Default()
	cfg.Script, cfg.Against, cfg.Matches = "oracle", []string{"rookie"}, 2
	cfg.Rules.MatchTicks = 10 * sim.TickRate
	summary, err := expert.Run(context.Background(), dir, cfg)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d recordings, %v of play, %d frames\n", summary.Recordings, summary.Played(), summary.Frames)

	folder, err := logs.Open(dir)
	if err != nil {
		panic(err)
	}
	for _, r := range folder.Recordings {
		fmt.Println(r.Video, r.Actions, r.Replay, "from the", r.Side)
	}
	// Output:
	// 2 recordings, 20s of play, 200 frames
	// 000001.mkv 000001.csv 000001.replay from the right
	// 000002.mkv 000002.csv 000002.replay from the left
}

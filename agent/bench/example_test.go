package bench_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/kumite/kumite/agent/bench"
)

// How many samples does a claim about the slowest percent of decisions need?
func ExampleRun() {
	cfg := bench.Default()
	cfg.Contestant = "../../models/pro-tiny.onnx"
	cfg.Window, cfg.Pace = 10*time.Millisecond, time.Millisecond
	d, err := bench.Run(context.Background(), cfg)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range d.Latency.EarlyStopping {
		fmt.Printf("p%g needs %d decisions\n", 100*c.Percentile, c.Needed)
	}
	// Output:
	// p90 needs 64 decisions
	// p99 needs 662 decisions
	// p99.9 needs 6636 decisions
}

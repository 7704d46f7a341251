package requirements_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/requirements"
)

// Does the model make half of its decisions within ten seconds?
func ExampleRun() {
	f, err := requirements.Parse("service.yaml", []byte(`
schema: kumite.requirements/1
period: 1ms
decisions: 30
latency:
  - {percentile: 50, at_most: 10s}
  - {percentile: 50, at_mots: 10s}
`))
	fmt.Println(err)
	f, err = requirements.Parse("service.yaml", []byte(`
schema: kumite.requirements/1
period: 1ms
decisions: 30
latency:
  - {percentile: 50, at_most: 10s}
`))
	if err != nil {
		log.Fatal(err)
	}
	d, err := requirements.Run(context.Background(), requirements.Config{
		File: f, Contestant: "../../models/pro-tiny.onnx", Window: 10 * time.Millisecond, Workers: 1,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range d.Lines {
		fmt.Println(l.Verdict, l.Requirement)
	}
	// Output:
	// service.yaml:7:5: key "at_most" is missing; add at_most: 35ms
	// service.yaml:7:22: key "at_mots" is unknown; did you mean "at_most"? valid: at_most, load, of, percentile
	// PASS loads and runs on cpu
	// PASS felt p50, paced
}

// How small must a model of 8 GB be before two fit a device of 10 GB?
func ExamplePack() {
	p := requirements.Pack(bench.MemoryResult{First: 8e9, Further: 8e9}, 10e9)
	fmt.Printf("%d fits; two fit from %.0f GB each\n", p.Fits, float64(p.NextBytes)/1e9)
	// Output: 1 fits; two fit from 5 GB each
}

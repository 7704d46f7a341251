package inspect_test

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/agent/inspect"
)

func ExampleRun() {
	doc, err := inspect.Run(context.Background(), inspect.Config{
		Model:  "../../models/pro-ce.onnx",
		Canary: "../../models/pro-ce.canary.json",
		Seed:   1,
	})
	if err != nil {
		panic(err)
	}
	for _, r := range doc.Rules[len(doc.Rules)-3:] {
		fmt.Printf("%s: %s\n", r.Rule, r.Status)
	}
	fmt.Printf("input %d×%d %v, %d frames\n", doc.Contract.Input.Width, doc.Contract.Input.Height, doc.Contract.Input.Color, doc.Contract.Input.Stack)
	fmt.Println("decoder stated by", doc.Decoder.Sources["decode"])
	// Output:
	// kumite.decoder: ok
	// loads, and runs on a zero frame and a frame of a match: ok
	// scores match the canary: ok
	// input 80×45 gray, 2 frames
	// decoder stated by metadata
}

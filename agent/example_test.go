package agent_test

import (
	"fmt"
	"image"
	"image/color"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// A network that always wants a poke presses it on the first frame, and again when the
// agent's own book says that its cooldown has passed. Each press takes effect after the
// declared delay.
func ExampleAgent_Tick() {
	spec := vision.Spec{Width: 4, Height: 4, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(4, 4))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer seer.Close()
	decoder, err := policy.NewDecoder(policy.Contract{
		Classes: classes, Output: policy.Logits, Temperature: 1, Bias: make([]float64, len(classes)), Decoder: "decode=argmax",
	}, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := agent.New(agent.Config{
		DelayTicks: agent.DefaultDelayTicks,
		Frame:      image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black}),
	}, agent.Parts{
		Seer: seer, Network: &network{input: make([]float32, spec.Len()), scores: []float32{0, 5, 0}}, Decoder: decoder, Classes: classes,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	a.Reset()
	for tick := range int32(5 * sim.TickRate) {
		skill, err := a.Tick(tick, blank{})
		if err != nil {
			fmt.Println(err)
			return
		}
		if skill != sim.None {
			fmt.Printf("tick %d: %v\n", tick, skill)
		}
	}
	// Output:
	// tick 6: poke
	// tick 156: poke
}

package serve_test

import (
	"context"
	"encoding/binary"
	"image"
	"math"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
)

// Frames of a sequence are decided on as by the agent, which stacks them itself. Two
// players take turns and share nothing.
func TestTwoSequencesDecideAsTwoAgents(t *testing.T) {
	spec := shipped + "/pro-tiny.onnx"
	_, calls := start(t, nil, spec)
	client := dial(t, calls)
	var agents [2]*agent.Agent
	for side := range agents {
		b, err := bot.Open(spec, bot.Setup{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		agents[side] = b.Model().Agent
		agents[side].Reset()
	}
	presses := [2]int{}
	err := bot.WatchPros(1, func(w *sim.World) bool {
		for side, a := range agents {
			frame := raster.NewFrame()
			raster.Draw(frame, w, sim.Side(side))
			k, err := a.Decide(w.Tick, still{frame})
			if err != nil {
				t.Fatal(err)
			}
			if k != sim.None {
				presses[side]++
			}
			out, err := client.ModelInfer(context.Background(), &oippb.ModelInferRequest{ModelName: "pro-tiny",
				Parameters: map[string]*oippb.InferParameter{
					oip.SequenceID: oip.Text(sim.Side(side).String()), oip.SequenceStart: oip.Bool(w.Tick == 0)},
				Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: "frame", Datatype: "UINT8", Shape: []int64{raster.Height, raster.Width, 3}}},
				RawInputContents: [][]byte{rgb(frame)}})
			if err != nil {
				t.Fatal(err)
			}
			text := out.RawOutputContents[1]
			if got := string(text[4:]); int(binary.LittleEndian.Uint32(text)) != len(got) || got != a.Last().Name() {
				t.Fatalf("tick %d, side %d: served %q, the agent decides %q", w.Tick, side, got, a.Last().Name())
			}
			if p := math.Float64frombits(binary.LittleEndian.Uint64(out.RawOutputContents[2])); p != a.Last().PAct {
				t.Fatalf("tick %d, side %d: p_act %v, the agent's is %v", w.Tick, side, p, a.Last().PAct)
			}
		}
		return true
	})
	if err != nil || presses[0] == 0 || presses[1] == 0 {
		t.Fatalf("%v presses (%v), want some of both", presses, err)
	}
}

type still struct{ frame *image.Paletted }

func (s still) Grab(dst *image.Paletted) error {
	copy(dst.Pix, s.frame.Pix)
	return nil
}

func rgb(frame *image.Paletted) (pix []byte) {
	for _, i := range frame.Pix {
		r, g, b, _ := frame.Palette[i].RGBA()
		pix = append(pix, byte(r>>8), byte(g>>8), byte(b>>8))
	}
	return pix
}

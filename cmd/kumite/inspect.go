package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// canaryTolerance is how far a score may lie from the canary's.
const canaryTolerance = 1e-3

func inspectCommand() *cobra.Command {
	var (
		canary, picture, from string
		asJSON                bool
		seed                  uint64
	)
	cmd := &cobra.Command{
		Use:   "inspect MODEL",
		Short: "What does this model file promise, and does it keep it?",
		Long: `Inspect reads a model's file, sidecar and graph, checks every rule of the
contract, loads it, and shows what it says of a zero frame and of frames of a
seeded match, or of a recording. It exits 1 when a rule is broken and 2 when the
file cannot be read.`,
		Example: `  kumite inspect models/pro-ce.onnx
  kumite inspect --canary models/pro-ce.canary.json --picture seen.png models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := bot.Parse(args[0])
			if err != nil {
				return err
			}
			if c.Path == "" {
				return fmt.Errorf("contestant %q: inspect is for models", args[0])
			}
			doc, broken, err := inspect(c, inspectOptions{canary, picture, from, seed})
			if err != nil {
				return err
			}
			if asJSON {
				err = durable.EncodeJSON(cmd.OutOrStdout(), doc)
			} else {
				printInspection(cmd.OutOrStdout(), doc)
			}
			if err == nil && broken != "" {
				err = cli.Bad(broken)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&canary, "canary", "", "check the scores of the inputs in this `file`, as models/*.canary.json holds them")
	f.Var(cli.OutputFile(&picture), "picture", "write what the network sees of the last frame to this PNG `file`")
	f.StringVar(&from, "logs", "", "show frames of the first recording of this log `folder` instead of a match")
	f.Uint64Var(&seed, "seed", 1, "of the match")
	f.BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

type inspectOptions struct {
	canary, picture, logs string
	seed                  uint64
}

// inspect gathers everything. broken says which rule is, "" for none.
func inspect(c bot.Contestant, x inspectOptions) (doc *inspection, broken string, err error) {
	file, err := ort.Inspect(c.Path)
	if err != nil {
		return nil, "", err
	}
	doc = &inspection{
		Schema: "kumite.inspect/1", Model: c.Path, SHA256: file.SHA256, Producer: file.Producer, IR: file.IR, Opset: file.Opset,
		Parameters: file.Parameters, Operators: file.Operators, FLOPs: file.FLOPs, Uncounted: file.Uncounted,
		FileBytes: file.Bytes, WeightBytes: file.WeightBytes, Activations: file.Activations, Frames: []inspectedFrame{},
	}
	rule := func(name string, err error) {
		r := inspectedRule{Rule: name, Status: "ok"}
		switch {
		case broken != "":
			r.Status = "not checked"
		case err != nil:
			r.Status, r.Found = "broken", err.Error()
			broken = fmt.Sprintf("model %s breaks a rule: %s", c.Path, err)
		}
		doc.Rules = append(doc.Rules, r)
	}
	contract, rules := policy.CheckContract(file.Meta, file.Graph, bot.Skills())
	for _, r := range rules {
		rule(r.Name, r.Err)
	}
	var m *bot.Model
	if broken == "" {
		if _, err := policy.NewDecoder(contract, c.Query); err != nil { // what was typed, not what the file says
			return nil, "", fmt.Errorf("contestant %q: %w", c.Spec, err)
		}
		doc.Contract = &inspectedPromise{contract.Classes, contract.Input, contract.Input.Type.String(), contract.Output, contract.Semantics,
			contract.TrainPrior, contract.Temperature, contract.Bias, file.Stated}
		before := residentBytes()
		m, err = bot.Setup{Eye: bot.OpenCV}.Open(c, 0, image.Pt(raster.Width, raster.Height))
		doc.RSSGrowth = max(residentBytes()-before, 0)
	}
	rule("loads, and runs on a zero frame and a frame of a match", err)
	if m != nil {
		defer func() { err = errors.Join(err, m.Close()) }()
		doc.Decoder = describeDecoder(c, file, m.Decoder.String())
		if doc.Frames, err = sampleFrames(m, x); err != nil {
			return nil, "", err
		}
	}
	if x.canary != "" && m != nil {
		doc.Canary, err = checkCanary(m, x.canary)
		if err != nil {
			return nil, "", err
		}
		var far error
		if !doc.Canary.OK {
			far = fmt.Errorf("a score differs by %.3g from %s; want at most %g: the file is another, or was exported wrongly", doc.Canary.Worst, x.canary, canaryTolerance)
		}
		rule("scores as the canary says", far)
	}
	return doc, broken, nil
}

// describeDecoder says of each setting who stated it.
func describeDecoder(c bot.Contestant, file *ort.File, query string) *inspectedDecoder {
	d := &inspectedDecoder{Query: query, Sources: map[string]string{}}
	own := keysOf(c.Query)
	stated := keysOf(file.Meta["kumite.decoder"])
	for key := range keysOf(query) {
		switch {
		case own[key]:
			d.Sources[key] = "contestant"
		case stated[key] && !own["decode"]:
			d.Sources[key] = file.Stated["kumite.decoder"]
		default:
			d.Sources[key] = "default"
		}
	}
	return d
}

func keysOf(query string) map[string]bool {
	keys := map[string]bool{}
	for part := range strings.SplitSeq(query, "&") {
		if key, _, ok := strings.Cut(part, "="); ok {
			keys[key] = true
		}
	}
	return keys
}

// writeSeen writes what the network sees.
func writeSeen(path string, p vision.Picture) error {
	img := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	if err := p.DrawTo(img); err != nil {
		return err
	}
	return durable.WriteFile(path, func(w io.Writer) error { return png.Encode(w, img) })
}

// residentBytes is the memory of this process that is in RAM, 0 where the
// system does not say.
func residentBytes() int64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

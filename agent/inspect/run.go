package inspect

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/machine"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim/raster"
)

// Run inspects a model. Its network runs in this process.
func Run(ctx context.Context, cfg Config) (doc *Document, err error) {
	c, err := cfg.contestant()
	if err != nil {
		return nil, err
	}
	file, err := ort.Inspect(c.Path)
	if err != nil {
		return nil, err
	}
	doc = describe(c.Path, file)
	contract, rules := policy.CheckContract(file.Meta, file.Graph, bot.Skills())
	for _, r := range rules {
		doc.check(r.Name, r.Err)
	}
	if doc.Broken() != "" {
		doc.check(loads, nil)
		return doc, nil
	}
	if _, err := policy.NewDecoder(contract, c.Query); err != nil { // the query is the caller's, not the file's
		return nil, fmt.Errorf("contestant %q: %w", c.Spec, err)
	}
	doc.Contract = &Contract{contract.Classes, contract.Input, contract.Input.Type.String(), contract.Output, contract.Semantics,
		contract.TrainPrior, contract.Temperature, contract.Bias, file.Stated}
	before := machine.ResidentBytes()
	m, err := bot.Setup{Eye: bot.OpenCV}.Open(c, 0, image.Pt(raster.Width, raster.Height))
	doc.RSSGrowth = max(machine.ResidentBytes()-before, 0)
	doc.check(loads, err)
	if err != nil {
		return doc, nil
	}
	defer func() {
		if err = errors.Join(err, m.Close()); err != nil {
			doc = nil
		}
	}()
	doc.Decoder = &Decoder{m.Decoder.String(), sources(c.Query, file, m.Decoder.String())}
	if err := doc.look(ctx, m, cfg); err != nil {
		return nil, err
	}
	check := policy.NewOutputCheck(contract.Output)
	for _, f := range doc.Frames {
		check.Add(f.Scores)
	}
	if warning := check.Warning(); warning != "" {
		doc.Warnings = append(doc.Warnings, warning)
	}
	if cfg.Canary == "" {
		return doc, nil
	}
	if doc.Canary, err = checkCanary(m, cfg.Canary); err != nil {
		return nil, err
	}
	doc.check("scores match the canary", doc.Canary.err())
	return doc, nil
}

// loads is the name of the rule that opening the model checks.
const loads = "loads, and runs on a zero frame and a frame of a match"

// describe fills in what the file states, without loading it.
func describe(path string, file *ort.File) *Document {
	return &Document{
		Schema: Schema, Model: path, SHA256: file.SHA256, Producer: file.Producer, IR: file.IR, Opset: file.Opset,
		Parameters: file.Parameters, Operators: file.Operators, FLOPs: file.FLOPs, Uncounted: file.Uncounted,
		FileBytes: file.Bytes, WeightBytes: file.WeightBytes, Activations: file.Activations, Frames: []Frame{},
	}
}

// check adds a rule with the error that checking it returned. After a broken
// rule it adds the rule as not checked.
func (d *Document) check(rule string, err error) {
	r := Rule{Rule: rule, Status: Kept}
	switch {
	case d.Broken() != "":
		r.Status = NotChecked
	case err != nil:
		r.Status, r.Found = Broken, err.Error()
	}
	d.Rules = append(d.Rules, r)
}

// sources returns the source of each setting of a decoder's query: contestant,
// metadata, sidecar or default.
func sources(asked string, file *ort.File, query string) map[string]string {
	own, stated := keysOf(asked), keysOf(file.Meta["kumite.decoder"])
	from := map[string]string{}
	for key := range keysOf(query) {
		switch {
		case own[key]:
			from[key] = "contestant"
		case stated[key] && !own["decode"]:
			from[key] = file.Stated["kumite.decoder"]
		default:
			from[key] = "default"
		}
	}
	return from
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

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

// Run inspects a model, in this process or in one of its own.
func Run(ctx context.Context, cfg Config) (*Document, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	c, err := cfg.contestant()
	if err != nil {
		return nil, err
	}
	if cfg.Isolation.Applies(c.Path) {
		return runIsolated(ctx, cfg, c)
	}
	return run(ctx, cfg, c, func(*Document) error { return nil })
}

// run inspects a model in this process. It calls step with the document when the file
// has been read, and with nil after each later step that may take long.
func run(ctx context.Context, cfg Config, c bot.Contestant, step func(*Document) error) (doc *Document, err error) {
	file, err := ort.Inspect(c.Path)
	if err != nil {
		return nil, err
	}
	doc = describe(c.Path, file)
	contract, rules := policy.CheckContract(file.Meta, file.Graph, nil)
	doc.addRules(rules, file.Sidecar)
	if doc.Broken() != "" {
		doc.add(loads, NotChecked, nil)
		return doc, nil
	}
	if _, err := policy.NewDecoder(contract, c.Query); err != nil { // the query is the caller's, not the file's
		return nil, fmt.Errorf("contestant %q: %w", c.Spec, err)
	}
	doc.Contract = &Contract{contract.Classes, contract.Input, contract.Input.Type.String(), contract.Output, contract.Semantics,
		contract.TrainPrior, contract.Temperature, contract.Bias, file.Stated, nil, nil, nil}
	doc.Contract.bind(contract.Binding, file.Graph)
	if slow := ort.SlowWeights(file.Denormal, file.Parameters); slow != "" {
		doc.Warnings = append(doc.Warnings, slow)
	}
	if err := step(doc); err != nil {
		return nil, err
	}
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
	if err := doc.look(ctx, m, cfg, func() error { return step(nil) }); errors.As(err, new(networkError)) {
		doc.Rules = doc.Rules[:len(doc.Rules)-1]
		doc.check(loads, err)
		return doc, nil
	} else if err != nil {
		return nil, err
	}
	if _, err := contract.SkillNames(bot.Skills()); err != nil {
		doc.Warnings = append(doc.Warnings, err.Error()+": the model cannot play a duel, but eval, tune and logs check accept any game")
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
	doc.Canary, err = checkCanary(m, cfg.Canary)
	switch {
	case errors.As(err, new(networkError)):
		doc.check(canary, err)
	case err != nil:
		return nil, err
	default:
		doc.check(canary, doc.Canary.err())
	}
	return doc, nil
}

// canary is the name of the rule that a canary file checks.
const canary = "scores match the canary"

// loads is the name of the rule that opening the model checks.
const loads = "loads, and runs on a zero frame and a frame of a match"

// describe fills in what the file states, without loading it.
func describe(path string, file *ort.File) *Document {
	return &Document{
		Schema: Schema, Model: path, SHA256: file.SHA256, FileHashes: file.Files, Producer: file.Producer, IR: file.IR, Opset: file.Opset,
		Parameters: file.Parameters, Operators: file.Operators, FLOPs: file.FLOPs, Uncounted: file.Uncounted,
		FileBytes: file.Bytes, WeightBytes: file.WeightBytes, Denormal: file.Denormal, Activations: file.Activations, Frames: []Frame{},
	}
}

// addRules adds the rules of the contract. An invalid sidecar breaks the first, on
// the keys; the others are then not checked, because its keys are unknown.
func (d *Document) addRules(rules []policy.Rule, sidecar error) {
	for i, r := range rules {
		switch {
		case i == 0 && sidecar != nil:
			d.check(r.Name, sidecar)
		case r.Skipped || sidecar != nil:
			d.add(r.Name, NotChecked, nil)
		default:
			d.check(r.Name, r.Err)
		}
	}
}

// check adds a rule with the error that checking it returned.
func (d *Document) check(rule string, err error) {
	if err != nil {
		d.add(rule, Broken, err)
		return
	}
	d.add(rule, Kept, nil)
}

func (d *Document) add(rule string, status Status, err error) {
	r := Rule{Rule: rule, Status: status}
	if err != nil {
		r.Found = err.Error()
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

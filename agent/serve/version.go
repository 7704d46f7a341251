package serve

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/policy/ort"
)

// version is one loaded state of a model's files: its workers and what they need. It is
// closed when it has been replaced and nothing holds it any more.
type version struct {
	who      bot.Contestant
	cfg      *Config
	id       string // the first digits of the hash
	contract policy.Contract
	classes  []string // as the game's skills, nil for another game
	delay    int32    // ticks
	query    string   // the decoder's settings
	metadata *oippb.ModelMetadataResponse
	drift    *drifts // nil if nothing is compared
	inShape  []int64 // of one request, the first dimension 1

	queue   chan *job    // has room for all places
	places  atomic.Int64 // of the queue, reserved or with a job
	waiting atomic.Int64 // jobs accepted and not yet run
	each    atomic.Int64 // nanoseconds that a job takes a worker, averaged
	done    sync.WaitGroup
	free    sync.Pool // of *job

	mu    sync.Mutex // of alone, which requests without a sequence share
	alone *agent.Mind
	reads *policy.Decoder // of alone

	holders atomic.Int64 // what uses the version: one for being the current one, one for each request and sequence
	closed  func(error)
}

// workerSessions are the sessions of one worker, by the binary logarithm of their batch.
type workerSessions []bot.Network

// load opens a model's files, with all sessions of all workers.
func load(cfg *Config, who bot.Contestant, closed func(error)) (v *version, err error) {
	v = &version{who: who, cfg: cfg, queue: make(chan *job, cfg.Queue), closed: closed}
	crews := make([]workerSessions, cfg.Workers)
	defer func() {
		if err != nil {
			for _, crew := range crews {
				err = errors.Join(err, crew.close())
			}
		}
	}()
	for i := range crews {
		if err := v.open(&crews[i]); err != nil {
			return nil, err
		}
	}
	// A file that takes too long to read has ended the first process.
	file, err := ort.Inspect(who.Path)
	if err != nil {
		return nil, err
	}
	if file.Sidecar != nil {
		return nil, fmt.Errorf("load model %s: %w", who.Path, file.Sidecar)
	}
	for i := range crews {
		for v.takesBatches(file, crews[i]) {
			if err := v.open(&crews[i]); err != nil {
				return nil, err
			}
		}
		for _, s := range crews[i] {
			if s.SHA256() != file.SHA256 {
				return nil, fmt.Errorf("load model %s: the file changed while it was read; load it again", who.Path)
			}
		}
	}
	first := crews[0][0]
	if first.Random() != "" {
		return nil, fmt.Errorf("load model %s: %s; its answers could not be reproduced", who.Path, first.Random())
	}
	v.contract = first.Contract()
	if err := v.describe(file); err != nil {
		return nil, fmt.Errorf("load model %s: %w", who.Path, err)
	}
	v.holders.Store(1)
	for _, crew := range crews {
		v.done.Go(func() { v.work(crew) })
	}
	return v, nil
}

// setup says how the sessions are loaded.
func (v *version) setup() bot.Setup {
	return bot.Setup{Provider: v.cfg.Provider, Aliases: v.cfg.Aliases, Isolation: v.cfg.Isolation}
}

// open opens a worker's next session: for batches of 1, 2, 4 and so on.
func (v *version) open(crew *workerSessions) error {
	s, err := v.setup().Network(v.who.Path, 1<<len(*crew))
	if err == nil {
		*crew = append(*crew, s)
	}
	return err
}

// takesBatches reports whether a worker lacks a session for the next larger batch.
func (v *version) takesBatches(file *ort.File, crew workerSessions) bool {
	c := crew[0].Contract()
	in, _ := file.Graph.Input(c.Frames)
	return 1<<len(crew) <= v.cfg.Batch && in.Shape[0] < 1 && len(c.State) == 0
}

func (w workerSessions) close() error {
	var errs []error
	for _, s := range w {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// session returns the smallest session that takes n inputs.
func (w workerSessions) session(n int) bot.Network { return w[bits.Len(uint(n-1))] }

// most returns the largest batch.
func (w workerSessions) most() int { return 1 << (len(w) - 1) }

// describe derives what requests need from the contract, and the metadata.
func (v *version) describe(file *ort.File) error {
	c := v.contract
	v.id = file.SHA256[:12]
	v.delay = v.who.Delay.Or(agent.DefaultDelayTicks)
	if c.DelayTicks != nil && !v.who.Delay.Stated() {
		v.delay = *c.DelayTicks
	}
	if names, err := c.SkillNames(bot.Skills()); err == nil {
		v.classes = names
	}
	if slices.Contains([]string{actionOutput, pActOutput, reasonOutput}, c.Scores) {
		return fmt.Errorf("the output of the scores is named %q as the server's own; export it with another name", c.Scores)
	}
	decoder, err := policy.NewDecoder(c, v.who.Query)
	if err != nil {
		return err
	}
	v.query, v.reads = decoder.String(), decoder
	if v.alone, err = agent.NewMind(decoder, v.classes, v.delay); err != nil {
		return err
	}
	if err := v.compareDrift(); err != nil {
		return err
	}
	in, _ := file.Graph.Input(c.Frames)
	v.inShape = slices.Clone(in.Shape)
	v.fillShape()
	meta := policy.Served(file.Meta, c.Scores)
	if err := policy.AddAliases(meta, v.cfg.Aliases); err != nil {
		return err
	}
	if v.who.Query != "" || v.who.Delay.Stated() {
		meta["kumite.decoder"] = v.query + "&delay=" + strconv.Itoa(int(v.delay))
	}
	v.metadata = &oippb.ModelMetadataResponse{
		Name: v.who.Name, Versions: []string{v.id}, Platform: "onnxruntime_onnx",
		Inputs: []*oippb.ModelMetadataResponse_TensorMetadata{{Name: c.Frames, Datatype: oip.Datatype(c.Input.Type), Shape: append([]int64{-1}, v.inShape[1:]...)}},
		Outputs: []*oippb.ModelMetadataResponse_TensorMetadata{
			{Name: c.Scores, Datatype: oip.FP32, Shape: []int64{-1, int64(len(c.Classes))}},
			{Name: actionOutput, Datatype: oip.BYTES, Shape: []int64{-1}},
			{Name: pActOutput, Datatype: oip.FP64, Shape: []int64{-1}},
			{Name: reasonOutput, Datatype: oip.BYTES, Shape: []int64{-1}},
		},
		Parameters: map[string]*oippb.InferParameter{
			oip.HashKey: oip.Text(file.SHA256), oip.StatefulKey: oip.Bool(v.stateful()),
		},
	}
	for key, text := range meta {
		v.metadata.Parameters[key] = oip.Text(text)
	}
	return nil
}

// The outputs beside the scores.
const (
	actionOutput = "action" // the class that is sent
	pActOutput   = "p_act"  // the calibrated probability of acting
	reasonOutput = "reason" // the decision in words
)

// fillShape sets the dynamic dimensions of the input to those of the contract.
func (v *version) fillShape() {
	shape, ok := oip.Shape(v.contract.Input, len(v.inShape))
	if ok {
		v.inShape = shape
	}
}

// stateful reports whether the network has recurrent state.
func (v *version) stateful() bool { return len(v.contract.State) > 0 }

// mostProcesses bounds the sequences of a model with recurrent state that is isolated, each
// of which has a process.
const mostProcesses = 64

// mostSequences returns the largest number of sequences.
func (v *version) mostSequences() int {
	if v.stateful() && v.cfg.Isolation.Applies(v.who.Path) {
		return min(v.cfg.Sequences, mostProcesses)
	}
	return v.cfg.Sequences
}

// elements returns the number of elements of one input.
func (v *version) elements() int { return v.contract.Input.Len() }

// hold keeps the version open until release. It reports false if it is closed already.
func (v *version) hold() bool {
	for {
		n := v.holders.Load()
		if n == 0 {
			return false
		}
		if v.holders.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// release ends a hold. The last one ends the workers, which close their sessions, and an
// episode of drift.
func (v *version) release() {
	if v.holders.Add(-1) == 0 {
		v.drift.end()
		close(v.queue)
	}
}

// took averages how long a job takes a worker.
func (v *version) took(d time.Duration, jobs int) {
	each := int64(d) / int64(jobs)
	if old := v.each.Load(); old > 0 {
		each = old + (each-old)/8
	}
	v.each.Store(each)
}

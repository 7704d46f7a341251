package inspect

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/vision"
)

// message is what the inspecting process sends: an empty one for progress, the
// document when the file has been read, and at the end the whole or an error.
type message struct {
	Document *Document
	Element  vision.ElementType // of the contract's input, which its JSON omits
	Seen     []byte             // PNG
	Error    string
	Done     bool
}

// Serve is the isolated process's side of Run: it inspects a model under a memory
// limit and sends messages to out.
func Serve(ctx context.Context, out io.Writer, cfg Config, memoryLimit bot.Size) error {
	// Files are restricted by the parent: those of logs and of a canary are read later.
	if err := child.Confine(int64(memoryLimit)); err != nil {
		return err
	}
	send := func(m message) error {
		if m.Document != nil && m.Document.Contract != nil {
			m.Element = m.Document.Contract.Input.Type
		}
		text, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("encode the inspection: %w", err)
		}
		return child.Send(out, text)
	}
	c, err := cfg.contestant()
	if err != nil {
		return err
	}
	doc, err := run(ctx, cfg, c, func(doc *Document) error { return send(message{Document: doc}) })
	if errors.Is(err, safefile.ErrNoRoom) {
		return err // which ends the process as a failed allocation does
	}
	last := message{Document: doc, Done: true}
	if err != nil {
		last = message{Error: err.Error(), Done: true}
	}
	if doc != nil && doc.Seen != nil {
		var picture bytes.Buffer
		if err := png.Encode(&picture, doc.Seen); err != nil {
			return fmt.Errorf("encode the picture: %w", err)
		}
		last.Seen = picture.Bytes()
	}
	return send(last)
}

// runIsolated inspects a model in a process of its own. If that is lost after it has
// read the file, the document says so; before, it is an error.
func runIsolated(ctx context.Context, cfg Config, c bot.Contestant) (*Document, error) {
	limit := int64(cfg.Isolation.MemoryLimit)
	args := append(slices.Clone(cfg.Isolation.Command[1:]), "--memory-limit", strconv.FormatInt(limit, 10)+"B",
		"--seed", strconv.FormatUint(cfg.Seed, 10), "--logs", cfg.Logs, "--canary", cfg.Canary, "--", cfg.Model)
	task := child.Task{Program: cfg.Isolation.Command[0], Args: args, Env: bot.Environment(), Folders: cfg.folders(c), MemoryLimit: limit,
		Silence: cmp.Or(cfg.Isolation.LoadLimit, bot.DefaultLoadLimit)}
	var last message
	err := task.Run(ctx, func(text []byte) error {
		var m message
		if err := json.Unmarshal(text, &m); err != nil {
			return fmt.Errorf("decode the inspection: %w", err)
		}
		if m.Document != nil && m.Document.Contract != nil {
			m.Document.Contract.Input.Type = m.Element
		}
		if m.Document != nil || m.Done {
			last = m
		}
		return nil
	})
	var lost *child.Lost
	switch {
	case errors.As(err, &lost):
		if last.Document == nil {
			return nil, fmt.Errorf("load model %s: %w while its file was read; %s", c.Path, lost, remedy(lost, nil))
		}
		last.Document.check(loads, fmt.Errorf("%w; %s", lost, remedy(lost, last.Document)))
		return last.Document, nil
	case err != nil:
		return nil, fmt.Errorf("inspect model %s: %w", c.Path, err)
	case last.Error != "":
		return nil, errors.New(last.Error)
	case !last.Done || last.Document == nil:
		return nil, fmt.Errorf("inspect model %s: the process ended without a result; try it again", c.Path)
	}
	if last.Seen != nil {
		if last.Document.Seen, err = decodePicture(last.Seen); err != nil {
			return nil, err
		}
	}
	return last.Document, nil
}

// folders are those that the process can read.
func (c Config) folders(who bot.Contestant) []string {
	files := []string{who.Path}
	if c.Canary != "" {
		files = append(files, c.Canary)
	}
	if c.Logs != "" {
		files = append(files, filepath.Join(c.Logs, "logs.json"))
	}
	return bot.Folders(files...)
}

// remedy says what to do about a lost process; doc is nil if it had not read the file.
func remedy(lost *child.Lost, doc *Document) string {
	if doc != nil {
		if slow := ort.SlowWeights(doc.Denormal, doc.Parameters); slow != "" && lost.Kind == child.Hang {
			return slow
		}
	}
	return bot.Remedy(lost)
}

func decodePicture(data []byte) (*image.RGBA, error) {
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode the picture: %w", err)
	}
	if p, ok := picture.(*image.RGBA); ok {
		return p, nil
	}
	p := image.NewRGBA(picture.Bounds())
	draw.Draw(p, p.Rect, picture, p.Rect.Min, draw.Src)
	return p, nil
}

package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/logs"
)

func tensorsCommand() *cobra.Command {
	var (
		from, out string
		color     string
		options   = logs.TensorOptions{Spec: vision.Spec{Scale: 1.0 / 255, Layout: vision.NCHW}}
		spec      = &options.Spec
	)
	cmd := &cobra.Command{
		Use:   "tensors --logs DIR --out DIR",
		Short: "Convert logs to tensors for training",
		Long: `Tensors preprocesses logs with the agent's own code, so that training and play see
the same inputs. It writes frames.npy (uint8, rows × C × H × W, unstacked),
labels.npy, recording.npy, and tensors.json with the class names, their prior in
the training rows, the input spec, and a split by recording.

Some recorders label every row while a key is down. With --onsets only the first row
of such a press keeps the label; the others become no_action.`,
		Example: `  kumite tensors --logs logs --out tensors --size 80x45 --stack 2`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := spec.Color.UnmarshalText([]byte(color)); err != nil {
				return fmt.Errorf("--color: %w", err)
			}
			folder, err := logs.Open(from)
			if err != nil {
				return err
			}
			bar := newProgress(cmd.ErrOrStderr(), "tensors")
			options.Progress = bar.set
			t, err := logs.WriteTensors(cmd.Context(), out, folder, options)
			bar.done()
			if err != nil {
				return err
			}
			return report.Tensors(cmd.OutOrStdout(), out, t)
		},
	}
	f := cmd.Flags()
	f.StringVar(&from, "logs", "", "log `folder` to read")
	f.StringVar(&out, "out", "", "`folder` to write")
	f.Uint64Var(&options.Seed, "seed", 1, "seed of the split into training, validation and test")
	spec.Width, spec.Height = 80, 45
	f.Var(&size{&spec.Width, &spec.Height}, "size", "size of the network's input")
	f.IntVar(&spec.Stack, "stack", 2, "frames in the network's input")
	cli.Bound(f, "stack", number.Whole(1, vision.MaxStack))
	f.BoolVar(&options.Onsets, "onsets", false, "label only the first row of a press that is held over several rows")
	f.StringVar(&color, "color", "gray", "colours of the network's input, gray or rgb")
	required(cmd, "logs", "out")
	return cmd
}

// size is a flag of the form 80x45.
type size struct{ width, height *int }

func (s *size) String() string {
	if s.width == nil {
		return ""
	}
	return fmt.Sprintf("%dx%d", *s.width, *s.height)
}

func (s *size) Set(text string) error {
	width, height, both := strings.Cut(text, "x")
	if !both {
		return errors.New("want WIDTHxHEIGHT, e.g. 80x45")
	}
	for _, side := range []struct {
		text string
		to   *int
	}{{width, s.width}, {height, s.height}} {
		v, err := number.Whole(1, vision.MaxSide).Parse(side.text)
		if err != nil {
			return fmt.Errorf("%q %w", side.text, err)
		}
		*side.to = int(v)
	}
	return nil
}

func (s *size) Type() string { return "WxH" }

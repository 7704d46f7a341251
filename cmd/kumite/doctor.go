package main

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision/cv"
)

func doctorCommand() *cobra.Command {
	var models string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Is this machine ready? One line for each part, with the mend",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sick := 0
			report := func(part string, found string, err error) {
				mark := "ok  "
				if err != nil {
					mark, found = "FAIL", err.Error()
					sick++
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %-14s %s\n", mark, part, found)
			}
			report("OpenCV", cv.Version(), nil)
			report("video", "lossless video is written and read back", tryVideo())
			version, err := ort.Version()
			report("ONNX Runtime", fmt.Sprintf("%s from %s", version, ort.Library()), err)
			found, err := providers()
			report("providers", found, err)
			files, _ := filepath.Glob(filepath.Join(models, "*.onnx")) // a bad pattern matches nothing
			if len(files) == 0 {
				report("models", "", fmt.Errorf("no *.onnx in %s; run in the project's folder, name another with --models, or run `make models`", models))
			}
			for _, file := range files {
				found, err := tryModel(file)
				report("model", found, err)
			}
			note := func(part, text string) { fmt.Fprintf(cmd.OutOrStdout(), "note  %-14s %s\n", part, text) }
			if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
				note("display", "none; everything but `kumite watch` works without (`xvfb-run kumite watch …` for a virtual one)")
			} else {
				note("display", "DISPLAY="+os.Getenv("DISPLAY")+" WAYLAND_DISPLAY="+os.Getenv("WAYLAND_DISPLAY"))
			}
			if path, err := watchProgram(); err != nil {
				note("window", err.Error())
			} else {
				note("window", path)
			}
			if sick > 0 {
				return cli.Bad(fmt.Sprintf("doctor: %d of the parts above need a mend", sick))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&models, "models", "models", "the `folder` of model files")
	return cmd
}

// providers lists what the runtime's library can compute on.
func providers() (string, error) {
	found, err := ort.Available()
	if err != nil {
		return "", err
	}
	var has, lacks []string
	for _, p := range ort.Providers() {
		if found[p] == nil {
			has = append(has, p.String())
		} else {
			lacks = append(lacks, p.String())
		}
	}
	return fmt.Sprintf("%s; the library lacks %s", strings.Join(has, ", "), cmp.Or(strings.Join(lacks, ", "), "none")), nil
}

func tryModel(file string) (string, error) {
	c, err := bot.Parse(file)
	if err != nil {
		return "", err
	}
	m, err := bot.Setup{Eye: bot.OpenCV}.Open(c, agent.DefaultDelayTicks, image.Pt(raster.Width, raster.Height))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, sha256 %.12s, %s", file, m.SHA256, m.Decoder), m.Close()
}

// tryVideo writes a frame and reads it back.
func tryVideo() (err error) {
	dir, err := os.MkdirTemp("", "kumite-doctor-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "frame.mkv")
	w, err := cv.CreateVideo(path, image.Pt(raster.Width, raster.Height), 10)
	if err != nil {
		return err
	}
	if err := errors.Join(w.Write(raster.NewFrame()), w.Close()); err != nil {
		return err
	}
	r, err := cv.OpenVideo(path)
	if err != nil {
		return err
	}
	return errors.Join(r.Next(cv.NewFrame(raster.Width, raster.Height)), r.Close())
}

// watchProgram finds the window's program: beside this one, or on the PATH.
func watchProgram() (string, error) {
	if self, err := os.Executable(); err == nil {
		path := filepath.Join(filepath.Dir(self), "kumite-watch")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	if path, err := exec.LookPath("kumite-watch"); err == nil {
		return path, nil
	}
	return "", errors.New("kumite-watch is neither beside kumite nor on the PATH; `make watch` installs what it needs, builds it and opens it")
}

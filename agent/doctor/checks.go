package doctor

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision/cv"
)

func openCV() Check { return Check{Name: "OpenCV", Found: cv.Version()} }

// video writes a frame and reads it back.
func video() Check {
	return Check{Name: "video", Found: "lossless video is written and read back", Err: tryVideo()}
}

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

func runtime() Check {
	version, err := ort.Version()
	return Check{Name: "ONNX Runtime", Found: fmt.Sprintf("%s from %s", version, ort.Library()), Err: err}
}

// providers lists the execution providers of the runtime's library.
func providers() Check {
	found, err := ort.Available()
	var has, lacks []string
	for _, p := range ort.Providers() {
		if found[p] == nil {
			has = append(has, p.String())
		} else {
			lacks = append(lacks, p.String())
		}
	}
	return Check{Name: "providers", Err: err,
		Found: fmt.Sprintf("%s; the library lacks %s", strings.Join(has, ", "), cmp.Or(strings.Join(lacks, ", "), "none"))}
}

// model loads a file as a tournament does, but with the OpenCV eye.
func model(file string, isolation bot.Isolation) Check {
	found, err := tryModel(file, isolation)
	return Check{Name: "model", Found: found, Err: err}
}

func tryModel(file string, isolation bot.Isolation) (string, error) {
	c, err := bot.Parse(file)
	if err != nil {
		return "", err
	}
	m, err := bot.Setup{Eye: bot.OpenCV, Isolation: isolation}.Open(c, agent.DefaultDelayTicks, image.Pt(raster.Width, raster.Height))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, %s, %s", file, m.Files.Describe(m.SHA256), m.Decoder), m.Close()
}

// isolation says what an isolated model can reach on this system.
func isolation() Check {
	limit := "memory is limited"
	if !child.LimitsMemory {
		limit = "memory is not limited on this system"
	}
	return Check{Name: "isolation", Found: limit + "; " + child.Sandbox(), Note: true}
}

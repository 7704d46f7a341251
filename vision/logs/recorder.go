package logs

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"os"
	"strconv"
	"strings"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision/cv"
)

// Recorder writes one recording: for each decision a frame, and then the
// action that followed it. Until Close nothing of it is in the folder's list;
// an abandoned one is removed with Discard. Calls must not overlap.
type Recorder struct {
	w       *Writer
	root    *safefile.Root
	entry   Entry
	video   *cv.VideoWriter
	table   *os.File
	out     *bufio.Writer
	row     Row
	open    bool // a frame waits for its action
	asked   bool // rows have the answer of an expert
	done    bool
	skills  []string  // memory for row.Available
	partial [2]string // video, table
}

// Record starts the recording of that number, from 1.
func (w *Writer) Record(number int) (*Recorder, error) {
	name := Name(number)
	if number < 1 || w.Has(number) {
		return nil, fmt.Errorf("write logs %s: recording %s exists or is below 000001; choose another number", w.dir, name)
	}
	r := &Recorder{w: w, skills: make([]string, 0, len(w.header.Classes)), entry: Entry{Name: name, Video: name + ".mkv", Actions: name + ".csv"}}
	r.partial = [2]string{".partial-" + r.entry.Video, ".partial-" + r.entry.Actions}
	var err error
	if r.root, err = safefile.OpenRoot(w.dir); err != nil {
		return nil, fmt.Errorf("write logs: %w", err)
	}
	if err := r.create(); err != nil {
		return nil, errors.Join(err, r.remove(), r.root.Close())
	}
	r.out = bufio.NewWriter(r.table)
	return r, nil
}

// create creates the partial files.
func (r *Recorder) create() error {
	// OpenCV follows links, so the file that it opens is made here.
	file, err := r.root.Create(r.partial[0])
	if err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	h := r.w.header
	if r.video, err = cv.CreateVideo(r.root.Path(r.partial[0]), image.Pt(h.Width, h.Height), 1000/h.DecisionPeriodMS); err != nil {
		return err
	}
	if r.table, err = r.root.Create(r.partial[1]); err != nil {
		return errors.Join(fmt.Errorf("write logs: %w", err), r.video.Close())
	}
	return nil
}

// Name is the recording's name, for a file beside it.
func (r *Recorder) Name() string { return r.entry.Name }

// SetReplay names the file, in the same folder, that holds the match's replay.
// It must be complete before Close.
func (r *Recorder) SetReplay(file string) { r.entry.Replay = file }

// SetSide says where the expert stands at the start: "left" or "right".
func (r *Recorder) SetSide(side string) { r.entry.Side = side }

// WriteFrame appends what the expert sees at tick, and the skills that it
// could use then (nil where that is not logged, in all rows or in none; empty
// where it could use none). Neither is kept.
func (r *Recorder) WriteFrame(frame *image.Paletted, tick int64, available []string) error {
	return r.writeFrame(func() error { return r.video.Write(frame) }, tick, available)
}

// WriteCaptured is WriteFrame for a frame of another program.
func (r *Recorder) WriteCaptured(frame cv.Frame, tick int64, available []string) error {
	return r.writeFrame(func() error { return r.video.WriteCaptured(frame) }, tick, available)
}

func (r *Recorder) writeFrame(write func() error, tick int64, available []string) error {
	next := Row{Frame: r.entry.Rows, Tick: tick, Action: r.w.header.Null(), Available: available}
	switch {
	case r.done:
		return fmt.Errorf("write recording %s: it is closed", r.entry.Name)
	case r.open:
		return fmt.Errorf("write recording %s: frame %d has no action yet", r.entry.Name, r.row.Frame)
	case next.Frame > 0 && tick <= r.row.Tick:
		return fmt.Errorf("write recording %s: tick is %d after %d; want them to rise", r.entry.Name, tick, r.row.Tick)
	case next.Frame > 0 && (available == nil) != (r.row.Available == nil):
		return fmt.Errorf("write recording %s: available skills are given for some rows only", r.entry.Name)
	}
	if err := checkRow(next, r.w.header.Classes); err != nil {
		return fmt.Errorf("write recording %s: frame %d: %w", r.entry.Name, next.Frame, err)
	}
	if err := write(); err != nil {
		return err
	}
	if available != nil {
		next.Available = append(r.skills[:0], available...)
		r.skills = next.Available
	}
	r.row, r.open = next, true
	return nil
}

// WriteAction says what the expert did in the decision period after the last
// frame: a class name.
func (r *Recorder) WriteAction(action string) error { return r.WriteAnswered(action, "") }

// WriteAnswered is WriteAction with what an expert answered who was asked for the right
// action on that frame: a class name in all rows, or "" in all.
func (r *Recorder) WriteAnswered(action, expert string) error {
	if r.done || !r.open {
		return fmt.Errorf("write recording %s: action %s belongs to no frame; write one first", r.entry.Name, action)
	}
	if r.row.Frame > 0 && (expert == "") == r.asked {
		return fmt.Errorf("write recording %s: the expert is asked in some rows only", r.entry.Name)
	}
	r.row.Action, r.row.Expert, r.asked = action, expert, expert != ""
	if err := checkRow(r.row, r.w.header.Classes); err != nil {
		return fmt.Errorf("write recording %s: frame %d: %w", r.entry.Name, r.row.Frame, err)
	}
	if r.row.Frame == 0 {
		r.out.WriteString("frame,tick,action")
		if r.row.Available != nil {
			r.out.WriteString(",available")
		}
		if r.asked {
			r.out.WriteString(",expert")
		}
		r.out.WriteByte('\n')
	}
	r.out.WriteString(strconv.Itoa(r.row.Frame) + "," + strconv.FormatInt(r.row.Tick, 10) + "," + action)
	if r.row.Available != nil {
		r.out.WriteString("," + strings.Join(r.row.Available, "|"))
	}
	if r.asked {
		r.out.WriteString("," + expert)
	}
	if err := r.out.WriteByte('\n'); err != nil { // a bufio.Writer keeps its first error
		return fmt.Errorf("write recording %s: %w", r.entry.Name, err)
	}
	r.open = false
	r.entry.Rows++
	return nil
}

// Close completes the files, gives them their names and lists the recording;
// where any of that fails, nothing of it stays. A second Close does nothing.
func (r *Recorder) Close() error {
	if r.done {
		return nil
	}
	if r.open || r.entry.Rows == 0 {
		return errors.Join(fmt.Errorf("write recording %s: it has no frames or its last one no action", r.entry.Name), r.Discard())
	}
	r.done = true
	err := errors.Join(r.out.Flush(), r.video.Close(), r.table.Sync(), r.table.Close())
	if err == nil {
		err = r.syncVideo()
	}
	if err == nil {
		err = r.root.Rename(r.partial[0], r.entry.Video)
	}
	if err == nil {
		err = r.root.Rename(r.partial[1], r.entry.Actions)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write recording %s: %w", r.entry.Name, err),
			r.remove(r.entry.Video, r.entry.Actions), r.root.Close())
	}
	return errors.Join(r.w.add(r.entry), r.root.Close())
}

// syncVideo puts the file on the disk that OpenCV wrote.
func (r *Recorder) syncVideo() error {
	f, err := r.root.Update(r.partial[0])
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Discard removes a recording that is not to be finished; after Close it does
// nothing.
func (r *Recorder) Discard() error {
	if r.done {
		return nil
	}
	r.done = true
	r.video.Close() // incomplete, and about to go
	return errors.Join(r.table.Close(), r.remove(), r.root.Close())
}

// remove removes the partial files and others, where they exist.
func (r *Recorder) remove(others ...string) error {
	var errs []error
	for _, name := range append(others, r.partial[:]...) {
		if err := r.root.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

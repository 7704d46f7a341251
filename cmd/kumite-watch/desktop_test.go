package main

import (
	"bufio"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// desktop does what a window manager and a person do: it finds the window, closes it,
// points, clicks and types.
type desktop struct {
	t    *testing.T
	x    *xgb.Conn
	root xproto.Window
}

// newDesktop connects to the X server and sees every window that opens from then on.
func newDesktop(t *testing.T) *desktop {
	t.Helper()
	x, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	d := &desktop{t, x, xproto.Setup(x).DefaultScreen(x).Root}
	d.check(xtest.Init(x))
	d.check(xproto.ChangeWindowAttributesChecked(x, d.root, xproto.CwEventMask, []uint32{xproto.EventMaskSubstructureNotify}).Check())
	return d
}

func (d *desktop) check(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// opened waits until the next window shows a scene, whose title it has then, and gives it
// the keyboard, as a window manager does.
func (d *desktop) opened() (w xproto.Window) {
	d.t.Helper()
	for {
		event, err := d.x.WaitForEvent()
		if event == nil && err == nil {
			d.t.Fatal("the X server is gone")
		}
		if e, ok := event.(xproto.MapNotifyEvent); ok {
			w = e.Window
			d.check(xproto.ChangeWindowAttributesChecked(d.x, w, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check())
			d.check(xproto.SetInputFocusChecked(d.x, xproto.InputFocusParent, w, xproto.TimeCurrentTime).Check())
		}
		if w == 0 {
			continue
		}
		title, titleErr := xproto.GetProperty(d.x, false, w, xproto.AtomWmName, xproto.GetPropertyTypeAny, 0, 100).Reply()
		d.check(titleErr)
		if strings.HasPrefix(string(title.Value), "kumite: ") {
			return w
		}
	}
}

// close asks a window to close, as its close button does.
func (d *desktop) close(w xproto.Window) {
	d.t.Helper()
	atom := func(name string) uint32 {
		a, err := xproto.InternAtom(d.x, false, uint16(len(name)), name).Reply()
		d.check(err)
		return uint32(a.Atom)
	}
	message := xproto.ClientMessageEvent{
		Format: 32, Window: w, Type: xproto.Atom(atom("WM_PROTOCOLS")),
		Data: xproto.ClientMessageDataUnionData32New([]uint32{atom("WM_DELETE_WINDOW"), 0, 0, 0, 0}),
	}
	d.check(xproto.SendEventChecked(d.x, false, w, xproto.EventMaskNoEvent, string(message.Bytes())).Check())
}

// click presses the left button of the mouse at a point of a window.
func (d *desktop) click(w xproto.Window, x, y int) {
	d.t.Helper()
	at, err := xproto.TranslateCoordinates(d.x, w, d.root, int16(x), int16(y)).Reply()
	d.check(err)
	d.fake(xproto.MotionNotify, 0, at.DstX, at.DstY)
	d.fake(xproto.ButtonPress, 1, 0, 0)
}

// press presses and releases the keys of symbols, one after the other.
func (d *desktop) press(symbols ...xproto.Keysym) {
	d.t.Helper()
	setup := xproto.Setup(d.x)
	table, err := xproto.GetKeyboardMapping(d.x, setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)).Reply()
	d.check(err)
	for _, s := range symbols {
		at := slices.Index(table.Keysyms, s)
		if at < 0 {
			d.t.Fatalf("no key has the symbol %#x", s)
		}
		key := byte(setup.MinKeycode) + byte(at/int(table.KeysymsPerKeycode))
		d.fake(xproto.KeyPress, key, 0, 0)
		d.fake(xproto.KeyRelease, key, 0, 0)
	}
}

// Symbols of keys; a letter's is its code.
const (
	keyReturn xproto.Keysym = 0xff0d
	keyEscape xproto.Keysym = 0xff1b
	keyF2     xproto.Keysym = 0xffbf
	keyF7     xproto.Keysym = 0xffc4
	keyF12    xproto.Keysym = 0xffc9
)

// picture takes a screenshot of the window with F12.
func (d *desktop) picture(r *running) image.Image {
	d.t.Helper()
	d.press(keyF12)
	line := r.said(d.t, "saved ")
	_, path, _ := strings.Cut(line, "saved ")
	path, _, _ = strings.Cut(path, `"`)
	return decoded(d.t, path)
}

// still takes pictures until the game, which is in the upper half of the window, stands
// still, and returns the last one.
func (d *desktop) still(r *running) image.Image {
	d.t.Helper()
	moved := func(a, b image.Image) bool {
		size := a.Bounds().Size()
		for y := range size.Y / 2 {
			for x := range size.X {
				if a.At(x, y) != b.At(x, y) {
					return true
				}
			}
		}
		return false
	}
	last := d.picture(r)
	for now := d.picture(r); moved(last, now); now = d.picture(r) {
		last = now
	}
	return last
}

// decoded reads a PNG file.
func decoded(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pic, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return pic
}

func (d *desktop) fake(kind, detail byte, x, y int16) {
	d.t.Helper()
	d.check(xtest.FakeInputChecked(d.x, kind, detail, 0, d.root, x, y, 0).Check())
}

// release lets the left button of the mouse go.
func (d *desktop) release() { d.fake(xproto.ButtonRelease, 1, 0, 0) }

// running is a window that is open.
type running struct {
	cmd    *exec.Cmd
	id     xproto.Window
	stdout strings.Builder
	lines  *bufio.Scanner // of stderr
}

// open starts a program and waits for its window.
func (d *desktop) open(dir string, command ...string) *running {
	d.t.Helper()
	r := &running{cmd: exec.Command(command[0], command[1:]...)}
	r.cmd.Stdout, r.cmd.Dir = &r.stdout, dir
	var stderr io.Reader
	stderr, err := r.cmd.StderrPipe()
	d.check(err)
	d.check(r.cmd.Start())
	r.lines = bufio.NewScanner(stderr)
	r.id = d.opened()
	return r
}

// said waits for a line of stderr that contains a text, and returns it.
func (r *running) said(t *testing.T, text string) string {
	t.Helper()
	for r.lines.Scan() {
		if strings.Contains(r.lines.Text(), text) {
			return r.lines.Text()
		}
		t.Logf("stderr: %s", r.lines.Text())
	}
	t.Fatalf("the window has ended without %q: %v", text, r.cmd.Wait())
	return ""
}

// ended waits for the end of the program, which must succeed, and returns what it printed.
func (r *running) ended(t *testing.T) string {
	t.Helper()
	for r.lines.Scan() {
		t.Logf("stderr: %s", r.lines.Text())
	}
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("%v: got %v, want exit 0", r.cmd.Args, err)
	}
	return r.stdout.String()
}

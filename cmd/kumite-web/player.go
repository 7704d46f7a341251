//go:build js && wasm

package main

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"syscall/js"

	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
	"github.com/kumite/kumite/sim/raster"
)

// player is the recording that is open.
type player struct {
	play  *duel.Playback
	made  *scores.Match // nil without scores
	frame *image.Paletted
	rgba  [raster.Width * raster.Height * 4]byte
}

// reader returns the bytes of a Uint8Array.
func reader(data js.Value) *bytes.Reader {
	file := make([]byte, data.Length())
	js.CopyBytesToGo(file, data)
	return bytes.NewReader(file)
}

func (p *player) open(data js.Value) any {
	r, err := duel.Decode(reader(data))
	if err != nil {
		return failure(err)
	}
	play, err := duel.NewPlayback(r)
	if err != nil {
		return failure(err)
	}
	p.play, p.made, p.frame = play, nil, raster.NewFrame()
	return match(play)
}

// match describes a recording. A recording that does not reproduce has the key desync,
// which describes the first difference, and plays up to there.
func match(play *duel.Playback) map[string]any {
	r := play.Recording()
	doc := map[string]any{
		"width": raster.Width, "height": raster.Height, "tickRate": sim.TickRate, "hashEvery": duel.HashEvery,
		"ticks": play.Len(), "seed": float64(r.Seed), "outcome": r.Outcome, "finalHash": r.FinalHash, "hashes": len(r.Hashes),
		"names": []any{r.Contestants[0].Name, r.Contestants[1].Name},
	}
	if err := play.Desync(); err != nil {
		doc["desync"] = err.Error()
	}
	var all []any
	for _, m := range moments.Find(play) {
		all = append(all, map[string]any{
			"kind": m.Kind.String(), "side": int(m.Side), "skill": m.Skill.String(), "tick": m.Tick, "end": m.End, "damage": m.Damage,
		})
	}
	doc["moments"] = all
	return doc
}

var errNothingOpen = errors.New("no recording is open; call open first")

func (p *player) draw(tick int32, side int, pixels js.Value) any {
	switch {
	case p.play == nil:
		return failure(errNothingOpen)
	case side != int(sim.Left) && side != int(sim.Right):
		return failure(errors.New("side is neither 0 (left) nor 1 (right)"))
	}
	p.play.Seek(tick)
	raster.Draw(p.frame, p.play.World(), sim.Side(side))
	for i, c := range p.frame.Pix {
		copy(p.rgba[i*4:], colours[c][:])
	}
	js.CopyBytesToJS(pixels, p.rgba[:])
	return map[string]any{"hashes": min(int(p.play.Tick())/duel.HashEvery, len(p.play.Recording().Hashes))}
}

// colours is the game's palette as bytes.
var colours = func() [][4]byte {
	all := make([][4]byte, len(raster.Palette))
	for i, c := range raster.Palette {
		rgba := color.RGBAModel.Convert(c).(color.RGBA)
		all[i] = [4]byte{rgba.R, rgba.G, rgba.B, rgba.A}
	}
	return all
}()

func failure(err error) any { return map[string]any{"error": err.Error()} }

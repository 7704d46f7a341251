// Package assets embeds the sources of the drawings, poses, icons and the font, as
// editable text. Package sim/raster rasterizes them.
package assets

import _ "embed"

// Poses is poses.txt: every pose of a fighter as a skeleton.
//
//go:embed poses.txt
var Poses string

// Icons is icons.txt: a pictogram of 8×8 pixels for each skill.
//
//go:embed icons.txt
var Icons string

// Font is font.txt: the digits, as glyphs of 3×5 pixels.
//
//go:embed font.txt
var Font string

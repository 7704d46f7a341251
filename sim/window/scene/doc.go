// Package scene defines the interface between a scene (a match, a replay or footage) and
// the display that shows it.
//
// A Scene is ticked 60 times per second of play, or slower or faster at the person's
// request. It provides a picture and a view of its panels, and carries out commands. It
// knows neither keys nor screen pixels. The package is pure, so that scenes are built and
// tested without a display. Package sim/window is the display.
package scene

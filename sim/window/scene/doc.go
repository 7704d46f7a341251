// Package scene says what a window can show: the interface between a scene (a
// match, a replay, footage) and whatever displays it.
//
// A Scene is ticked 60 times a second of play, slower or faster when the person
// asks, gives a picture and a view of its panels, and takes commands. It knows
// neither keys nor pixels of the screen. The package is pure, so that scenes are
// built and tested without a display; sim/window is the display.
package scene

// Package window shows a scene.Scene in a window: a match, a replay or footage. It draws
// the scene's picture and panels, ticks the scene, and reads keys and gamepads. It is the
// only importer of Ebiten.
//
// The scene is ticked 60 times per second of play, or slower or faster at the person's
// request. The package contains no rules and makes no decisions. The picture is scaled by
// whole numbers, so that a person sees what an agent sees; what a scene.Overlayer draws over
// it can be hidden, and no agent sees it.
package window

// Package watch provides what the window shows: matches, replays and footage.
//
// NewMatch, NewReplay and NewFootage each return a Show: a scene.Scene with the work that
// runs beside it. Run shows it on a Display, which is a window or a loop that ticks the
// scene, and returns a Summary: a document with its text.
//
// A scene fills in a panel.View and carries out scene.Commands; it draws no panels and
// knows no keys. The package links no window library, so that every scene is built and
// tested without a display. Clocks are passed in. A match in lockstep is identical to the
// one that agent/arena plays from the same seed: showing it changes no decision.
//
// Timing on the wall clock is left to agent/live, decisions to agent.
package watch

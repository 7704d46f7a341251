// Package watch answers: what does it look like?
//
// NewMatch, NewReplay and NewFootage each make a Show: match after match between
// two contestants, a recorded match, or a model's decisions on a video, a camera
// or a stream. A Show is a scene.Scene with what has to run beside it. Run shows it
// at a Display, which is a window, or a loop that ticks the scene, and returns a
// Summary: a document with its text.
//
// A scene draws no panels and knows no keys: it fills in a panel.View and carries
// out scene.Commands. The package links no window library, so that every scene is
// built and tested without a display. Time passes by Tick alone; what keeps a wall
// clock is agent/live's, and what makes a decision agent's. Nothing here changes
// what a contestant decides: a match in lockstep is the one that agent/arena plays
// from the same seed.
package watch

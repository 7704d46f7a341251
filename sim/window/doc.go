// Package window is the Ebiten shell around a scene.Scene: a match, a replay or
// footage. It shows the scene's picture and panels, keeps the ticks, and takes
// keys. It is the only importer of Ebiten.
//
// It holds no rules and makes no decisions: the scene is handed in and ticked 60
// times a second of play, slower or faster when the person asks. The picture
// is scaled by whole numbers and nothing is drawn over it but help, so that
// what a person sees is what an agent sees.
package window

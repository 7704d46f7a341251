//go:build js && wasm

// Command kumite-web plays replays in a browser. It is WebAssembly: the game and its
// pixels without the window. A page draws the pixels on a canvas and owns all controls.
//
// It sets the global object kumite with four functions and then keeps running:
//
//	kumite.open(bytes)              reads and verifies a recording, given as a Uint8Array
//	kumite.draw(tick, side, pixels) moves to a tick and draws it as seen by side 0 (left)
//	                                or 1 (right) into a Uint8ClampedArray of RGBA
//	kumite.scores(bytes)            reads the scores of the open recording
//	kumite.decision(tick, side)     is the newest decision of a side with scores
//
// All return an object; a failure is an object with the key error. The object of open
// describes the match, see match; that of draw has the key hashes, the number of recorded
// hashes up to the tick, all of which agree; that of scores has the key sides, see decoders.
// Scores that are not of the open recording are a failure. If the global function kumiteReady exists, it
// is called once after the object is set.
package main

import "syscall/js"

func main() {
	p := &player{}
	js.Global().Set("kumite", map[string]any{
		"open":     js.FuncOf(func(_ js.Value, args []js.Value) any { return p.open(args[0]) }),
		"scores":   js.FuncOf(func(_ js.Value, args []js.Value) any { return p.score(args[0]) }),
		"decision": js.FuncOf(func(_ js.Value, args []js.Value) any { return p.decision(int32(args[0].Int()), args[1].Int()) }),
		"draw":     js.FuncOf(func(_ js.Value, args []js.Value) any { return p.draw(int32(args[0].Int()), args[1].Int(), args[2]) }),
	})
	if ready := js.Global().Get("kumiteReady"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {}
}

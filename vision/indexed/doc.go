// Package indexed answers how a palette frame is a PNG file, and back, for frames that are
// written once and read often. The files are PNG that any program reads: 8-bit palette
// indices, rows without a filter, fast compression. Both reuse the memory of a frame. Decoder
// reads these files alone; image/png reads the others.
package indexed

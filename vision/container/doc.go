// Package container answers: when is each frame of a video file shown, by the
// file's own time stamps? It reads the index of Matroska, WebM and MP4 files,
// without decoding a frame, because OpenCV reports the time stamp of the packet
// that it fed last, which is another frame's where the codec delays or reorders
// them. Pixels are left to package cv.
//
// Invariants: a file is only read; times rise; what has no times that can be
// trusted (another container, a fragmented MP4, a damaged index) has none, which
// is no error.
package container

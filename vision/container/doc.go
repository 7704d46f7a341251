// Package container answers when each frame of a video file is shown, by the file's own
// time stamps. It reads the index of Matroska, WebM and MP4 files without decoding
// frames. OpenCV cannot be used for this: it reports the time stamp of the last packet
// that it decoded, which belongs to another frame if the codec delays or reorders frames.
// Pixels are left to package cv.
//
// A Writer makes Matroska files of PNG images, and Images reads them back without FFmpeg.
//
// Invariants: files are only read; times increase. A file without reliable times (another
// container, a fragmented MP4, a damaged index) yields no times and no error.
package container

// Package containertest gives tests videos whose frames are not evenly spaced: OpenCV
// writes constant rates only, so the time stamps of a finished file are
// rewritten. It knows as much of Matroska and MP4 as FFmpeg's muxers write.
package containertest

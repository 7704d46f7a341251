// Package containertest makes test videos whose frames are not evenly spaced. OpenCV
// writes constant frame rates only, so the package rewrites the time stamps of a finished
// file. It supports only what FFmpeg's muxers write in Matroska and MP4.
package containertest

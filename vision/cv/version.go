package cv

import "gocv.io/x/gocv"

// Version returns the version of the OpenCV library.
func Version() string { return gocv.OpenCVVersion() }

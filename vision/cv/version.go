package cv

import "gocv.io/x/gocv"

// Version is the version of the OpenCV library that is in use.
func Version() string { return gocv.OpenCVVersion() }

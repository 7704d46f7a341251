package cv

// gocv does not wrap the setting of OpenCV's log level.

/*
#cgo !windows pkg-config: opencv4
#cgo CXXFLAGS: --std=c++11
void kumite_quiet(void);
*/
import "C"

import (
	"sync"

	"gocv.io/x/gocv"
)

// prepareVideo is prepare for OpenCV's video module, which it loads.
func prepareVideo() error {
	prepare()
	return loadVideo()
}

// prepare sets OpenCV's process-wide settings before its first use.
var prepare = sync.OnceFunc(func() {
	C.kumite_quiet()
	gocv.SetNumThreads(1)
})

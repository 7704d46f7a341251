package cv

// The switch for OpenCV's own logging is not among gocv's wrappers.

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

// prepare sets what OpenCV holds once per process, before its first use here.
var prepare = sync.OnceFunc(func() {
	C.kumite_quiet()
	gocv.SetNumThreads(1)
})

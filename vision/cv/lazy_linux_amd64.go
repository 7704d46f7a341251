package cv

/*
#cgo LDFLAGS: -ldl
const char *kumite_load_video(void);
*/
import "C"

import (
	"fmt"
	"sync"
)

// loadVideo loads OpenCV's video module, with which the program is not linked; see
// lazy_linux_amd64.c.
var loadVideo = sync.OnceValue(func() error {
	if why := C.kumite_load_video(); why != nil {
		return fmt.Errorf("load OpenCV's video module: %s; install it in the version of libopencv_core", C.GoString(why))
	}
	return nil
})

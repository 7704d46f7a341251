package importer

// Document says what was imported, and how actions and frames were aligned.
type Document struct {
	Dir        string
	PeriodMS   float64
	Classes    []string
	Recordings []Recording
}

// Recording is one video with its table.
type Recording struct {
	Name, Video, Actions string // the recording's name, and the paths of what it was made of

	Frames  int     // of the video
	Short   string  // how many of the frames that the video states could be read; "" for all
	Seconds float64 // that it lasts
	// Stamped is whether the frames' times are their own time stamps, and not
	// computed from the frame rate that the video states.
	Stamped         bool
	LeastMS, MostMS float64 // from frame to frame

	Rows     int
	Repeated int // rows that show the frame of the row before
	Presses  int // that are labelled
	Repeats  int // rows left out: a key that is still held, or repeated by the keyboard
	// Even are presses that follow the one before as evenly as repetitions by a slow keyboard,
	// and EvenMS is the longest interval between them.
	Even    int
	EvenMS  float64
	Crowded int // presses left out: another begins in the same row before them
	Outside int // presses left out: before the first row or after the last
	// LagMS is the median time from the frame of a labelled press to the press.
	LagMS float64
}

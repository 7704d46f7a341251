package logs

// Begins reports whether a press begins in row i of rows. A label that is held
// over several rows is one press, which begins in the first of them. null is
// the name of the class that presses nothing.
func Begins(rows []Row, i int, null string) bool {
	return rows[i].Action != null && (i == 0 || rows[i-1].Action != rows[i].Action)
}

// Held counts what the rows of recordings label as presses.
type Held struct {
	Presses int // runs of rows with the same label
	Rows    int // rows with a press
	Long    int // presses that fill more than one row
}

// Add counts the rows of one recording.
func (h *Held) Add(rows []Row, null string) {
	long := false // whether the press of row i is already counted in Long
	for i, row := range rows {
		switch {
		case row.Action == null:
			continue
		case Begins(rows, i, null):
			h.Presses++
			long = false
		case !long:
			h.Long++
			long = true
		}
		h.Rows++
	}
}

// Suspicious reports whether the labels look like keys that were held: more
// than one press of twenty fills several rows. A label of every row is
// another fault.
func (h Held) Suspicious() bool { return 20*h.Long > h.Presses }

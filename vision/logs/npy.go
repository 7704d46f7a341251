package logs

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/kumite/kumite/internal/safefile"
)

// npyHeaderLen is the length of the header, whatever the row count: a multiple
// of 64, with room for any shape.
const npyHeaderLen = 192

// npyHeader is the header of an array in NumPy's format, version 1.0: magic,
// version, header length, and a Python dict padded with blanks to a line end
// (numpy.lib.format).
func npyHeader(dtype string, shape []int) []byte {
	var dims strings.Builder
	for _, n := range shape {
		fmt.Fprintf(&dims, "%d, ", n)
	}
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", dtype, strings.TrimSuffix(dims.String(), " "))
	const prefix = "\x93NUMPY\x01\x00" + "\xb6\x00" // 182 = npyHeaderLen - 10, little-endian
	return fmt.Appendf(nil, "%s%-*s\n", prefix, npyHeaderLen-len(prefix)-1, dict)
}

// npyFile streams rows to an array file whose row count is known at the end.
type npyFile struct {
	file  *os.File
	out   *bufio.Writer
	dtype string
	row   []int // shape of one row
}

func createNPY(root *safefile.Root, name, dtype string, row ...int) (*npyFile, error) {
	file, err := root.Create(name)
	if err != nil {
		return nil, fmt.Errorf("write tensors: %w", err)
	}
	f := &npyFile{file: file, out: bufio.NewWriterSize(file, 1<<16), dtype: dtype, row: row}
	if _, err := f.out.Write(npyHeader(dtype, append([]int{0}, row...))); err != nil {
		return nil, errors.Join(fmt.Errorf("write tensors: %w", err), file.Close())
	}
	return f, nil
}

// Write appends the bytes of whole rows, row-major and little-endian.
func (f *npyFile) Write(p []byte) (int, error) { return f.out.Write(p) }

// finish writes the true row count, puts the file on the disk and closes it.
func (f *npyFile) finish(rows int) error {
	err := f.out.Flush()
	if err == nil {
		_, err = f.file.WriteAt(npyHeader(f.dtype, append([]int{rows}, f.row...)), 0)
	}
	if err == nil {
		err = f.file.Sync()
	}
	return errors.Join(err, f.file.Close())
}

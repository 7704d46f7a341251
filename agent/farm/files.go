package farm

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/ort"
)

// library is what the models of a run consist of.
type library struct {
	files [][]file          // of each contestant, empty for a script; the model itself is first
	paths map[string]string // of these files, by SHA-256
}

// limit is that of a model's file, by its place in a list of files: the model itself is
// first, and the largest of those beside it has external data.
func limit(at int) safefile.Limit {
	if at == 0 {
		return safefile.Model
	}
	return safefile.Data
}

// newLibrary hashes the files of a run's models.
func newLibrary(cfg arena.Config) (library, error) {
	b := library{make([][]file, len(cfg.Contestants)), map[string]string{}}
	for i, c := range cfg.Contestants {
		if c.Path == "" {
			continue
		}
		if err := c.Alone(); err != nil {
			return b, err
		}
		names, _, err := ort.Files(c.Path)
		if err != nil {
			return b, fmt.Errorf("contestant %s: %w", c.Name, err)
		}
		for at, name := range names {
			path := filepath.Join(filepath.Dir(c.Path), name)
			sum, err := durable.HashFile(path, limit(at))
			if err != nil {
				return b, fmt.Errorf("contestant %s: %w", c.Name, err)
			}
			b.paths[sum] = path
			b.files[i] = append(b.files[i], file{filepath.ToSlash(name), sum})
		}
	}
	return b, nil
}

// attempts is how often a request is sent that the server does not answer, as happens while
// it changes a stream.
const attempts = 3

// answered repeats a call that gets no answer in time. Its last error is not that of a
// context, since nothing interrupted the run.
func answered(ctx context.Context, call func() error) error {
	for range attempts {
		if err := call(); !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return err
		}
	}
	return fmt.Errorf("the server did not answer within %v, %d times", callTime, attempts)
}

// share puts the job of a session on the server, and then the files of its models, unless
// they are there. In this order cleanUp knows that they are needed.
func (l *link) share(ctx context.Context, session string, job []byte, b library) error {
	sums := slices.Sorted(maps.Keys(b.paths))
	about := jetstream.ObjectMeta{Name: session, Metadata: map[string]string{needs: strings.Join(sums, " ")}}
	err := l.shareOne(ctx, about, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(job)), nil })
	if err != nil {
		return err
	}
	for _, sum := range sums {
		err := l.shareOne(ctx, jetstream.ObjectMeta{Name: sum}, func() (io.ReadCloser, error) { return safefile.Open(b.paths[sum], safefile.Data) })
		if err != nil {
			return fmt.Errorf("send %s to %s: %w", b.paths[sum], l.server.name(), err)
		}
	}
	return nil
}

// shareOne puts an object on the server unless it is there.
func (l *link) shareOne(ctx context.Context, about jetstream.ObjectMeta, open func() (io.ReadCloser, error)) error {
	return answered(ctx, func() error {
		if there, err := l.has(ctx, about.Name); there || err != nil {
			return err
		}
		data, err := open()
		if err != nil {
			return err
		}
		defer data.Close() // read only
		_, err = l.files.Put(ctx, about, data)
		return err
	})
}

// has reports whether the server has an object.
func (l *link) has(ctx context.Context, name string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := l.files.GetInfo(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return false, nil
	}
	return err == nil, err
}

// errAnother is the error of a file whose contents are not those of its hash.
var errAnother = errors.New("its contents do not match its SHA-256")

// get reads an object of the server, up to a limit, and compares it with its hash. It
// writes it to out, which must not be used if there is an error.
func (l *link) get(ctx context.Context, name, sum string, limit safefile.Limit, out io.Writer) error {
	if len(sum) != 2*sha256.Size {
		return fmt.Errorf("file %.70q is not named by a SHA-256", sum)
	}
	h := sha256.New()
	if err := l.copyObject(ctx, name, limit, io.MultiWriter(out, h)); err != nil {
		return fmt.Errorf("file %.12s: %w", sum, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sum {
		return fmt.Errorf("file %.12s: %w", sum, errAnother)
	}
	return nil
}

// copyObject writes an object to out piece by piece. The store's own reader would wait for
// a piece that does not come, also after ctx has ended.
func (l *link) copyObject(ctx context.Context, name string, limit safefile.Limit, out io.Writer) error {
	about, err := l.files.GetInfo(ctx, name)
	if err != nil {
		return err
	}
	store, err := l.js.Stream(ctx, "OBJ_"+fileBucket)
	if err != nil {
		return err
	}
	subject := "$O." + fileBucket + ".C." + about.NUID
	for next, got := uint64(1), uint64(0); got < about.Size; {
		piece, err := l.piece(ctx, store, subject, next)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return fmt.Errorf("the server has lost a part of it; delete it there (nats object del %s %s) and run again", fileBucket, name)
		}
		if err != nil {
			return err
		}
		next, got = piece.Sequence+1, got+uint64(len(piece.Data))
		if got > uint64(limit.Bytes) {
			return errAnother
		}
		if _, err := out.Write(piece.Data); err != nil {
			return err
		}
	}
	return nil
}

// piece returns the next piece of an object, from a number in the stream on.
func (l *link) piece(ctx context.Context, store jetstream.Stream, subject string, next uint64) (*jetstream.RawStreamMsg, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return store.GetMsg(ctx, next, jetstream.WithGetMsgSubject(subject))
}

// fetch writes a model's files into a folder of the cache, unless they are there, and
// returns the path of the model. Files there are compared with their hashes.
func (l *link) fetch(ctx context.Context, cache string, files []file) (string, error) {
	h := sha256.New()
	for _, f := range files {
		if name := filepath.FromSlash(f.Name); !filepath.IsLocal(name) || filepath.Clean(name) != name {
			return "", fmt.Errorf("file %.100q is outside its model's folder", f.Name)
		}
		fmt.Fprintf(h, "%s %q\n", f.SHA256, f.Name)
	}
	dir := filepath.Join(cache, hex.EncodeToString(h.Sum(nil)))
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	for at, f := range files {
		name := filepath.FromSlash(f.Name)
		if sum, err := durable.HashFile(filepath.Join(dir, name), limit(at)); err == nil && sum == f.SHA256 {
			continue
		}
		if err := root.MkdirAll(filepath.Dir(name)); err != nil {
			return "", err
		}
		err := durable.ReplaceIn(root, name, func(out io.Writer) error { return l.get(ctx, f.SHA256, f.SHA256, limit(at), out) })
		if err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, filepath.FromSlash(files[0].Name)), nil
}

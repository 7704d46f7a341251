package farm

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/ort"
)

// upload puts the files of a run's models on the server, unless they are there, and
// returns their names and hashes by contestant.
func (l *link) upload(ctx context.Context, cfg arena.Config) ([][]file, error) {
	all := make([][]file, len(cfg.Contestants))
	for i, c := range cfg.Contestants {
		if c.Path == "" {
			continue
		}
		if err := c.Alone(); err != nil {
			return nil, err
		}
		names, _, err := ort.Files(c.Path)
		if err != nil {
			return nil, fmt.Errorf("contestant %s: %w", c.Name, err)
		}
		for _, name := range names {
			path := filepath.Join(filepath.Dir(c.Path), name)
			sum, err := durable.HashFile(path)
			if err == nil {
				err = l.uploadFile(ctx, path, sum)
			}
			if err != nil {
				return nil, fmt.Errorf("send %s to %s: %w", path, l.server.name(), err)
			}
			all[i] = append(all[i], file{filepath.ToSlash(name), sum})
		}
	}
	return all, nil
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
	return fmt.Errorf("the server gave no answer within %v, %d times", callTime, attempts)
}

func (l *link) uploadFile(ctx context.Context, path, sum string) error {
	return answered(ctx, func() error { return l.uploadOnce(ctx, path, sum) })
}

func (l *link) uploadOnce(ctx context.Context, path, sum string) error {
	if there, err := l.has(ctx, sum); there || err != nil {
		return err
	}
	f, err := safefile.Open(path, safefile.Any)
	if err != nil {
		return err
	}
	defer f.Close() // read only
	return l.put(ctx, sum, f)
}

// has reports whether the server has a file.
func (l *link) has(ctx context.Context, sum string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := l.files.GetInfo(ctx, sum)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (l *link) put(ctx context.Context, sum string, data io.Reader) error {
	_, err := l.files.Put(ctx, jetstream.ObjectMeta{Name: sum}, data)
	return err
}

// putJob puts a job on the server, unless it is there, and returns its hash.
func (l *link) putJob(ctx context.Context, data []byte) (string, error) {
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	return name, answered(ctx, func() error {
		there, err := l.has(ctx, name)
		if err == nil && !there {
			err = l.put(ctx, name, bytes.NewReader(data))
		}
		return err
	})
}

// errAnother is the error of a file whose contents are not those of its hash.
var errAnother = errors.New("its contents do not match its SHA-256")

// get reads a file of the server, up to a limit, and compares it with its hash. It
// writes the file to out, which must not be used if there is an error.
func (l *link) get(ctx context.Context, sum string, limit safefile.Limit, out io.Writer) error {
	if len(sum) != 2*sha256.Size {
		return fmt.Errorf("file %.70q is not named by a SHA-256", sum)
	}
	in, err := l.files.Get(ctx, sum)
	if err != nil {
		return fmt.Errorf("file %.12s: %w", sum, err)
	}
	defer in.Close() // read only
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), io.LimitReader(in, limit.Bytes)); err != nil {
		return fmt.Errorf("file %.12s: %w", sum, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != sum {
		return fmt.Errorf("file %.12s: %w", sum, errAnother)
	}
	return nil
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
	for _, f := range files {
		name := filepath.FromSlash(f.Name)
		if sum, err := durable.HashFile(filepath.Join(dir, name)); err == nil && sum == f.SHA256 {
			continue
		}
		if err := root.MkdirAll(filepath.Dir(name)); err != nil {
			return "", err
		}
		err := durable.ReplaceIn(root, name, func(out io.Writer) error { return l.get(ctx, f.SHA256, safefile.Model, out) })
		if err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, filepath.FromSlash(files[0].Name)), nil
}

package farm

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"
)

// needs is the key of a job's metadata that lists the files it needs, by SHA-256.
const needs = "needs"

// cleanUp removes from the server what no session needs: the jobs of sessions whose
// consumer of results is gone, as it is an hour after its coordinator was killed, and files
// of models that no other job needs. A session creates its consumer first, then its job,
// and then the files. A file that is removed in spite of this, because a session began at
// this moment, is reported missing by a worker and sent again.
func (l *link) cleanUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	objects, err := l.files.List(ctx)
	if errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil
	}
	if err != nil {
		return err
	}
	sessions, err := l.sessions(ctx)
	if err != nil {
		return err
	}
	needed := map[string]bool{}
	for _, x := range objects {
		if sums, isJob := x.Metadata[needs]; isJob && slices.Contains(sessions, x.Name) {
			needed[x.Name] = true
			for sum := range strings.FieldsSeq(sums) {
				needed[sum] = true
			}
		}
	}
	for _, x := range objects {
		if !needed[x.Name] {
			if err := l.remove(ctx, x.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// sessions returns those that take results.
func (l *link) sessions(ctx context.Context) (all []string, err error) {
	results, err := l.js.Stream(ctx, resultStream)
	if err != nil {
		return nil, err
	}
	names := results.ConsumerNames(ctx)
	for name := range names.Name() {
		all = append(all, name)
	}
	return all, names.Err()
}

// remove removes an object, and the mark that the store leaves in its place. It does nothing
// if another coordinator was faster.
func (l *link) remove(ctx context.Context, name string) error {
	if err := l.files.Delete(ctx, name); errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	store, err := l.js.Stream(ctx, "OBJ_"+fileBucket)
	if err != nil {
		return err
	}
	mark, err := store.GetLastMsgForSubject(ctx, "$O."+fileBucket+".M."+base64.URLEncoding.EncodeToString([]byte(name)))
	var x jetstream.ObjectInfo
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return nil
	case err != nil:
		return err
	case json.Unmarshal(mark.Data, &x) != nil || !x.Deleted: // the object is there again
		return nil
	}
	if err = store.DeleteMsg(ctx, mark.Sequence); errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) {
		return nil
	}
	return err
}

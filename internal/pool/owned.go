package pool

import (
	"errors"
	"io"
)

// Owned holds one resource for each worker of Each, opened when the worker first asks
// for it.
type Owned[T io.Closer] struct {
	open   func() (T, error)
	opened []*T
}

// Own returns an Owned for so many workers.
func Own[T io.Closer](workers int, open func() (T, error)) *Owned[T] {
	return &Owned[T]{open: open, opened: make([]*T, workers)}
}

// Of returns a worker's resource. Workers may call it concurrently, each for itself.
func (o *Owned[T]) Of(worker int) (T, error) {
	if o.opened[worker] == nil {
		resource, err := o.open()
		if err != nil {
			return resource, err
		}
		o.opened[worker] = &resource
	}
	return *o.opened[worker], nil
}

// All returns the resources that were opened, in the order of their workers.
func (o *Owned[T]) All() []T {
	var all []T
	for _, resource := range o.opened {
		if resource != nil {
			all = append(all, *resource)
		}
	}
	return all
}

// Close closes all resources.
func (o *Owned[T]) Close() error {
	var errs []error
	for _, resource := range o.All() {
		errs = append(errs, resource.Close())
	}
	return errors.Join(errs...)
}

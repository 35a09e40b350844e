package lanner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lanner/lanner-go"
)

// What scenarios do with calls that hold no thread.

// await is a host function that waits.
func (g *guest) await(ctx context.Context, does, message string, pause time.Duration, arguments []any) ([]any, error) {
	if does == "wait_for_ever" {
		g.begun <- struct{}{}
		<-ctx.Done()
		g.cancelled <- struct{}{}
		return nil, ctx.Err()
	}
	time.Sleep(pause)
	switch does {
	case "wait_and_double":
		return []any{2 * arguments[0].(int32)}, nil
	case "wait_and_fail":
		g.made = append(g.made, &hostFailure{message})
		return nil, g.made[len(g.made)-1]
	}
	return nil, fmt.Errorf("no function does %q", does)
}

// callAsync makes calls that hold no thread, each in a store of its own.
func (g *guest) callAsync(instance *lanner.Instance, name string, s step) error {
	var items []json.RawMessage
	var cancelAfter, interruptAfter time.Duration
	var isCancelled, isHostCancelled bool
	stores := 1
	s.pop("args", &items)
	s.pop("stores", &stores)
	s.pop("cancel_after_milliseconds", &cancelAfter)
	s.pop("interrupt_after_milliseconds", &interruptAfter)
	s.pop("cancelled", &isCancelled)
	s.pop("host_cancelled", &isHostCancelled)
	arguments := make([]any, len(items))
	for index, item := range items {
		var err error
		if arguments[index], err = argumentOf(item); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	type end struct {
		results []any
		err     error
	}
	ends := make(chan end, stores)
	instances := []*lanner.Instance{instance}
	for len(instances) < stores {
		other, err := g.another()
		if err != nil {
			return err
		}
		defer other.store.Close()
		instances = append(instances, other.instances[0])
	}
	for _, one := range instances {
		one := one
		go func() {
			results, err := one.CallContext(ctx, name, arguments...)
			ends <- end{results, err}
		}()
	}
	if isHostCancelled {
		<-g.begun
	}
	if cancelAfter > 0 {
		time.AfterFunc(cancelAfter*time.Millisecond, cancel)
	}
	if interruptAfter > 0 {
		time.AfterFunc(interruptAfter*time.Millisecond, func() { _ = g.store.Interrupt() })
	}
	expected := s
	for range instances {
		ended := <-ends
		if isCancelled {
			if !errors.Is(ended.err, context.Canceled) {
				return fmt.Errorf("%v is found; the error of the context was expected", ended.err)
			}
			continue
		}
		rest := step{}
		for key, content := range s {
			rest[key] = content
		}
		if err := g.judge(rest, ended.results, ended.err); err != nil {
			return err
		}
		expected = rest
	}
	for key := range s {
		if _, left := expected[key]; !left {
			delete(s, key)
		}
	}
	if isHostCancelled {
		<-g.cancelled
	}
	return nil
}

// await is a host function that waits.
func (g *componentGuest) await(ctx context.Context, does, message string, pause time.Duration, arguments []any) (any, error) {
	if does == "wait_for_ever" {
		g.begun <- struct{}{}
		<-ctx.Done()
		g.cancelled <- struct{}{}
		return nil, ctx.Err()
	}
	time.Sleep(pause)
	if does == "wait_and_fail" {
		g.made = append(g.made, &hostFailure{message})
		return nil, g.made[len(g.made)-1]
	}
	number, err := arguments[0].(json.Number).Int64()
	if does == "wait_and_double" {
		return 2 * number, err
	}
	return number / 2, same(does, "wait_and_halve", err)
}

// callAsync makes calls that hold no thread, of the one instance.
func (g *componentGuest) callAsync(name string, s step) error {
	type end struct {
		result any
		err    error
	}
	calls := 1
	var cancelAfter time.Duration
	var isCancelled, isHostCancelled bool
	s.pop("calls", &calls)
	s.pop("cancel_after_milliseconds", &cancelAfter)
	s.pop("cancelled", &isCancelled)
	s.pop("host_cancelled", &isHostCancelled)
	arguments := componentArguments(s)
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	ends := make(chan end, calls)
	for index := 0; index < calls; index++ {
		go func() {
			result, err := g.instance.CallContext(ctx, name, arguments...)
			ends <- end{result, err}
		}()
	}
	if isHostCancelled {
		<-g.begun
	}
	if cancelAfter > 0 {
		time.AfterFunc(cancelAfter*time.Millisecond, cancel)
	}
	rest := s
	for index := 0; index < calls; index++ {
		ended := <-ends
		if isCancelled {
			if !errors.Is(ended.err, context.Canceled) {
				return fmt.Errorf("%v is found; the error of the context was expected", ended.err)
			}
			continue
		}
		rest = step{}
		for key, content := range s {
			rest[key] = content
		}
		if err := g.judge(rest, ended.result, ended.err); err != nil {
			return err
		}
	}
	for key := range s {
		if _, left := rest[key]; !left {
			delete(s, key)
		}
	}
	if isHostCancelled {
		<-g.cancelled
	}
	return nil
}

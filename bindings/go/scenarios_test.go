package lanner_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lanner/lanner-go"
)

// The scenarios that all bindings act out: bindings/scenarios.
const scenarioFolder = "../scenarios"

type scenario struct {
	Subject string `json:"subject"`
	Async   bool   `json:"async"`
	Module  string `json:"module"`
	// Instead of a module: components_test.go.
	Component string `json:"component"`
	Engine    struct {
		Interruptible bool `json:"interruptible"`
		Fuel          bool `json:"fuel"`
	} `json:"engine"`
	Limits struct {
		MemoryBytes int64 `json:"memory_bytes"`
		Fuel        int64 `json:"fuel"`
	} `json:"limits"`
	Imports []struct {
		Module, Name    string
		Params, Results []string
		Does            string
		Export          string
		Message         string
		Interface       string
		Answers         map[string]any
		Error           any
		Milliseconds    time.Duration
	} `json:"imports"`
	Wasi *struct {
		Arguments   []string          `json:"arguments"`
		Environment map[string]string `json:"environment"`
		Input       *string           `json:"input"`
		Capture     []string          `json:"capture"`
		Directories []struct {
			Guest string            `json:"guest"`
			Files map[string]string `json:"files"`
		} `json:"directories"`
		Settings       map[string]string            `json:"settings"`
		KeyValueStores map[string]map[string]string `json:"key_value_stores"`
		Connect        []string                     `json:"connect"`
	} `json:"wasi"`
	Instances int                          `json:"instances"`
	Threads   int                          `json:"threads"`
	Steps     []map[string]json.RawMessage `json:"steps"`
}

// hostFailure is what the host function that fails returns.
type hostFailure struct{ message string }

func (f *hostFailure) Error() string { return f.message }

func TestScenarios(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(scenarioFolder, "*.json"))
	if err != nil || len(files) < 16 {
		t.Fatalf("%d scenarios are in %s", len(files), scenarioFolder)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) { act(t, file) })
	}
}

func act(t *testing.T, file string) {
	content, err := os.ReadFile(file)
	check(t, err)
	var s scenario
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	check(t, decoder.Decode(&s))
	engine, err := lanner.NewEngine(&lanner.EngineOptions{Interruptible: s.Engine.Interruptible, Fuel: s.Engine.Fuel})
	check(t, err)
	if s.Component != "" {
		check(t, playComponent(&s, engine, t.TempDir()))
		return
	}
	module, err := lanner.NewModuleFromFile(engine, filepath.Join(scenarioFolder, s.Module))
	check(t, err)
	threads := s.Threads
	if threads == 0 {
		threads = 1
	}
	var group sync.WaitGroup
	failures := make(chan error, threads)
	for index := 0; index < threads; index++ {
		folder := t.TempDir()
		group.Add(1)
		go func() {
			defer group.Done()
			if err := play(&s, engine, module, folder); err != nil {
				failures <- err
			}
		}()
	}
	group.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
}

// A guest is a store with instances of the module of a scenario.
type guest struct {
	store     *lanner.Store
	wasi      *lanner.WasiConfig
	instances []*lanner.Instance
	made      []*hostFailure
	// Another one of the same scenario; what tells that a host function has begun, and that its context has ended.
	another          func() (*guest, error)
	begun, cancelled chan struct{}
}

func play(s *scenario, engine *lanner.Engine, module *lanner.Module, folder string) error {
	g, err := newGuest(s, engine, module, folder)
	if err != nil {
		return err
	}
	defer g.store.Close()
	for _, instance := range g.instances {
		for number, step := range s.Steps {
			if err := g.take(instance, step); err != nil {
				return fmt.Errorf("step %d: %w", number, err)
			}
		}
	}
	return nil
}

func newGuest(s *scenario, engine *lanner.Engine, module *lanner.Module, folder string) (*guest, error) {
	g := &guest{begun: make(chan struct{}, 1), cancelled: make(chan struct{}, 1)}
	g.another = func() (*guest, error) { return newGuest(s, engine, module, folder) }
	var err error
	if g.store, err = lanner.NewStore(engine, &lanner.Limits{MemoryBytes: s.Limits.MemoryBytes, Fuel: s.Limits.Fuel}); err != nil {
		return nil, err
	}
	linker, err := lanner.NewLinker(engine)
	if err != nil {
		return nil, err
	}
	defer linker.Close()
	for _, item := range s.Imports {
		signature := &lanner.FunctionType{Params: typesOf(item.Params), Results: typesOf(item.Results)}
		item := item
		function := func(caller *lanner.Caller, arguments []any) ([]any, error) {
			switch item.Does {
			case "add":
				return []any{arguments[0].(int32) + arguments[1].(int32)}, nil
			case "call":
				return g.instances[0].Call(caller.Context(), item.Export, arguments...)
			case "fail":
				g.made = append(g.made, &hostFailure{item.Message})
				return nil, g.made[len(g.made)-1]
			}
			return nil, fmt.Errorf("no function does %q", item.Does)
		}
		made := lanner.HostValues(signature, function)
		if strings.HasPrefix(item.Does, "wait") {
			made = lanner.HostAsync(signature, func(ctx context.Context, _ *lanner.Caller, arguments []any) ([]any, error) {
				return g.await(ctx, item.Does, item.Message, item.Milliseconds*time.Millisecond, arguments)
			})
		}
		if _, err := linker.DefineFunction(g.store, item.Module, item.Name, made); err != nil {
			return nil, err
		}
	}
	if s.Wasi != nil {
		if g.wasi, err = grant(s, folder); err != nil {
			return nil, err
		}
		if err := linker.DefineWasi(g.wasi); err != nil {
			return nil, err
		}
	}
	for index := 0; index < s.Instances || index == 0; index++ {
		instance, err := linker.Instantiate(context.Background(), g.store, module)
		if err != nil {
			return nil, err
		}
		g.instances = append(g.instances, instance)
	}
	return g, nil
}

func typesOf(names []string) []lanner.ValueType {
	types := []lanner.ValueType{}
	for _, name := range names {
		types = append(types, map[string]lanner.ValueType{"i32": lanner.I32, "i64": lanner.I64, "f32": lanner.F32, "f64": lanner.F64}[name])
	}
	return types
}

var streams = map[string]lanner.Streams{"stdout": lanner.Stdout, "stderr": lanner.Stderr}

func grant(s *scenario, folder string) (*lanner.WasiConfig, error) {
	wasi, err := lanner.NewWasiConfig()
	if err != nil {
		return nil, err
	}
	errs := []error{wasi.AddArguments(s.Wasi.Arguments...)}
	for name, value := range s.Wasi.Environment {
		errs = append(errs, wasi.AddEnvironment(name, value))
	}
	if s.Wasi.Input != nil {
		errs = append(errs, wasi.SetInput([]byte(*s.Wasi.Input)))
	}
	for _, name := range s.Wasi.Capture {
		errs = append(errs, wasi.Capture(streams[name], 1<<20))
	}
	for number, directory := range s.Wasi.Directories {
		path := filepath.Join(folder, strconv.Itoa(number))
		errs = append(errs, os.Mkdir(path, 0o777))
		for name, content := range directory.Files {
			errs = append(errs, os.WriteFile(filepath.Join(path, name), []byte(content), 0o666))
		}
		errs = append(errs, wasi.AddDirectory(path, directory.Guest, lanner.ReadOnly))
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return wasi, nil
}

// A step takes its keys out, so that what is left is unknown.
type step map[string]json.RawMessage

func (s step) pop(key string, into any) bool {
	content, found := s[key]
	if !found {
		return false
	}
	delete(s, key)
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		panic(fmt.Sprintf("%s: %v", key, err))
	}
	return true
}

func (g *guest) take(instance *lanner.Instance, original map[string]json.RawMessage) error {
	s := step{}
	for key, content := range original {
		s[key] = content
	}
	if err := g.do(instance, s); err != nil {
		return err
	}
	if len(s) > 0 {
		return fmt.Errorf("unknown keys: %v", s)
	}
	return nil
}

func (g *guest) do(instance *lanner.Instance, s step) error {
	var name, text string
	var number int64
	var pages uint32
	var flag bool
	var microseconds *int64
	var place struct {
		Address, Length uint64
		Byte            *byte
	}
	switch {
	case s.pop("call", &name), s.pop("call_text", &name), s.pop("call_bytes", &name), s.pop("call_with_text", &name):
		return g.call(instance, name, s)
	case s.pop("call_async", &name):
		return g.callAsync(instance, name, s)
	case s.pop("pages", &pages):
		return memoryOf(instance, func(memory *lanner.Memory) error {
			found, err := memory.Pages()
			return same(found, pages, err)
		})
	case s.pop("write", &place):
		return memoryOf(instance, func(memory *lanner.Memory) error { return memory.Write(place.Address, pattern(place.Length, nil)) })
	case s.pop("read", &place):
		return memoryOf(instance, func(memory *lanner.Memory) error {
			found, err := memory.ReadBytes(place.Address, place.Length)
			return same(bytes.Equal(found, pattern(place.Length, place.Byte)), true, err)
		})
	case s.pop("grow", &pages):
		return memoryOf(instance, func(memory *lanner.Memory) error {
			before, err := memory.Grow(pages)
			if s.pop("refused", &flag) && flag {
				var refusal *lanner.Error
				return same(errors.As(err, &refusal), true, nil)
			}
			s.pop("before", &pages)
			return same(before, pages, err)
		})
	case s.pop("fuel", &number):
		return g.store.SetFuel(number)
	case s.pop("deadline_microseconds", &microseconds):
		if microseconds == nil {
			return g.store.SetDeadline(time.Time{})
		}
		return g.store.SetDeadline(time.Now().Add(time.Duration(*microseconds) * time.Microsecond))
	case s.pop("interrupt", &flag):
		return g.store.Interrupt()
	case s.pop("captured", &name):
		s.pop("text", &text)
		found, err := g.wasi.Captured(streams[name])
		return same(string(found), text, err)
	}
	return fmt.Errorf("an unknown step: %v", s)
}

func memoryOf(instance *lanner.Instance, use func(*lanner.Memory) error) error {
	memory, err := instance.Memory("memory")
	if err != nil {
		return err
	}
	return use(memory)
}

func pattern(length uint64, value *byte) []byte {
	content := make([]byte, length)
	for index := range content {
		if value != nil {
			content[index] = *value
		} else {
			content[index] = byte(7*index + 3)
		}
	}
	return content
}

func same(found, expected any, err error) error {
	if err != nil {
		return err
	}
	if found != expected {
		return fmt.Errorf("%v is found; %v was expected", found, expected)
	}
	return nil
}

func (g *guest) call(instance *lanner.Instance, name string, s step) error {
	function, err := instance.Function(name)
	if err != nil {
		return err
	}
	var items []json.RawMessage
	s.pop("args", &items)
	arguments := make([]any, len(items))
	for index, item := range items {
		if arguments[index], err = argumentOf(item); err != nil {
			return err
		}
	}
	allocator, _ := lanner.NewAllocator(instance, nil)
	ctx := context.Background()
	var text string
	var content []byte
	var results []any
	switch {
	case has(s, "text"):
		var expected string
		s.pop("text", &expected)
		text, err = allocator.CallText(ctx, function, arguments...)
		return same(text, expected, err)
	case has(s, "bytes"):
		var expected string
		s.pop("bytes", &expected)
		content, err = allocator.CallBytes(ctx, function, arguments...)
		return same(hex.EncodeToString(content), expected, err)
	case has(s, "fails") && (name == "no_text"):
		_, err = allocator.CallText(ctx, function, arguments...)
	case has(s, "fails") && (name == "outside"):
		_, err = allocator.CallBytes(ctx, function, arguments...)
	case allocator != nil:
		results, err = allocator.Call(ctx, function, arguments...)
	default:
		results, err = function.Call(ctx, arguments...)
	}
	return g.judge(s, results, err)
}

func has(s step, key string) bool {
	_, found := s[key]
	return found
}

func (g *guest) judge(s step, results []any, err error) error {
	var expected string
	var status int
	var frames []string
	var trap *lanner.Trap
	switch {
	case s.pop("trap", &expected):
		if !errors.As(err, &trap) || trap.Code.String() != expected {
			return fmt.Errorf("%v is found; the trap %s was expected", err, expected)
		}
		s.pop("frames", &frames)
		for index, frame := range frames {
			if err := same(trap.Frames[index].FunctionName, frame, nil); err != nil {
				return err
			}
		}
		return nil
	case s.pop("host_error", &expected):
		last := g.made[len(g.made)-1]
		if err != error(last) || last.message != expected {
			return fmt.Errorf("%v is found; the very error %q was expected", err, expected)
		}
		return nil
	case s.pop("exit", &status):
		var end *lanner.ProgramExit
		if !errors.As(err, &end) || end.Status != status {
			return fmt.Errorf("%v is found; the end with status %d was expected", err, status)
		}
		return nil
	case s.pop("fails", &expected):
		var mistake *lanner.Error
		if !errors.As(err, &mistake) || !strings.Contains(mistake.Message, expected) {
			return fmt.Errorf("%v is found; an error that says %q was expected", err, expected)
		}
		return nil
	}
	var items []json.RawMessage
	if !s.pop("results", &items) {
		return errors.New("the step says nothing about what comes out")
	}
	if err != nil {
		return err
	}
	if err := same(len(results), len(items), nil); err != nil {
		return err
	}
	for index, item := range items {
		wanted, err := argumentOf(item)
		if err != nil {
			return err
		}
		if !alike(results[index], wanted) {
			return fmt.Errorf("%v is found; %v was expected", results[index], wanted)
		}
	}
	return nil
}

func alike(left, right any) bool {
	if one, ok := left.(float64); ok && math.IsNaN(one) {
		other, ok := right.(float64)
		return ok && math.IsNaN(other)
	}
	if one, ok := left.(float32); ok && one != one {
		other, ok := right.(float32)
		return ok && other != other
	}
	return left == right
}

// argumentOf reads a value, a text, or bytes.
func argumentOf(item json.RawMessage) (any, error) {
	var text string
	if json.Unmarshal(item, &text) == nil {
		return text, nil
	}
	var value map[string]json.RawMessage
	if err := json.Unmarshal(item, &value); err != nil || len(value) != 1 {
		return nil, fmt.Errorf("%s is no value", item)
	}
	for kind, content := range value {
		plain := strings.Trim(string(content), `"`)
		switch kind {
		case "bytes":
			return hex.DecodeString(plain)
		case "zeros":
			count, err := strconv.Atoi(plain)
			return make([]byte, count), err
		case "i32":
			number, err := strconv.ParseInt(plain, 10, 32)
			return int32(number), err
		case "i64":
			return strconv.ParseInt(plain, 10, 64)
		case "f32":
			number, err := strconv.ParseFloat(plain, 32)
			return float32(number), err
		case "f64":
			return strconv.ParseFloat(plain, 64)
		}
	}
	return nil, fmt.Errorf("%s is no value", item)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

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
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lanner/lanner-go"
)

// A componentGuest is a component of a scenario in its store.
type componentGuest struct {
	component *lanner.Component
	linker    *lanner.ComponentLinker
	instance  *lanner.ComponentInstance
	wasi      *lanner.WasiConfig
	stores    map[string]*lanner.KeyValueStore
	made      []*hostFailure
	// What tells that a host function has begun, and that its context has ended.
	begun, cancelled chan struct{}
}

func playComponent(s *scenario, engine *lanner.Engine, folder string) error {
	g := &componentGuest{begun: make(chan struct{}, 1), cancelled: make(chan struct{}, 1)}
	store, err := lanner.NewStore(engine, nil)
	if err != nil {
		return err
	}
	defer store.Close()
	if g.component, err = lanner.NewComponentFromFile(engine, filepath.Join(scenarioFolder, s.Component)); err != nil {
		return err
	}
	if g.linker, err = lanner.NewComponentLinker(store); err != nil {
		return err
	}
	for _, item := range s.Imports {
		item := item
		if strings.HasPrefix(item.Does, "wait") {
			err := g.linker.DefineAsync(item.Interface, item.Name, lanner.ComponentHostFunction(
				func(ctx context.Context, arguments []any) (any, error) {
					return g.await(ctx, item.Does, item.Message, item.Milliseconds*time.Millisecond, arguments)
				}))
			if err != nil {
				return err
			}
			continue
		}
		err := g.linker.Define(item.Interface, item.Name, func(key string) (any, error) {
			if answer, found := item.Answers[key]; found {
				return answer, nil
			}
			if item.Message == "" {
				return nil, &lanner.ComponentError{Value: item.Error}
			}
			g.made = append(g.made, &hostFailure{item.Message})
			return nil, g.made[len(g.made)-1]
		})
		if err != nil {
			return err
		}
	}
	if s.Wasi != nil {
		if g.wasi, err = grant(s, folder); err != nil {
			return err
		}
		if err := g.grant(s); err != nil {
			return err
		}
		if err := g.linker.DefineWasi(g.wasi); err != nil {
			return err
		}
	}
	for number, original := range s.Steps {
		step := step{}
		for key, content := range original {
			step[key] = content
		}
		if err := g.take(step); err != nil {
			return fmt.Errorf("step %d: %w", number, err)
		}
		if len(step) > 0 {
			return fmt.Errorf("step %d: unknown keys: %v", number, step)
		}
	}
	return nil
}

// grant grants what only components can have.
func (g *componentGuest) grant(s *scenario) error {
	var errs []error
	for name, value := range s.Wasi.Settings {
		errs = append(errs, g.wasi.AddSetting(name, value))
	}
	g.stores = map[string]*lanner.KeyValueStore{}
	for name, pairs := range s.Wasi.KeyValueStores {
		store, err := lanner.NewKeyValueStore(1 << 20)
		if err != nil {
			return err
		}
		for key, text := range pairs {
			errs = append(errs, store.Set(key, []byte(text)))
		}
		g.stores[name] = store
		errs = append(errs, g.wasi.AddKeyValueStore(name, store))
	}
	for _, hosts := range s.Wasi.Connect {
		errs = append(errs, g.wasi.AllowConnect(hosts))
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *componentGuest) take(s step) (err error) {
	var name, text string
	var status int
	switch {
	case s.pop("run", &status):
		found, err := g.linker.Run(background, g.component)
		return same(found, status, err)
	case s.pop("captured", &name):
		s.pop("text", &text)
		found, err := g.wasi.Captured(streams[name])
		return same(string(found), text, err)
	case s.pop("stored", &name):
		var key string
		s.pop("key", &key)
		s.pop("text", &text)
		found, err := g.stores[name].Get(key)
		return same(string(found), text, err)
	}
	if g.instance == nil {
		if g.instance, err = g.linker.Instantiate(background, g.component); err != nil {
			return err
		}
	}
	if s.pop("call_wave", &name) {
		s.pop("text", &text)
		found, err := g.instance.CallWave(background, name)
		return same(found, text, err)
	}
	if s.pop("call_async", &name) {
		return g.callAsync(name, s)
	}
	if !s.pop("call", &name) {
		return fmt.Errorf("an unknown step: %v", s)
	}
	arguments := componentArguments(s)
	result, err := g.instance.Call(background, name, arguments...)
	return g.judge(s, result, err)
}

func componentArguments(s step) []any {
	var arguments []any
	s.pop("args", &arguments)
	for index := range arguments {
		arguments[index] = componentArgument(arguments[index])
	}
	return arguments
}

// judge compares what a call gives with what its step says.
func (g *componentGuest) judge(s step, result any, err error) error {
	var expected any
	var text string
	var frames []string
	var fails bool
	switch {
	case s.pop("result", &expected):
		return g.sameValue(result, expected, err)
	case s.pop("error", &expected):
		var mistake *lanner.ComponentError
		if !errors.As(err, &mistake) {
			return fmt.Errorf("%v is found; the error %v of a result was expected", err, expected)
		}
		return g.sameValue(mistake.Value, expected, nil)
	case s.pop("trap", &text):
		s.pop("frames", &frames)
		var trap *lanner.Trap
		if !errors.As(err, &trap) {
			return fmt.Errorf("%v is found; the trap %s was expected", err, text)
		}
		for index, frame := range frames {
			if index >= len(trap.Frames) || trap.Frames[index].FunctionName != frame {
				return fmt.Errorf("the frames are %v; %v were expected", trap.Frames, frames)
			}
		}
		return same(trap.Code.String(), text, nil)
	case s.pop("host_error", &text):
		return same(err, error(g.made[len(g.made)-1]), same(err.Error(), text, nil))
	case s.pop("fails", &fails):
		var mistake *lanner.Error
		return same(errors.As(err, &mistake), fails, nil)
	}
	return fmt.Errorf("%v, %v comes out of an unknown step: %v", result, err, s)
}

var specialNumbers = map[string]float64{"inf": math.Inf(1), "-inf": math.Inf(-1), "nan": math.NaN()}

// componentArgument returns what a value of a scenario stands for.
func componentArgument(value any) any {
	switch value := value.(type) {
	case []any:
		made := make([]any, len(value))
		for index := range value {
			made[index] = componentArgument(value[index])
		}
		return made
	case map[string]any:
		made := map[string]any{}
		for key, member := range value {
			text, _ := member.(string)
			switch key {
			case "bytes":
				content, _ := hex.DecodeString(text)
				return content
			case "integer":
				return json.Number(text)
			case "number":
				return specialNumbers[text]
			}
			made[key] = componentArgument(member)
		}
		return made
	}
	return value
}

// sameValue compares what has come out, in JSON, with a value of a scenario.
func (g *componentGuest) sameValue(found, expected any, err error) error {
	if err != nil {
		return err
	}
	content := componentArgument(expected)
	if number, ok := content.(float64); ok && (math.IsNaN(number) || math.IsInf(number, 0)) {
		content = lanner.Float(number)
	} else if bytes, ok := content.([]byte); ok {
		list := make([]any, len(bytes))
		for index := range bytes {
			list[index] = bytes[index]
		}
		content = list
	}
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	foundText, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return same(string(foundText), string(text), nil)
}

// openComponent makes an instance of component.wat, with functions of the host.
func openComponent(t *testing.T, fullName, lookup any) (*lanner.Store, *lanner.ComponentInstance) {
	t.Helper()
	engine, err := lanner.NewEngine(&lanner.EngineOptions{Interruptible: true})
	check(t, err)
	store, err := lanner.NewStore(engine, nil)
	check(t, err)
	t.Cleanup(func() { store.Close(); engine.Close() })
	text, err := os.ReadFile(filepath.Join(scenarioFolder, "component.wat"))
	check(t, err)
	component, err := lanner.NewComponentFromText(engine, string(text))
	check(t, err)
	linker, err := lanner.NewComponentLinker(store)
	check(t, err)
	check(t, linker.Define("lanner:scenarios/host@1.0.0", "full-name", fullName))
	check(t, linker.Define("lanner:scenarios/host@1.0.0", "lookup", lookup))
	instance, err := linker.Instantiate(background, component)
	check(t, err)
	check(t, component.Close())
	return store, instance
}

func noAnswer(string) (uint32, error) { return 0, nil }

type point struct {
	X int32 `json:"x"`
	Y int32 `json:"y"`
}

func TestComponentsStoreResultsInTypesOfGo(t *testing.T) {
	_, instance := openComponent(t, strings.ToUpper, noAnswer)
	var middle point
	check(t, instance.CallInto(background, &middle, "middle", point{0, 10}, point{8, 20}))
	equal(t, middle, point{4, 15})
	var points []point
	check(t, instance.CallInto(background, &points, "mirror", []point{{1, 2}, {3, 4}}))
	equal(t, points, []point{{2, 1}, {4, 3}})
	var content []byte
	check(t, instance.CallInto(background, &content, "reverse", []byte{0, 255, 7}))
	equal(t, content, []byte{7, 255, 0})
	var largest uint64
	check(t, instance.CallInto(background, &largest, "decrement-unsigned", 0))
	equal(t, largest, uint64(math.MaxUint64))
	var number float64
	check(t, instance.CallInto(background, &number, "half", float32(math.Inf(-1))))
	equal(t, number, math.Inf(-1))
	check(t, instance.CallInto(background, &number, "half", 3))
	equal(t, number, 1.5)
	var shape struct{ Circle *lanner.Float }
	check(t, instance.CallInto(background, &shape, "grow", map[string]any{"circle": lanner.Float(math.Inf(1))}))
	equal(t, float64(*shape.Circle), math.Inf(1))
	var maybe *uint32
	check(t, instance.CallInto(background, &maybe, "double", nil))
	equal(t, maybe, (*uint32)(nil))
	greeting, err := instance.Call(background, "greet", "Ada")
	check(t, err)
	equal(t, greeting, "ADA")
	refuses(t, instance.CallInto(background, &middle, "greet", "Ada"), "the result is another value")
	_, err = instance.Call(background, "half", make(chan int))
	refuses(t, err, "argument 0 cannot be written as JSON")
	_, err = instance.Call(background, "half\x00", 1)
	refuses(t, err, "has a zero in it")
}

// What the README says about a component that was made of Rust.
func TestAComponentCountsWords(t *testing.T) {
	engine, err := lanner.NewEngine(nil)
	check(t, err)
	store, err := lanner.NewStore(engine, nil)
	check(t, err)
	defer store.Close()
	component, err := lanner.NewComponentFromFile(engine, "../../samples/components/words-rust.wasm")
	check(t, err)
	linker, err := lanner.NewComponentLinker(store)
	check(t, err)
	words, err := linker.Instantiate(background, component)
	check(t, err)
	var counts []struct {
		Word  string
		Count uint32
	}
	check(t, words.CallInto(background, &counts, "count", "the host and the guest"))
	equal(t, counts, "[{the 2} {and 1} {guest 1} {host 1}]")
	result, err := words.Call(background, "lanner:samples/words@0.1.0#count", "the host")
	check(t, err)
	equal(t, result, "[map[count:1 word:host] map[count:1 word:the]]")
	text, err := words.CallWave(background, `count("host")`)
	check(t, err)
	equal(t, text, `[{word: "host", count: 1}]`)
}

func TestErrorsOfResults(t *testing.T) {
	_, instance := openComponent(t, strings.ToUpper, func(key string) (uint32, error) {
		if key == "wrong" {
			return 0, fmt.Errorf("around it: %w", &lanner.ComponentError{Value: "not this key"})
		}
		return 7, nil
	})
	var number int
	check(t, instance.CallInto(background, &number, "values#ask", "right"))
	equal(t, number, 7)
	err := instance.CallInto(background, &number, "ask", "wrong")
	var mistake *lanner.ComponentError
	if !errors.As(err, &mistake) || mistake.Error() != "not this key" {
		t.Fatal(err)
	}
	_, err = instance.Call(background, "lanner:scenarios/values@1.0.0#allow", "blue")
	if !errors.As(err, &mistake) {
		t.Fatal(err)
	}
	var color string
	check(t, mistake.Decode(&color))
	equal(t, color, "blue")
	text, err := instance.CallJSON(background, "divide", []byte("[1, 0]"))
	check(t, err)
	equal(t, string(text), `{"error":"division by zero"}`)
}

func TestHostFunctionsOfComponents(t *testing.T) {
	type key struct{}
	ctx := context.WithValue(background, key{}, "known")
	var seen any
	var inner *lanner.ComponentInstance
	_, instance := openComponent(t, func(ctx context.Context, name string) (string, error) {
		if name == "panic" {
			panic("out of here")
		}
		seen = ctx.Value(key{})
		return name + "!", nil
	}, lanner.ComponentHostFunction(func(ctx context.Context, arguments []any) (any, error) {
		_, err := inner.Call(ctx, "add", 1, 2)
		return len(arguments), err
	}))
	greeting, err := instance.Call(ctx, "greet", "Ada")
	check(t, err)
	equal(t, greeting, "Ada!")
	equal(t, seen, "known")
	inner = instance
	// A component that has called out cannot be entered again.
	_, err = instance.Call(ctx, "ask", "x")
	var trap *lanner.Trap
	if !errors.As(err, &trap) {
		t.Fatal(err)
	}

	_, instance = openComponent(t, func(name string) string { panic("out of here") }, noAnswer)
	func() {
		defer func() { equal(t, recover(), "out of here") }()
		_, err = instance.Call(ctx, "greet", "Ada")
		t.Error("no panic", err)
	}()

	_, instance = openComponent(t, func(name string) int { return 5 }, noAnswer)
	_, err = instance.Call(ctx, "greet", "Ada")
	if err == nil || !strings.Contains(err.Error(), "no result of its type") {
		t.Fatal(err)
	}
	_, instance = openComponent(t, func(name int) string { return "" }, noAnswer)
	_, err = instance.Call(ctx, "greet", "Ada")
	refuses(t, err, "argument 0 of the host function is another value")
	_, instance = openComponent(t, func() string { return "" }, noAnswer)
	_, err = instance.Call(ctx, "greet", "Ada")
	refuses(t, err, "takes 0 arguments; the guest gives 1")
}

func TestMistakesWithComponents(t *testing.T) {
	store, instance := openComponent(t, strings.ToUpper, noAnswer)
	engine := store.Engine()
	_, err := lanner.NewComponentFromText(engine, "(component (import))")
	refuses(t, err, "")
	_, err = lanner.NewComponent(engine, []byte("\x00asm\x0d\x00\x01\x00\x63"))
	refuses(t, err, "")
	_, err = lanner.NewComponentFromFile(engine, "missing.wasm")
	refuses(t, err, "missing.wasm")
	linker, err := lanner.NewComponentLinker(store)
	check(t, err)
	for _, function := range []any{nil, 5, func(...int) {}, func() (int, int) { return 1, 2 }} {
		if linker.Define("a:b/c", "d", function) == nil {
			t.Errorf("%T was taken for a host function", function)
		}
	}
	component, err := lanner.NewComponentFromFile(engine, filepath.Join(scenarioFolder, "component.wat"))
	check(t, err)
	_, err = linker.Instantiate(background, component)
	refuses(t, err, "lanner:scenarios/host")
	_, err = linker.Run(background, component)
	refuses(t, err, "")
	_, err = instance.Call(background, "greet", "a\xff")
	refuses(t, err, "argument 0 has text that is no UTF-8")
	result, err := instance.Call(background, "greet", "\uFFFD \\ufffd")
	check(t, err)
	equal(t, result, "\uFFFD \\UFFFD")
	check(t, store.Close())
	_, err = instance.Call(background, "add", 1, 2)
	if !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
	check(t, component.Close())
	check(t, component.Close())
}

func TestInterfacesOfComponents(t *testing.T) {
	_, instance := openComponent(t, strings.ToUpper, noAnswer)
	described := instance.Component().Interface()
	equal(t, described.Imports[0].Name, "lanner:scenarios/host@1.0.0")
	equal(t, *described.Imports[0].Exports[1].Result, "result<u32, string>")
	exported, err := instance.Interface()
	check(t, err)
	if !reflect.DeepEqual(exported.Exports, described.Exports) {
		t.Fatal(exported)
	}
	kinds := map[string]string{}
	for _, item := range exported.Exports[0].Exports {
		kinds[item.Name] = item.Kind
	}
	equal(t, kinds["point"], "type")
	equal(t, kinds["middle"], "function")
}

// The type of a function may have a name; then that says whether it is a result.
func TestNamedTypesOfResults(t *testing.T) {
	engine, err := lanner.NewEngine(nil)
	check(t, err)
	store, err := lanner.NewStore(engine, nil)
	check(t, err)
	defer store.Close()
	component, err := lanner.NewComponentFromText(engine, `(component
	  (core module $m (func (export "f") (param i32) (result i32) (local.get 0)))
	  (core instance $i (instantiate $m))
	  (type $r (result))
	  (export $answer "answer" (type $r))
	  (type $v (variant (case "ok") (case "error")))
	  (export $state "state" (type $v))
	  (func (export "named") (param "value" $answer) (result $answer) (canon lift (core func $i "f")))
	  (func (export "other") (param "value" $state) (result $state) (canon lift (core func $i "f"))))`)
	check(t, err)
	linker, err := lanner.NewComponentLinker(store)
	check(t, err)
	instance, err := linker.Instantiate(background, component)
	check(t, err)
	result, err := instance.Call(background, "named", map[string]any{"ok": nil})
	check(t, err)
	equal(t, result, nil)
	_, err = instance.Call(background, "named", map[string]any{"error": nil})
	var mistake *lanner.ComponentError
	if !errors.As(err, &mistake) || mistake.Value != nil || !bytes.Contains([]byte(err.Error()), []byte("null")) {
		t.Fatal(err)
	}
	result, err = instance.Call(background, "other", "error")
	check(t, err)
	equal(t, result, "error")
}

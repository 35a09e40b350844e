package lanner_test

import (
	"archive/tar"
	"archive/zip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lanner/lanner-go"
)

// programText returns the program of native/examples/program.c. It waits for its thread, looks at the socket, prints the file of the
// archive and ends with the seconds of the clock as its status.
func programText(t *testing.T) string {
	content, err := os.ReadFile("../../native/examples/program.c")
	check(t, err)
	_, source, found := strings.Cut(string(content), `text =`)
	source, _, ends := strings.Cut(source, ";\n\n/* Writes")
	if !found || !ends {
		t.Fatal("program.c has no text of a program where it was")
	}
	var text strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(source), "\n") {
		line = strings.TrimSpace(line)
		text.WriteString(strings.ReplaceAll(line[1:len(line)-1], `\"`, `"`))
	}
	return text.String()
}

const archived = "a file of the archive\n"

// archives writes the same file into a zip and a tar file, and returns their paths.
func archives(t *testing.T) []string {
	folder := t.TempDir()
	paths := []string{filepath.Join(folder, "program.zip"), filepath.Join(folder, "program.tar")}
	for index, path := range paths {
		file, err := os.Create(path)
		check(t, err)
		if index == 0 {
			writer := zip.NewWriter(file)
			one, err := writer.Create("file.txt")
			check(t, err)
			_, err = one.Write([]byte(archived))
			check(t, err)
			check(t, writer.Close())
		} else {
			writer := tar.NewWriter(file)
			check(t, writer.WriteHeader(&tar.Header{Name: "file.txt", Mode: 0o644, Size: int64(len(archived))}))
			_, err := writer.Write([]byte(archived))
			check(t, err)
			check(t, writer.Close())
		}
		check(t, file.Close())
	}
	return paths
}

// TestProgram runs a program that has a thread, an archive, a listener and a clock of its own.
func TestProgram(t *testing.T) {
	engine, err := lanner.NewEngine(&lanner.EngineOptions{Interruptible: true})
	check(t, err)
	module, err := lanner.NewModuleFromText(engine, programText(t))
	check(t, err)
	for _, path := range archives(t) {
		wasi, err := lanner.NewWasiConfig()
		check(t, err)
		check(t, wasi.Capture(lanner.Stdout, 1<<16))
		check(t, wasi.SetClock(time.Unix(7, 0), 0))
		check(t, wasi.SetMostDescriptors(16))
		check(t, wasi.AddArchive(path, "/archive"))
		check(t, wasi.AddListener("127.0.0.1:0"))
		check(t, wasi.AllowPeers("127.0.0.0/8", 0))
		check(t, wasi.AllowPeers("::1", 80))
		linker, err := lanner.NewLinker(engine)
		check(t, err)
		check(t, linker.DefineWasi(wasi))
		store, err := lanner.NewStore(engine, nil)
		check(t, err)
		status, err := linker.Run(background, store, module)
		check(t, err)
		output, err := wasi.Captured(lanner.Stdout)
		check(t, err)
		equal(t, status, 7)
		equal(t, string(output), archived)
		check(t, store.Close())
		check(t, linker.Close())
		check(t, wasi.Close())
	}
}

func TestGrantsForComponents(t *testing.T) {
	store, err := lanner.NewKeyValueStore(200)
	check(t, err)
	check(t, store.Set("key", []byte("a\x00b")))
	value, err := store.Get("key")
	check(t, err)
	equal(t, string(value), "a\x00b")
	_, err = store.Get("other")
	refuses(t, err, `There is no key "other"`)
	refuses(t, store.Set("other", make([]byte, 200)), "the store is full")
	wasi, err := lanner.NewWasiConfig()
	check(t, err)
	check(t, wasi.AllowConnect("udp://10.0.0.0/8"))
	check(t, wasi.AllowListen("127.0.0.1:0"))
	check(t, wasi.AllowNameLookup("*.example.com"))
	check(t, wasi.AllowHTTP("https://example.com"))
	check(t, wasi.AllowPrivateAnswers())
	check(t, wasi.AddSetting("name", "value"))
	check(t, wasi.AddKeyValueStore("store", store))
	check(t, wasi.AddOverlay(t.TempDir(), "/", 1<<20))
	for limit := lanner.MostResources; limit <= lanner.MostHTTPRequests; limit++ {
		check(t, wasi.SetLimit(limit, 1<<40))
	}
	refuses(t, wasi.AllowConnect("http://example.com"), "'http://example.com' cannot be granted: write [tcp")
	refuses(t, wasi.AllowListen("example.com:80"), "'example.com:80' cannot be granted: guests listen at addresses")
	refuses(t, wasi.AllowNameLookup("10.0.0.0/8"), "'10.0.0.0/8' is no name of hosts")
	refuses(t, wasi.AllowHTTP("udp://example.com"), "'udp://example.com' cannot be granted: write [http")
	refuses(t, wasi.AddOverlay("/no such directory", "/", 1), "/no such directory")
	refuses(t, wasi.AddKeyValueStore("store", store), "store")
	refuses(t, wasi.AddKeyValueStore("a\x00b", store), "zero")
	refuses(t, wasi.SetLimit(9, 1), "There is no such limit as 9")
	check(t, store.Close())
	if err := wasi.AddKeyValueStore("closed", store); !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
}

func TestWasiRefuses(t *testing.T) {
	wasi, err := lanner.NewWasiConfig()
	check(t, err)
	refuses(t, wasi.AddArchive("there is none", "/archive"), "there is none")
	refuses(t, wasi.AddListener("127.0.0.1"), "127.0.0.1")
	refuses(t, wasi.AllowPeers("everybody", 0), "everybody")
	refuses(t, wasi.AllowPeers("a\x00b", 0), "zero")
	refuses(t, wasi.SetClock(time.Unix(1<<60, 0), 0), "too far")
	refuses(t, wasi.SetClock(time.Unix(0, 0), -time.Second), "steps")
	refuses(t, wasi.SetClock(time.Unix(0, 0), time.Nanosecond), "steps")
	check(t, wasi.Close())
	if err := wasi.AddListener("127.0.0.1:0"); !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
}

// TestRun runs programs that end in other ways than with a status of their own.
func TestRun(t *testing.T) {
	store, linker, _ := open(t, &lanner.EngineOptions{Interruptible: true})
	failed := errors.New("the host has failed")
	for name, function := range map[string]func() error{
		"fail": func() error { return failed }, "panic": func() error { panic(failed) },
	} {
		_, err := linker.DefineFunction(store, "host", name, function)
		check(t, err)
	}
	start := func(ctx context.Context, body string) (int, error) {
		text := `(module (import "host" "fail" (func $fail)) (import "host" "panic" (func $panic)) (func (export "_start") ` + body + `))`
		module, err := lanner.NewModuleFromText(store.Engine(), text)
		check(t, err)
		return linker.Run(ctx, store, module)
	}
	status, err := start(background, "")
	check(t, err)
	equal(t, status, 0)

	var trap *lanner.Trap
	if _, err = start(background, "unreachable"); !errors.As(err, &trap) || trap.Code != lanner.TrapUnreachable {
		t.Fatal(err)
	}
	if _, err = start(background, "(call $fail)"); err != failed {
		t.Fatal(err)
	}
	func() {
		defer func() { equal(t, recover(), failed) }()
		_, _ = start(background, "(call $panic)")
		t.Error("no panic")
	}()

	ctx, cancel := context.WithTimeout(background, 50*time.Millisecond)
	defer cancel()
	if _, err = start(ctx, "(loop $again (br $again))"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	// The store goes on.
	status, err = start(background, "")
	check(t, err)
	equal(t, status, 0)

	module, err := lanner.NewModuleFromText(store.Engine(), `(module (func (export "other")))`)
	check(t, err)
	if _, err = linker.Run(background, store, module); err == nil || !strings.Contains(err.Error(), "_start") {
		t.Fatal(err)
	}
	check(t, store.Close())
	if _, err = linker.Run(background, store, module); !errors.Is(err, lanner.ErrClosed) {
		t.Fatal(err)
	}
}

// TestRunWithThreadsStops has a context stop a program whose threads never end, and which waits for them.
func TestRunWithThreadsStops(t *testing.T) {
	store, linker, _ := open(t, &lanner.EngineOptions{Interruptible: true})
	wasi, err := lanner.NewWasiConfig()
	check(t, err)
	check(t, linker.DefineWasi(wasi))
	module, err := lanner.NewModuleFromText(store.Engine(), `(module
	  (import "env" "memory" (memory 1 1 shared))
	  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
	  (export "memory" (memory 0))
	  (func (export "wasi_thread_start") (param i32 i32) (loop $again (br $again)))
	  (func (export "_start")
	    (drop (call $spawn (i32.const 0)))
	    (drop (call $spawn (i32.const 0)))
	    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))`)
	check(t, err)
	for try := 0; try < 3; try++ {
		ctx, cancel := context.WithTimeout(background, 50*time.Millisecond)
		_, err = linker.Run(ctx, store, module)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	}
}

// TestRunWithThreadsRefusesFunctions has a program with a thread import a function of the host, which lives in another store.
func TestRunWithThreadsRefusesFunctions(t *testing.T) {
	store, linker, _ := open(t, &lanner.EngineOptions{Interruptible: true})
	wasi, err := lanner.NewWasiConfig()
	check(t, err)
	check(t, linker.DefineWasi(wasi))
	_, err = linker.DefineFunction(store, "host", "back", func() {})
	check(t, err)
	module, err := lanner.NewModuleFromText(store.Engine(), `(module
	  (import "env" "memory" (memory 1 1 shared))
	  (import "host" "back" (func $back))
	  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
	  (export "memory" (memory 0))
	  (func (export "wasi_thread_start") (param i32 i32) (call $back))
	  (func (export "_start")
	    (drop (call $spawn (i32.const 0)))
	    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))`)
	check(t, err)
	if _, err = linker.Run(background, store, module); err == nil || !strings.Contains(err.Error(), "another store") {
		t.Fatal(err)
	}
}

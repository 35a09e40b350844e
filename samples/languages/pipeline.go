// Go's runtime and standard library: goroutines, channels, select with timers, maps, sorting, JSON, reflection by fmt, recovered panics, garbage collection, and files in the directory that the argument names.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

type shape struct {
	Name  string   `json:"name"`
	Sides int      `json:"sides"`
	Tags  []string `json:"tags,omitempty"`
}

func squares(count int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 1; i <= count; i++ {
			out <- i * i
		}
	}()
	return out
}

func try(name string, action func()) {
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Printf("%s: %v\n", name, problem)
		}
	}()
	action()
}

func files(folder string) error {
	path := filepath.Join(folder, "a", "b")
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	for i := 0; i < 3; i++ {
		if err := os.WriteFile(filepath.Join(path, fmt.Sprintf("file-%d", i)), []byte(strings.Repeat("x", i*10)), 0o644); err != nil {
			return err
		}
	}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, _ := filepath.Rel(folder, path)
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if entry.IsDir() {
			fmt.Println("  folder", relative)
		} else {
			fmt.Println("  file", relative, info.Size())
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = os.ReadFile(filepath.Join(folder, "missing"))
	fmt.Println("missing:", errors.Is(err, fs.ErrNotExist))
	_, err = os.ReadFile("/outside/of/all")
	fmt.Println("not granted:", err != nil)
	return os.RemoveAll(filepath.Join(folder, "a"))
}

func main() {
	sum := 0
	for square := range squares(100) {
		sum += square
	}
	fmt.Println("sum", sum)

	var group sync.WaitGroup
	var lock sync.Mutex
	total := map[string]int{}
	for worker := 0; worker < 8; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := 0; i < 1000; i++ {
				lock.Lock()
				total[fmt.Sprintf("key-%d", i%5)] += worker
				lock.Unlock()
				if i%100 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	group.Wait()
	keys := make([]string, 0, len(total))
	for key := range total {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		fmt.Println(key, total[key])
	}

	never := make(chan int)
	start := time.Now()
	select {
	case <-never:
		fmt.Println("impossible")
	case <-time.After(20 * time.Millisecond):
		fmt.Println("timeout", time.Since(start) >= 20*time.Millisecond)
	}

	text, _ := json.Marshal([]shape{{"triangle", 3, nil}, {"square", 4, []string{"regular"}}})
	fmt.Println(string(text))
	var back []shape
	fmt.Println(json.Unmarshal(text, &back), back)
	fmt.Println(json.Unmarshal([]byte("[1]"), &back))

	try("index", func() { var empty []int; index := 3; fmt.Println(empty[index]) })
	try("nil", func() { var nothing *shape; fmt.Println(nothing.Name) })
	try("divide", func() { zero := 0; fmt.Println(1 / zero) })
	try("cast", func() { var any any = "text"; fmt.Println(any.(int)) })

	for i := 0; i < 200; i++ {
		_ = make([]byte, 1<<20)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Println("collected", memory.NumGC > 0, memory.HeapSys < 200<<20)
	fmt.Printf("%x\n", sha256.Sum256([]byte("lanner")))

	if len(os.Args) > 1 {
		if err := files(os.Args[1]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
}

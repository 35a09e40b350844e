package lanner_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/lanner/lanner-go"
)

// childExec starts children, whose ends arrive, while guests run.
func childExec() {
	defer disturb()()
	together(2, func(index int) {
		f := newFaulty(nil)
		for number := 0; number < times(40); number++ {
			f.trap(number)
			output, err := exec.Command("/bin/sh", "-c", fmt.Sprintf("cat > /dev/null; echo %d; exit %d", number, number%3)).Output()
			var failed *exec.ExitError
			status := 0
			if errors.As(err, &failed) {
				status = failed.ExitCode()
			} else {
				must(0, err)
			}
			if status != number%3 || strings.TrimSpace(string(output)) != fmt.Sprint(number) {
				panic(fmt.Sprint("status ", status, " and output ", string(output)))
			}
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
			if err := exec.CommandContext(ctx, "/bin/sleep", "60").Run(); err == nil {
				panic("the child was to be killed")
			}
			cancel()
			fault(number)
		}
	})
	fmt.Println("done")
}

// childPipe writes to pipes that nobody reads: an error, and no end of the process.
func childPipe() {
	f := newFaulty(nil)
	for number := 0; number < times(200); number++ {
		f.trap(number)
		reader, writer, err := os.Pipe()
		must(0, err)
		reader.Close()
		if _, err := writer.Write([]byte("text")); !errors.Is(err, syscall.EPIPE) {
			panic(fmt.Sprint("EPIPE was expected: ", err))
		}
		writer.Close()
	}
	fmt.Println("done")
}

// busy has guests run in other goroutines, for ever.
func busy() {
	var started sync.WaitGroup
	for index := 0; index < 3; index++ {
		index := index
		started.Add(1)
		go func() {
			f := newFaulty(func(number int32) int32 { time.Sleep(time.Microsecond); return number })
			f.trap(0)
			started.Done()
			switch index {
			case 0:
				_ = f.call("spin")
			case 1:
				for {
					_ = f.call("call", 1)
				}
			default:
				for {
					_ = f.call("churn", 10)
				}
			}
		}()
	}
	started.Wait()
	time.Sleep(10 * time.Millisecond)
}

func inCallback(work func()) {
	f := newFaulty(func(number int32) int32 { work(); return number })
	must(0, f.call("call", 1))
}

// busyAbroad has guests run on threads of the library, for ever.
func busyAbroad() {
	wait := make(chan struct{})
	for _, name := range []string{"spin", "call", "churn"} {
		name := name
		f := newFaulty(func(number int32) int32 { <-wait; return number })
		go func() {
			if name == "spin" {
				_, _ = f.instance.CallContext(context.Background(), name)
				return
			}
			for {
				_, _ = f.instance.CallContext(context.Background(), name, 10)
			}
		}()
	}
	time.Sleep(20 * time.Millisecond)
}

func inCallbackAbroad(work func()) {
	f := newFaulty(func(number int32) int32 { work(); return number })
	must(f.instance.CallContext(context.Background(), "call", 1))
}

// report writes a byte to the pipe that the parent has given.
func report() {
	pipe := os.NewFile(3, "pipe")
	must(pipe.Write([]byte{1}))
	pipe.Close()
}

func childWaitsForSignal() {
	busy()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, syscall.SIGINT, syscall.SIGTERM)
	engine := must(lanner.NewEngine(&lanner.EngineOptions{Interruptible: true}))
	module := must(lanner.NewModuleFromText(engine, `(module (func (export "spin") (loop $again (br $again))))`))
	instance := must(lanner.Instantiate(ctx, must(lanner.NewStore(engine, nil)), module, nil))
	report()
	// The context of the signal stops the guest.
	if _, err := instance.Call(ctx, "spin"); !errors.Is(err, context.Canceled) {
		panic(err)
	}
	fmt.Println("stopped by", <-arrived)
	os.Exit(5)
}

func childWritesOutput() {
	newFaulty(nil).trap(0)
	for {
		if _, err := io.WriteString(os.Stdout, "text\n"); err != nil {
			return
		}
	}
}

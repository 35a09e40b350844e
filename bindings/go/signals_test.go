package lanner_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The tests of signals and of ends run this very program again, as a child that does one of the things in children_test.go: what goes wrong
// there usually ends the process. LANNER_TEST_LONG has each do so many times as much.

func TestMain(m *testing.M) {
	if name := os.Getenv("LANNER_TEST_CHILD"); name != "" {
		child, found := children[name]
		if !found {
			panic("no child is named " + name)
		}
		child()
		return
	}
	os.Exit(m.Run())
}

// times returns how many times as much is to be done.
func times(count int) int {
	if long, err := strconv.Atoi(os.Getenv("LANNER_TEST_LONG")); err == nil {
		return count * long
	}
	return count
}

type ending struct {
	status int
	signal syscall.Signal
	output string
}

func childOf(t *testing.T, name string) (*exec.Cmd, *bytes.Buffer) {
	program, err := os.Executable()
	check(t, err)
	command := exec.Command(program)
	command.Env = append(os.Environ(), "LANNER_TEST_CHILD="+name)
	output := &bytes.Buffer{}
	command.Stdout, command.Stderr = output, output
	return command, output
}

// await returns how a child has ended, which it has to do in time.
func await(t *testing.T, command *exec.Cmd, output *bytes.Buffer) ending {
	limit := time.AfterFunc(time.Duration(times(120))*time.Second, func() {
		t.Error("the child hangs")
		_ = command.Process.Signal(syscall.SIGQUIT)
		time.Sleep(5 * time.Second)
		_ = command.Process.Kill()
	})
	defer limit.Stop()
	err := command.Wait()
	end := ending{output: output.String()}
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		status := failed.Sys().(syscall.WaitStatus)
		end.status = status.ExitStatus()
		if status.Signaled() {
			end.signal = status.Signal()
		}
	} else if err != nil {
		t.Fatal(err)
	}
	return end
}

func run(t *testing.T, name string) ending {
	command, output := childOf(t, name)
	check(t, command.Start())
	return await(t, command, output)
}

func (e ending) expect(t *testing.T, status int, signal syscall.Signal, texts ...string) {
	t.Helper()
	if e.status != status || e.signal != signal {
		t.Fatalf("the child has ended with status %d and signal %v; %d and %v were expected:\n%s",
			e.status, e.signal, status, signal, e.output)
	}
	for _, text := range texts {
		if !strings.Contains(e.output, text) {
			t.Fatalf("the child has not printed %q, but:\n%s", text, e.output)
		}
	}
}

// TestChildren runs the children that end by themselves with "done".
func TestChildren(t *testing.T) {
	for _, name := range []string{
		"faults", "faults-new-threads", "faults-in-callbacks", "notify", "preemption", "profile", "exec", "pipe", "many-threads",
		"goroutines", "handlers-later", "handlers-have-stacks", "faults-abroad", "component-faults",
	} {
		name := name
		t.Run(name, func(t *testing.T) { run(t, name).expect(t, 0, 0, "done") })
	}
}

// TestEnds runs the children that end in some other way.
func TestEnds(t *testing.T) {
	for _, one := range []struct {
		name   string
		status int
		text   string
	}{
		{"exit", 7, ""},
		{"return", 0, "returning"},
		{"exit-in-callback", 9, ""},
		{"panic", 2, "panic: not caught"},
		{"panic-in-callback", 2, "panic: not caught"},
		{"nil", 2, "invalid memory address or nil pointer dereference"},
		{"nil-in-callback", 2, "invalid memory address or nil pointer dereference"},
		{"overflow", 2, "goroutine stack exceeds"},
		{"goexit-in-callback", 2, "runtime.Goexit"},
		{"exit-abroad", 8, ""},
		{"return-abroad", 0, "returning"},
		{"panic-abroad", 2, "panic: not caught"},
		{"nil-abroad", 2, "invalid memory address or nil pointer dereference"},
		{"goexit-abroad", 2, "runtime.Goexit"},
	} {
		one := one
		t.Run(one.name, func(t *testing.T) {
			for try := 0; try < times(2); try++ {
				run(t, one.name).expect(t, one.status, 0, one.text)
			}
		})
	}
}

// TestSignalsThatEnd sends signals from outside to a child in which guests run.
func TestSignalsThatEnd(t *testing.T) {
	for _, one := range []struct {
		name   string
		signal syscall.Signal
		status int
		ends   syscall.Signal
		text   string
	}{
		{"waits", syscall.SIGINT, -1, syscall.SIGINT, ""},
		{"waits", syscall.SIGTERM, -1, syscall.SIGTERM, ""},
		{"waits", syscall.SIGHUP, -1, syscall.SIGHUP, ""},
		{"waits", syscall.SIGKILL, -1, syscall.SIGKILL, ""},
		{"waits", syscall.SIGQUIT, 2, 0, "SIGQUIT: quit"},
		{"waits", syscall.SIGABRT, 2, 0, "SIGABRT: abort"},
		{"waits-for-signal", syscall.SIGTERM, 5, 0, "stopped by terminated"},
		{"waits-for-signal", syscall.SIGINT, 5, 0, "stopped by interrupt"},
	} {
		one := one
		t.Run(one.name+" "+one.signal.String(), func(t *testing.T) {
			for try := 0; try < times(2); try++ {
				command, output := childOf(t, one.name)
				reader, writer, err := os.Pipe()
				check(t, err)
				command.ExtraFiles = []*os.File{writer}
				check(t, command.Start())
				writer.Close()
				// The child writes a byte when its guests run.
				_, err = reader.Read(make([]byte, 1))
				check(t, err)
				reader.Close()
				check(t, command.Process.Signal(one.signal))
				await(t, command, output).expect(t, one.status, one.ends, one.text)
			}
		})
	}
}

// TestPipeOfOutput has a child write to a pipe that nobody reads: standard output ends it by SIGPIPE, as in any program of Go.
func TestPipeOfOutput(t *testing.T) {
	command, output := childOf(t, "writes-output")
	reader, writer, err := os.Pipe()
	check(t, err)
	command.Stdout = writer
	check(t, command.Start())
	writer.Close()
	reader.Close()
	await(t, command, output).expect(t, -1, syscall.SIGPIPE)
}

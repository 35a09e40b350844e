package lanner

// #include "library.h"
import "C"

import (
	"time"
	"unsafe"
)

// Streams are standard streams.
type Streams uint32

// The standard streams.
const (
	Stdin Streams = 1 << iota
	Stdout
	Stderr
	AllStreams = Stdin | Stdout | Stderr
)

// Rights are rights in a directory. Reading is always allowed.
type Rights uint32

// The rights: to change and delete files, to create them, to make links.
const (
	ReadOnly    Rights = 0
	RightWrite  Rights = 1
	RightCreate Rights = 2
	RightLink   Rights = 4
	AllRights   Rights = 7
)

// Files is a file system in memory. Paths in it begin at its root: /data/input.txt.
type Files struct{ handle *handle }

// NewFiles makes a file system of at most so many bytes.
func NewFiles(maximum uint64) (*Files, error) {
	if err := Start(); err != nil {
		return nil, err
	}
	defer onThread()()
	pointer := C.lanner_files_new(C.uint64_t(maximum))
	if pointer == nil {
		return nil, lastError("making the files")
	}
	return &Files{newHandle(unsafe.Pointer(pointer), nil, func(p unsafe.Pointer) { C.lanner_files_delete((*C.lanner_files_t)(p)) })}, nil
}

// Close releases the files. Configurations that grant them keep them.
func (f *Files) Close() error {
	f.handle.close()
	return nil
}

func (f *Files) use(path string, function func(files *C.lanner_files_t, path *C.char) error) error {
	if !f.handle.acquire() {
		return closed("the file system")
	}
	defer f.handle.drop()
	defer onThread()()
	return withString(path, "the path", func(text *C.char) error { return function((*C.lanner_files_t)(f.handle.pointer), text) })
}

// CreateDirectory makes a directory.
func (f *Files) CreateDirectory(path string) error {
	return f.use(path, func(files *C.lanner_files_t, name *C.char) error {
		return done(C.lanner_files_create_directory(files, name), "making the directory")
	})
}

// Write writes a file.
func (f *Files) Write(path string, content []byte) error {
	return f.use(path, func(files *C.lanner_files_t, name *C.char) error {
		return done(C.lanner_go_files_write(files, name, pointerTo(content), C.size_t(len(content))), "writing the file")
	})
}

// Read returns the content of a file.
func (f *Files) Read(path string) ([]byte, error) {
	var content []byte
	err := f.use(path, func(files *C.lanner_files_t, name *C.char) error {
		var vector C.wasm_byte_vec_t
		if !C.lanner_files_read(files, name, &vector) {
			return lastError("reading the file")
		}
		content = takeBytes(&vector)
		return nil
	})
	return content, err
}

func done(succeeded C.bool, what string) error {
	if !succeeded {
		return lastError(what)
	}
	return nil
}

// WasiConfig is what a program of WASI is granted. A new one grants nothing: no arguments, environment, streams, files. It is complete
// when a linker has it. One goroutine at a time may use it.
type WasiConfig struct{ handle *handle }

// NewWasiConfig makes a configuration that grants nothing.
func NewWasiConfig() (*WasiConfig, error) {
	if err := Start(); err != nil {
		return nil, err
	}
	defer onThread()()
	pointer := C.lanner_wasi_new()
	if pointer == nil {
		return nil, lastError("making the configuration")
	}
	return &WasiConfig{newHandle(unsafe.Pointer(pointer), nil, func(p unsafe.Pointer) { C.lanner_wasi_delete((*C.lanner_wasi_t)(p)) })}, nil
}

// Close hands on what guests have written and is not written yet, and releases the configuration. Instances that use it go on.
func (w *WasiConfig) Close() error {
	w.handle.close()
	return nil
}

func (w *WasiConfig) use(function func(wasi *C.lanner_wasi_t) error) error {
	if !w.handle.acquire() {
		return closed("the configuration of WASI")
	}
	defer w.handle.drop()
	defer onThread()()
	return function((*C.lanner_wasi_t)(w.handle.pointer))
}

// AddArguments adds arguments. The first is the name of the program.
func (w *WasiConfig) AddArguments(arguments ...string) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		for _, argument := range arguments {
			err := withString(argument, "the argument", func(text *C.char) error {
				return done(C.lanner_wasi_add_argument(wasi, text), "adding an argument")
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// AddEnvironment adds a variable.
func (w *WasiConfig) AddEnvironment(name, value string) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(name, "the name", func(nameText *C.char) error {
			return withString(value, "the value", func(valueText *C.char) error {
				return done(C.lanner_wasi_add_environment(wasi, nameText, valueText), "adding a variable")
			})
		})
	})
}

// InheritEnvironment adds the variables that the process has now.
func (w *WasiConfig) InheritEnvironment() error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_wasi_inherit_environment(wasi), "adding the variables")
	})
}

// InheritStreams gives the guest streams of the process.
func (w *WasiConfig) InheritStreams(streams Streams) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_wasi_inherit_streams(wasi, C.lanner_streams_t(streams)), "giving the streams")
	})
}

// SetInput sets what the guest reads from standard input.
func (w *WasiConfig) SetInput(content []byte) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_go_wasi_set_input(wasi, pointerTo(content), C.size_t(len(content))), "setting the input")
	})
}

// Capture keeps what the guest writes, up to so many bytes a stream; what is more, the guest cannot write.
func (w *WasiConfig) Capture(streams Streams, maximum uint64) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_wasi_capture_streams(wasi, C.lanner_streams_t(streams), C.size_t(maximum)), "capturing")
	})
}

// Captured returns what was written to one of the two streams, Stdout or Stderr, so far.
func (w *WasiConfig) Captured(stream Streams) ([]byte, error) {
	var content []byte
	err := w.use(func(wasi *C.lanner_wasi_t) error {
		var vector C.wasm_byte_vec_t
		if !C.lanner_wasi_captured(wasi, C.lanner_streams_t(stream), &vector) {
			return lastError("reading what was captured")
		}
		content = takeBytes(&vector)
		return nil
	})
	return content, err
}

// AddDirectory grants a directory of the host, under a path of the guest.
func (w *WasiConfig) AddDirectory(hostPath, guestPath string, rights Rights) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(hostPath, "the path of the host", func(hostText *C.char) error {
			return withString(guestPath, "the path of the guest", func(guestText *C.char) error {
				return done(C.lanner_wasi_add_directory(wasi, hostText, guestText, C.lanner_rights_t(rights)), "adding the directory")
			})
		})
	})
}

// AddFiles grants files in memory, under a path of the guest.
func (w *WasiConfig) AddFiles(files *Files, guestPath string, rights Rights) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return files.use(guestPath, func(pointer *C.lanner_files_t, guestText *C.char) error {
			return done(C.lanner_wasi_add_files(wasi, pointer, guestText, C.lanner_rights_t(rights)), "adding the files")
		})
	})
}

// SetRandomSeed gives the guest the random numbers that follow from a seed, instead of those of the system.
func (w *WasiConfig) SetRandomSeed(seed int64) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_wasi_set_random_seed(wasi, C.int64_t(seed)), "setting the seed")
	})
}

// AddArchive grants the content of a zip or tar file of the host, read-only, under a path of the guest.
func (w *WasiConfig) AddArchive(hostPath, guestPath string) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(hostPath, "the path of the host", func(hostText *C.char) error {
			return withString(guestPath, "the path of the guest", func(guestText *C.char) error {
				return done(C.lanner_wasi_add_archive(wasi, hostText, guestText), "adding the archive")
			})
		})
	})
}

// AddOverlay grants a directory, or a zip or tar file, of the host under changes that stay in memory, of at most so many bytes.
func (w *WasiConfig) AddOverlay(hostPath, guestPath string, maximum uint64) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(hostPath, "the path of the host", func(hostText *C.char) error {
			return withString(guestPath, "the path of the guest", func(guestText *C.char) error {
				return done(C.lanner_wasi_add_overlay(wasi, hostText, guestText, C.uint64_t(maximum)), "adding the overlay")
			})
		})
	})
}

// AddListener grants a socket that listens at an address such as "127.0.0.1:8080" or "[::1]:0", as a descriptor behind those of the
// directories.
func (w *WasiConfig) AddListener(address string) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(address, "the address", func(text *C.char) error {
			return done(C.lanner_wasi_add_listener(wasi, text), "adding the listener")
		})
	})
}

// AllowPeers names peers that may connect, such as "10.0.0.0/8" or "10.1.2.3", from any port if it is 0. Once there are such, no others
// may.
func (w *WasiConfig) AllowPeers(addresses string, port uint16) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return withString(addresses, "the addresses", func(text *C.char) error {
			return done(C.lanner_wasi_allow_peers(wasi, text, C.uint32_t(port)), "allowing peers")
		})
	})
}

// SetClock gives the guest clocks that begin at a time and are a step further each time they are read, instead of those of the system.
// They count microseconds.
func (w *WasiConfig) SetClock(start time.Time, step time.Duration) error {
	microseconds := start.UnixMicro()
	if !time.UnixMicro(microseconds).Equal(start.Truncate(time.Microsecond)) {
		return failure("the clock begins at %v, which is too far away", start)
	}
	if step < 0 || step%time.Microsecond != 0 {
		return failure("the clock goes in steps of %v; microseconds that are not negative were expected", step)
	}
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_wasi_set_clock(wasi, C.int64_t(microseconds), C.uint64_t(step/time.Microsecond)), "setting the clock")
	})
}

// SetMostDescriptors sets how many files the guest may have open, with streams and directories; it is 1024 otherwise.
func (w *WasiConfig) SetMostDescriptors(most uint32) error {
	return w.use(func(wasi *C.lanner_wasi_t) error {
		return done(C.lanner_wasi_set_most_descriptors(wasi, C.uint32_t(most)), "setting the number of descriptors")
	})
}

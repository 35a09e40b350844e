package lanner

/*
#cgo CFLAGS: -std=gnu11 -O2 -Wall -I${SRCDIR}/include -I${SRCDIR}/../../native/include
#cgo linux LDFLAGS: -ldl
#include <stdlib.h>
#include "library.h"
*/
import "C"

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"
)

var (
	opening   sync.Once
	openError error
	// provider unpacks a library that the program has in it; nil when there is none.
	provider func() (string, error)
)

// SetLibraryProvider names a function that returns the path of liblanner, for programs that bring the library in a way of their own, as
// package embedded does, or nothing if there is none. It is asked when the library is opened, unless LANNER_LIBRARY is set.
func SetLibraryProvider(provide func() (string, error)) {
	provider = provide
}

// Start opens the library and starts .NET in the process, for those who want to choose the moment: anything else that needs them does so
// too. While .NET starts, its own handlers of signals are in place. It fails if the library or .NET is not found.
func Start() error {
	opening.Do(func() { openError = open() })
	return openError
}

// Version returns the version of the library.
func Version() (string, error) {
	if err := Start(); err != nil {
		return "", err
	}
	return C.GoString(C.lanner_version()), nil
}

func libraryName() string {
	if runtime.GOOS == "darwin" {
		return "liblanner.dylib"
	}
	return "liblanner.so"
}

// inFolder returns the path of the library, given that or its folder.
func inFolder(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, libraryName())
	}
	return path
}

func findLibrary() (string, error) {
	if chosen := os.Getenv("LANNER_LIBRARY"); chosen != "" {
		path := inFolder(chosen)
		if _, err := os.Stat(path); err != nil {
			return "", failure("LANNER_LIBRARY is %s, where the library is not: %v", chosen, err)
		}
		return path, nil
	}
	if provider != nil {
		if path, err := provider(); err != nil || path != "" {
			return path, err
		}
	}
	var places []string
	if program, err := os.Executable(); err == nil {
		folder := filepath.Dir(program)
		places = append(places, folder, filepath.Join(folder, "lanner"))
	}
	// The package's own folder, where it was built: its library, or that of the checkout.
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		folder := filepath.Dir(file)
		places = append(places, filepath.Join(folder, "embedded", "native"), filepath.Join(folder, "..", "..", "artifacts", "native"))
	}
	for _, place := range places {
		path := filepath.Join(place, libraryName())
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return libraryName(), nil
}

func open() error {
	path, err := findLibrary()
	if err != nil {
		return err
	}
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	message := C.lanner_go_open(name)
	if message == nil {
		return nil
	}
	defer C.free(unsafe.Pointer(message))
	text := C.GoString(message)
	if !filepath.IsAbs(path) {
		text += ". Set LANNER_LIBRARY to the folder that has it; in a checkout, native/build.sh makes it"
	}
	return &Error{Message: text}
}

// onThread keeps the goroutine on its thread, where the library keeps why a function has failed. Its result undoes it.
func onThread() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

// lastError returns why the last function on this thread has failed.
func lastError(what string) error {
	var message C.wasm_message_t
	C.lanner_last_error(&message)
	text := strings.TrimRight(string(takeBytes(&message)), "\x00")
	if text == "" {
		text = what + " failed, and the library does not say why"
	}
	return &Error{Message: text}
}

// takeBytes returns the bytes of a vector, which it releases.
func takeBytes(vector *C.wasm_byte_vec_t) []byte {
	content := viewBytes(vector)
	if vector.data != nil {
		C.wasm_byte_vec_delete(vector)
	}
	return content
}

// viewBytes returns a copy of the bytes of a vector.
func viewBytes(vector *C.wasm_byte_vec_t) []byte {
	if vector.size == 0 {
		return nil
	}
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(vector.data)), int(vector.size))...)
}

// pointerTo returns the address of bytes for the time of a call; it is never nil.
func pointerTo(content []byte) unsafe.Pointer {
	if len(content) == 0 {
		return unsafe.Pointer(&empty)
	}
	return unsafe.Pointer(&content[0])
}

var empty byte

// strings that were made for C, which free releases.
type cStrings []*C.char

func (all *cStrings) add(text, what string) (*C.char, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return nil, failure("%s has a zero in it, which the library cannot pass: %q", what, text)
	}
	if !utf8.ValidString(text) {
		return nil, failure("%s is no text in UTF-8: %q", what, text)
	}
	made := C.CString(text)
	*all = append(*all, made)
	return made, nil
}

func (all *cStrings) free() {
	for _, text := range *all {
		C.free(unsafe.Pointer(text))
	}
}

// withString calls a function with one string of C.
func withString(text, what string, use func(*C.char) error) error {
	var all cStrings
	defer all.free()
	made, err := all.add(text, what)
	if err != nil {
		return err
	}
	return use(made)
}

func failure(format string, arguments ...any) error {
	return &Error{Message: fmt.Sprintf(format, arguments...)}
}

// TextToBinary translates the text format into the binary format.
func TextToBinary(text string) ([]byte, error) {
	if err := Start(); err != nil {
		return nil, err
	}
	defer onThread()()
	var vector C.wasm_byte_vec_t
	source := []byte(text)
	if !C.lanner_text_to_binary((*C.char)(pointerTo(source)), C.size_t(len(source)), &vector) {
		return nil, lastError("the translation")
	}
	return takeBytes(&vector), nil
}

// BinaryToText translates the binary format into the text format.
func BinaryToText(binary []byte) (string, error) {
	if err := Start(); err != nil {
		return "", err
	}
	defer onThread()()
	var message C.wasm_message_t
	if !C.lanner_go_binary_to_text(pointerTo(binary), C.size_t(len(binary)), &message) {
		return "", lastError("the translation")
	}
	return strings.TrimRight(string(takeBytes(&message)), "\x00"), nil
}

// Package lanner runs WebAssembly by Lanner: guests run in this process, in a sandbox that grants nothing by default.
//
// An [Engine] compiles a [Module]; a [Store] holds instances of it, which a [Linker] makes; an [Instance] exports a [Function], a
// [Memory], a [Global] or a [Table] by name. [WasiConfig] says what a program of WASI may use, and an [Allocator] passes text and bytes.
//
// Engines and modules are for all goroutines at once. A store with what is in it is for one goroutine at a time, whichever: a second one
// that calls gets an error. [Store.Interrupt] may be called by any.
//
// The library, liblanner, is opened when the package is first used; it starts .NET inside the process. The variable LANNER_LIBRARY names
// the library or its folder. README.md says where else it is looked for.
package lanner

//go:generate go run generate.go

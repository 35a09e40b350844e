#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![warn(clippy::undocumented_unsafe_blocks)]

#[forbid(unsafe_code)]
mod allocator;
#[forbid(unsafe_code)]
mod as_store;
mod call;
mod component;
mod component_host;
#[forbid(unsafe_code)]
mod component_interface;
mod component_linker;
#[forbid(unsafe_code)]
mod component_value;
mod concurrent;
mod engine;
#[forbid(unsafe_code)]
mod error;
mod function;
mod global;
mod host;
mod host_async;
mod instance;
mod interrupt;
#[forbid(unsafe_code)]
mod json;
mod library;
mod limits;
mod linker;
mod memory;
mod module;
mod name;
mod raw;
mod store;
mod table;
mod thread;
mod trap;
mod typed;
mod types;
mod value;
mod wait;
mod wasi;
mod wasi_components;

pub use allocator::{Allocator, Argument, Span};
pub use as_store::{AsStore, AsStoreMut};
pub use component::{Component, ComponentInstance};
pub use component_linker::ComponentLinker;
pub use component_value::ComponentValue;
pub use concurrent::Concurrent;
pub use engine::{Compilation, Engine, EngineOptions, Features, MemoryMode};
pub use error::{BoxedError, ComponentError, Error, HostError, LannerError};
pub use function::{Function, TypedFunction};
pub use global::Global;
pub use host::Caller;
pub use instance::{Extern, Instance};
pub use interrupt::InterruptHandle;
pub use library::{binary_to_text, start, text_to_binary, version, waits};
pub use limits::Limits;
pub use linker::Linker;
pub use memory::{Memory, PAGE_SIZE};
pub use module::Module;
pub use store::Store;
pub use table::Table;
pub use trap::{Frame, ProgramExit, SourceLine, Trap, TrapCode};
pub use typed::{AsyncHostFunction, HostFunction, HostResult, Plain, WasmType, WasmTypes, WithCaller};
pub use types::{ExportType, ExternType, FunctionType, GlobalType, ImportType, MemoryType, TableType, ValueType};
pub use value::{ExternRef, Reference, Value};
pub use wasi::{Files, Rights, Streams, WasiConfig};
pub use wasi_components::{KeyValueStore, WasiLimit};

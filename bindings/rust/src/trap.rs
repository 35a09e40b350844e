//! Traps, with the functions of the guest that were active.

use std::fmt;

use crate::library::{take_bytes, take_text};
use crate::raw::{Bytes, Functions, Item, Items};
use crate::Error;

/// Declares the codes with their numbers in `lanner.h`.
macro_rules! codes {
    ($($(#[$documentation:meta])* $name:ident = $number:literal, $text:literal;)*) => {
        /// Why a guest has trapped.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum TrapCode {
            $($(#[$documentation])* $name,)*
        }

        impl TrapCode {
            /// The name of the code, such as `memory_out_of_bounds`.
            pub fn name(self) -> &'static str {
                match self {
                    $(TrapCode::$name => $text,)*
                }
            }

            fn of(number: i32) -> TrapCode {
                match number {
                    $($number => TrapCode::$name,)*
                    _ => TrapCode::None,
                }
            }
        }
    };
}

codes! {
    /// Not a trap of WebAssembly: the host has made it.
    None = -1, "none";
    /// The instruction `unreachable`.
    Unreachable = 0, "unreachable";
    /// An address outside of a memory.
    MemoryOutOfBounds = 1, "memory_out_of_bounds";
    /// An index outside of a table.
    TableOutOfBounds = 2, "table_out_of_bounds";
    /// An indirect call by an index outside of the table.
    UndefinedElement = 3, "undefined_element";
    /// An indirect call of nothing.
    UninitializedElement = 4, "uninitialized_element";
    /// An indirect call of a function of another type.
    IndirectCallTypeMismatch = 5, "indirect_call_type_mismatch";
    /// A call of a null reference.
    NullFunctionReference = 6, "null_function_reference";
    /// A division by zero.
    IntegerDivideByZero = 7, "integer_divide_by_zero";
    /// The quotient has no room in its type.
    IntegerOverflow = 8, "integer_overflow";
    /// A floating-point number that no integer stands for.
    InvalidConversionToInteger = 9, "invalid_conversion_to_integer";
    /// Calls too deep.
    StackExhausted = 10, "stack_exhausted";
    /// A null reference.
    NullReference = 11, "null_reference";
    /// A null reference to a structure.
    NullStructureReference = 12, "null_structure_reference";
    /// A null reference to an array.
    NullArrayReference = 13, "null_array_reference";
    /// A null reference to an `i31`.
    NullI31Reference = 14, "null_i31_reference";
    /// A null reference to an exception.
    NullExceptionReference = 15, "null_exception_reference";
    /// An index outside of an array.
    ArrayOutOfBounds = 16, "array_out_of_bounds";
    /// A reference is not of the type.
    CastFailure = 17, "cast_failure";
    /// An atomic access at an address that is not a multiple of its size.
    UnalignedAtomic = 18, "unaligned_atomic";
    /// Waiting in a memory that is not shared.
    ExpectedSharedMemory = 19, "expected_shared_memory";
    /// The guest was interrupted.
    Interrupted = 20, "interrupted";
    /// The fuel is used up.
    OutOfFuel = 21, "out_of_fuel";
    /// An object too large to make.
    AllocationTooLarge = 22, "allocation_too_large";
    /// The limit of the heap is reached.
    HeapExhausted = 23, "heap_exhausted";
    /// The deadline has passed.
    DeadlinePassed = 24, "deadline_passed";
    /// More bytes than can be copied for the host.
    HostCopyTooLarge = 25, "host_copy_too_large";
    /// Bytes that are no text.
    InvalidText = 26, "invalid_text";
}

impl fmt::Display for TrapCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A function of a guest that was active. What the module does not tell is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame {
    /// The name of the function.
    pub function_name: Option<String>,
    /// The name of the module.
    pub module_name: Option<String>,
    /// The index of the function.
    pub function_index: Option<u32>,
    /// The position of the instruction, in bytes from the start of the function's body.
    pub function_offset: Option<usize>,
    /// The position of the instruction, in bytes from the start of the module.
    pub module_offset: Option<usize>,
    /// The line of the source that the instruction was made from.
    pub source: Option<SourceLine>,
}

/// A line of a guest's source.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceLine {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1; 0 if it is not known.
    pub column: u32,
}

impl fmt::Display for Frame {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(module) = &self.module_name {
            write!(formatter, "{module}.")?;
        }
        match (&self.function_name, self.function_index) {
            (Some(name), _) => formatter.write_str(name)?,
            (None, Some(index)) => write!(formatter, "function {index}")?,
            (None, None) => formatter.write_str("a function")?,
        }
        if let Some(offset) = self.module_offset {
            write!(formatter, " (+0x{offset:x})")?;
        }
        if let Some(source) = &self.source {
            write!(formatter, " in {}:{}", source.file, source.line)?;
        }
        Ok(())
    }
}

/// A guest has trapped.
///
/// A host function can return one to end its guest: [`Trap::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    message: String,
    code: TrapCode,
    frames: Vec<Frame>,
}

impl Trap {
    /// Makes a trap of the host's own, whose code is [`TrapCode::None`].
    pub fn new(message: impl Into<String>) -> Trap {
        Trap { message: message.into(), code: TrapCode::None, frames: Vec::new() }
    }

    /// What has happened.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Why the guest has trapped.
    pub fn code(&self) -> TrapCode {
        self.code
    }

    /// The functions that were active, the innermost first. At most 100 are kept.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The frames as text, one a line.
    pub fn backtrace(&self) -> String {
        self.frames.iter().map(|frame| format!("  at {frame}")).collect::<Vec<_>>().join("\n")
    }

    /// The trap with frames, if it has none yet.
    pub(crate) fn with_frames(mut self, frames: impl FnOnce() -> Vec<Frame>) -> Trap {
        if self.frames.is_empty() {
            self.frames = frames();
        }
        self
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        if !self.frames.is_empty() {
            write!(formatter, "\n{}", self.backtrace())?;
        }
        Ok(())
    }
}

impl std::error::Error for Trap {}

/// A program of WASI has ended itself. A host function can return one to end its guest like that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgramExit {
    /// The status; 0 stands for success.
    pub status: i32,
}

impl fmt::Display for ProgramExit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the program has ended with status {}", self.status)
    }
}

impl std::error::Error for ProgramExit {}

/// What a trap of the library stands for, which carries nothing of the host's.
///
/// # Safety
///
/// The pointer is to a trap, which stays the caller's.
pub(crate) unsafe fn describe(library: &Functions, trap: *const Item) -> Error {
    let mut status = 0;
    if (library.lanner_trap_exit_status)(trap, &mut status) {
        return Error::Exit(ProgramExit { status });
    }
    let mut out = Bytes::EMPTY;
    (library.wasm_trap_message)(trap, &mut out);
    Error::Trap(Trap {
        message: take_text(library, out),
        code: TrapCode::of((library.lanner_trap_code)(trap)),
        frames: frames_of(library, trap),
    })
}

/// The frames of a trap.
///
/// # Safety
///
/// The pointer is to a trap, which stays the caller's.
pub(crate) unsafe fn frames_of(library: &Functions, trap: *const Item) -> Vec<Frame> {
    let mut out = Items::EMPTY;
    (library.wasm_trap_trace)(trap, &mut out);
    let frames = out.elements().iter().map(|frame| frame_of(library, *frame)).collect();
    (library.wasm_frame_vec_delete)(&mut out);
    frames
}

unsafe fn frame_of(library: &Functions, frame: *const Item) -> Frame {
    let text = |read: unsafe extern "C" fn(*const Item, *mut Bytes) -> bool| {
        let mut out = Bytes::EMPTY;
        if read(frame, &mut out) {
            Some(String::from_utf8_lossy(&take_bytes(library, out)).into_owned())
        } else {
            None
        }
    };
    let (mut out, mut line, mut column) = (Bytes::EMPTY, 0, 0);
    let source = if (library.lanner_frame_source)(frame, &mut out, &mut line, &mut column) {
        Some(SourceLine { file: String::from_utf8_lossy(&take_bytes(library, out)).into_owned(), line, column })
    } else {
        None
    };
    Frame {
        function_name: text(library.lanner_frame_func_name),
        module_name: text(library.lanner_frame_module_name),
        function_index: Some((library.wasm_frame_func_index)(frame)).filter(|index| *index != u32::MAX),
        function_offset: Some((library.wasm_frame_func_offset)(frame)).filter(|offset| *offset != usize::MAX),
        module_offset: Some((library.wasm_frame_module_offset)(frame)).filter(|offset| *offset != usize::MAX),
        source,
    }
}

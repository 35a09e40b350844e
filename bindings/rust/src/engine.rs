//! Engines and their options.

use std::fmt;
use std::ops::BitOr;
use std::path::PathBuf;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::library::{c_path, done, library, made};
use crate::raw::{Functions, Item};
use crate::thread::release;
use crate::Error;

/// How guests are kept within their memories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemoryMode {
    /// The hardware keeps accesses within bounds, at no cost. It takes address space, and is there on Linux on x64 only.
    Guarded,
    /// Each access is compared with the size.
    Checked,
}

/// When functions are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compilation {
    /// Each when it is first called.
    Lazy,
    /// All when the module is made.
    Eager,
    /// All, on other threads, while the module is in use already.
    Background,
}

/// Features of WebAssembly that modules may use; `|` puts them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Features(u64);

/// Declares the features with their bits in `lanner.h`.
macro_rules! features {
    ($($(#[$documentation:meta])* $name:ident = $bit:literal;)*) => {
        impl Features {
            $($(#[$documentation])* pub const $name: Features = Features(1 << $bit);)*

            /// No feature: WebAssembly as it was at first.
            pub const NONE: Features = Features(0);

            /// All features.
            pub const ALL: Features = Features(0 $(| 1 << $bit)*);
        }
    };
}

features! {
    /// Mutable globals can be imported and exported.
    MUTABLE_GLOBALS = 0;
    /// Instructions that extend signs.
    SIGN_EXTENSION = 1;
    /// Conversions to integers that do not trap.
    SATURATING_TRUNCATION = 2;
    /// Several results.
    MULTI_VALUE = 3;
    /// Instructions for pieces of memories and tables.
    BULK_MEMORY = 4;
    /// `externref` and `funcref`.
    REFERENCE_TYPES = 5;
    /// Vectors of 128 bits.
    SIMD = 6;
    /// Vector instructions whose results depend on the machine.
    RELAXED_SIMD = 7;
    /// Tail calls.
    TAIL_CALLS = 8;
    /// References to functions of a type.
    TYPED_FUNCTION_REFERENCES = 9;
    /// Structures and arrays.
    GARBAGE_COLLECTION = 10;
    /// Exceptions.
    EXCEPTIONS = 11;
    /// Several memories.
    MULTI_MEMORY = 12;
    /// Memories with addresses of 64 bits.
    MEMORY64 = 13;
    /// Arithmetic in constants.
    EXTENDED_CONSTANTS = 14;
    /// Shared memories and atomic instructions.
    THREADS = 15;
    /// Exceptions as they were first proposed.
    LEGACY_EXCEPTIONS = 16;
    /// Arithmetic with 128 bits.
    WIDE_ARITHMETIC = 17;
    /// Pages of other sizes.
    CUSTOM_PAGE_SIZES = 18;
    /// A shorter form of imports.
    COMPACT_IMPORTS = 19;
}

impl Features {
    /// These features without others.
    #[must_use]
    pub const fn without(self, others: Features) -> Features {
        Features(self.0 & !others.0)
    }

    /// True if all of the others are among these.
    pub const fn contains(self, others: Features) -> bool {
        self.0 & others.0 == others.0
    }
}

impl BitOr for Features {
    type Output = Features;

    fn bitor(self, others: Features) -> Features {
        Features(self.0 | others.0)
    }
}

/// Options of an engine. What is not set is as the library has it.
#[derive(Debug, Clone, Default)]
pub struct EngineOptions {
    interruptible: bool,
    fuel: bool,
    deterministic: bool,
    memory_mode: Option<MemoryMode>,
    features: Option<Features>,
    compilation: Option<Compilation>,
    cache: Option<PathBuf>,
}

impl EngineOptions {
    /// The options when nobody sets any.
    pub fn new() -> EngineOptions {
        EngineOptions::default()
    }

    /// Guests can be interrupted, and have deadlines. Costs a few per cent.
    #[must_use]
    pub fn interruptible(mut self, value: bool) -> EngineOptions {
        self.interruptible = value;
        self
    }

    /// Guests use up fuel.
    #[must_use]
    pub fn fuel(mut self, value: bool) -> EngineOptions {
        self.fuel = value;
        self
    }

    /// The same module with the same input gives the same results on every machine, down to the bits of a NaN.
    #[must_use]
    pub fn deterministic(mut self, value: bool) -> EngineOptions {
        self.deterministic = value;
        self
    }

    /// How guests are kept within their memories: guarded where that is possible, and checked elsewhere, if it is not set.
    #[must_use]
    pub fn memory_mode(mut self, mode: MemoryMode) -> EngineOptions {
        self.memory_mode = Some(mode);
        self
    }

    /// The features that modules may use.
    #[must_use]
    pub fn features(mut self, features: Features) -> EngineOptions {
        self.features = Some(features);
        self
    }

    /// When functions are compiled: lazily if it is not set.
    #[must_use]
    pub fn compilation(mut self, compilation: Compilation) -> EngineOptions {
        self.compilation = Some(compilation);
        self
    }

    /// A folder that keeps compiled code from one process to the next. Who can write there can do what the process can.
    #[must_use]
    pub fn cache(mut self, folder: impl Into<PathBuf>) -> EngineOptions {
        self.cache = Some(folder.into());
        self
    }
}

/// The compiler with its options. A process usually has one; all threads may use it at once. A clone is another name of the same.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    library: &'static Functions,
    pointer: NonNull<Item>,
    options: EngineOptions,
}

// SAFETY: the library's engines are for all threads at once.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Engine {
    /// Makes an engine. The first one of the process starts .NET.
    ///
    /// # Errors
    ///
    /// The library cannot be loaded, there is no .NET, or an option is refused.
    pub fn new(options: EngineOptions) -> Result<Engine, Error> {
        let library = library()?;
        // SAFETY: the configuration is owned until the engine takes it over; every string ends with a zero.
        unsafe {
            let config = made(library, (library.wasm_config_new)(), "making the options")?.as_ptr();
            if let Err(error) = apply(library, config, &options) {
                (library.wasm_config_delete)(config);
                return Err(error);
            }
            let pointer = made(library, (library.wasm_engine_new_with_config)(config), "making the engine")?;
            Ok(Engine { shared: Arc::new(Shared { library, pointer, options }) })
        }
    }

    /// How guests are kept within their memories.
    pub fn memory_mode(&self) -> MemoryMode {
        // SAFETY: the engine lives.
        match unsafe { (self.library().lanner_engine_memory_mode)(self.pointer()) } {
            0 => MemoryMode::Guarded,
            _ => MemoryMode::Checked,
        }
    }

    /// The options that the engine was made with.
    pub fn options(&self) -> &EngineOptions {
        &self.shared.options
    }

    pub(crate) fn library(&self) -> &'static Functions {
        self.shared.library
    }

    pub(crate) fn pointer(&self) -> *mut Item {
        self.shared.pointer.as_ptr()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Engine").field("options", self.options()).finish_non_exhaustive()
    }
}

unsafe fn apply(library: &Functions, config: *mut Item, options: &EngineOptions) -> Result<(), Error> {
    let check = |succeeded| done(library, succeeded, "setting an option");
    check((library.lanner_config_set_interruptible)(config, options.interruptible))?;
    check((library.lanner_config_set_fuel)(config, options.fuel))?;
    check((library.lanner_config_set_deterministic)(config, options.deterministic))?;
    if let Some(mode) = options.memory_mode {
        check((library.lanner_config_set_memory_mode)(config, mode as u32))?;
    }
    if let Some(features) = options.features {
        check((library.lanner_config_set_features)(config, features.0))?;
    }
    if let Some(compilation) = options.compilation {
        check((library.lanner_config_set_compilation)(config, compilation as u32))?;
    }
    if let Some(folder) = &options.cache {
        let path = c_path(folder, "the folder of the cache")?;
        check((library.lanner_config_set_cache)(config, path.as_ptr()))?;
    }
    Ok(())
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: this is the last name; stores, modules and linkers hold one each.
        unsafe { release(self.library.wasm_engine_delete, self.pointer.as_ptr()) }
    }
}

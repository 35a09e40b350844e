//! Modules.

use std::fmt;
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::library::{borrowed, c_path, done, failure, made, take_bytes};
use crate::raw::{Bytes, Functions, Item, Items, StoreLimits};
use crate::thread::{release, require};
use crate::types::{export_type, import_type};
use crate::{Engine, Error, ExportType, ImportType};

/// A module. All threads may use it at once, in stores of its engine. A clone is another name of the same.
#[derive(Clone)]
pub struct Module {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    pointer: NonNull<Item>,
    imports: Vec<ImportType>,
    exports: Vec<ExportType>,
}

// SAFETY: what wasm_module_share gives is for all threads at once.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Module {
    /// Makes a module from the binary format, or from the text format: bytes that do not begin as binary ones do are taken for text.
    ///
    /// # Errors
    ///
    /// The bytes are no module, or one that uses features which the engine has not.
    pub fn new(engine: &Engine, source: impl AsRef<[u8]>) -> Result<Module, Error> {
        let source = source.as_ref();
        if source.starts_with(b"\0asm") {
            Module::from_binary(engine, source)
        } else {
            // SAFETY: the text has so many bytes, which the library checks.
            Module::make(engine, |library, store| unsafe { (library.lanner_module_from_text)(store, source.as_ptr(), source.len()) })
        }
    }

    /// Makes a module from the binary format.
    ///
    /// # Errors
    ///
    /// As for [`Module::new`].
    pub fn from_binary(engine: &Engine, binary: &[u8]) -> Result<Module, Error> {
        // SAFETY: the bytes are only read.
        Module::make(engine, |library, store| unsafe { (library.wasm_module_new)(store, &borrowed(binary)) })
    }

    /// Makes a module from the text format.
    ///
    /// # Errors
    ///
    /// As for [`Module::new`].
    pub fn from_text(engine: &Engine, text: &str) -> Result<Module, Error> {
        // SAFETY: the text has so many bytes.
        Module::make(engine, |library, store| unsafe { (library.lanner_module_from_text)(store, text.as_ptr(), text.len()) })
    }

    /// Makes a module from a file in either format.
    ///
    /// # Errors
    ///
    /// As for [`Module::new`], or the file cannot be read.
    pub fn from_file(engine: &Engine, path: impl AsRef<Path>) -> Result<Module, Error> {
        let path = c_path(path.as_ref(), "the path")?;
        // SAFETY: the path ends with a zero.
        Module::make(engine, |library, store| unsafe { (library.lanner_module_from_file)(store, path.as_ptr()) })
    }

    /// Makes a module of what [`Module::serialize`] has returned, which may come from anywhere.
    ///
    /// # Errors
    ///
    /// The bytes are something else.
    pub fn deserialize(engine: &Engine, bytes: &[u8]) -> Result<Module, Error> {
        // SAFETY: the bytes are only read.
        Module::make(engine, |library, store| unsafe { (library.wasm_module_deserialize)(store, &borrowed(bytes)) })
    }

    /// Loads what [`Module::save_compiled`] has written, for an engine with the same options.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or was written by another version or for other options.
    ///
    /// # Safety
    ///
    /// The file becomes part of the process, outside of any sandbox: load what this program or its user has written, and nothing else.
    pub unsafe fn load_compiled(engine: &Engine, path: impl AsRef<Path>) -> Result<Module, Error> {
        let path = c_path(path.as_ref(), "the path")?;
        Module::make(engine, |library, store| (library.lanner_module_load_compiled)(store, path.as_ptr()))
    }

    /// Says whether bytes are a module in the binary format.
    ///
    /// # Errors
    ///
    /// They are not; the message says why.
    pub fn validate(engine: &Engine, binary: &[u8]) -> Result<(), Error> {
        let store = MomentaryStore::new(engine)?;
        let library = engine.library();
        // SAFETY: the store lives, and the bytes are only read.
        done(library, unsafe { (library.wasm_module_validate)(store.pointer.as_ptr(), &borrowed(binary)) }, "the validation")
    }

    /// What the module imports, in its order.
    pub fn imports(&self) -> &[ImportType] {
        &self.shared.imports
    }

    /// What the module exports, in its order.
    pub fn exports(&self) -> &[ExportType] {
        &self.shared.exports
    }

    /// The engine that the module is for.
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }

    /// Bytes from which [`Module::deserialize`] makes the module again, in any process and on any machine.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn serialize(&self) -> Result<Vec<u8>, Error> {
        let library = self.engine().library();
        let store = MomentaryStore::new(self.engine())?;
        let module = self.obtain(store.pointer.as_ptr())?;
        let mut out = Bytes::EMPTY;
        // SAFETY: the module lives, and the library writes a vector that take_bytes releases.
        unsafe {
            (library.wasm_module_serialize)(module.pointer.as_ptr(), &mut out);
            let bytes = take_bytes(library, out);
            if bytes.is_empty() {
                return Err(failure(library, "serializing the module"));
            }
            Ok(bytes)
        }
    }

    /// Compiles the module and writes what came out into a file, from which [`Module::load_compiled`] loads it.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn save_compiled(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = c_path(path.as_ref(), "the path")?;
        let library = self.engine().library();
        let store = MomentaryStore::new(self.engine())?;
        let module = self.obtain(store.pointer.as_ptr())?;
        // SAFETY: the module lives, and the path ends with a zero.
        let written = unsafe { (library.lanner_module_save_compiled)(module.pointer.as_ptr(), path.as_ptr()) };
        done(library, written, "writing the compiled module")
    }

    /// The library makes modules in a store. This one lives for a moment, since the shared name is for any store.
    fn make(engine: &Engine, make: impl FnOnce(&Functions, *mut Item) -> *mut Item) -> Result<Module, Error> {
        let library = engine.library();
        let store = MomentaryStore::new(engine)?;
        let pointer = made(library, make(library, store.pointer.as_ptr()), "making the module")?;
        let module = InStore { library, pointer };
        // SAFETY: the module lives; the vectors are the caller's, and released.
        unsafe {
            let shared = made(library, (library.wasm_module_share)(module.pointer.as_ptr()), "sharing the module")?;
            let mut out = Items::EMPTY;
            (library.wasm_module_imports)(module.pointer.as_ptr(), &mut out);
            let imports = out.elements().iter().map(|element| import_type(library, *element)).collect();
            (library.wasm_importtype_vec_delete)(&mut out);
            let mut out = Items::EMPTY;
            (library.wasm_module_exports)(module.pointer.as_ptr(), &mut out);
            let exports = out.elements().iter().map(|element| export_type(library, *element)).collect();
            (library.wasm_exporttype_vec_delete)(&mut out);
            Ok(Module { shared: Arc::new(Shared { engine: engine.clone(), pointer: shared, imports, exports }) })
        }
    }

    /// The module's name in a store.
    pub(crate) fn obtain(&self, store: *mut Item) -> Result<InStore, Error> {
        require()?;
        let library = self.engine().library();
        // SAFETY: the module and the store live.
        let pointer = unsafe { (library.wasm_module_obtain)(store, self.shared.pointer.as_ptr()) };
        Ok(InStore { library, pointer: made(library, pointer, "obtaining the module")? })
    }

    /// Calls the function with the module in a store of no other use.
    pub(crate) fn with_pointer<R>(&self, function: impl FnOnce(*const Item) -> R) -> Result<R, Error> {
        let store = MomentaryStore::new(self.engine())?;
        let module = self.obtain(store.pointer.as_ptr())?;
        Ok(function(module.pointer.as_ptr()))
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Module").field("imports", &self.imports()).field("exports", &self.exports()).finish()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: this is the last name of the host's; instances keep what they need.
        unsafe { release(self.engine.library().wasm_shared_module_delete, self.pointer.as_ptr()) }
    }
}

/// A module's name in one store.
pub(crate) struct InStore {
    library: &'static Functions,
    pub(crate) pointer: NonNull<Item>,
}

impl Drop for InStore {
    fn drop(&mut self) {
        // SAFETY: the name is owned.
        unsafe { release(self.library.wasm_module_delete, self.pointer.as_ptr()) }
    }
}

/// A store for the making of a module, which runs no guest.
struct MomentaryStore {
    library: &'static Functions,
    pointer: NonNull<Item>,
}

impl MomentaryStore {
    fn new(engine: &Engine) -> Result<MomentaryStore, Error> {
        require()?;
        let library = engine.library();
        // SAFETY: the engine lives, and the limits are only read.
        let pointer = unsafe { (library.lanner_store_new)(engine.pointer(), &StoreLimits::NONE) };
        Ok(MomentaryStore { library, pointer: made(library, pointer, "making a store")? })
    }
}

impl Drop for MomentaryStore {
    fn drop(&mut self) {
        // SAFETY: the store is owned.
        unsafe { release(self.library.wasm_store_delete, self.pointer.as_ptr()) }
    }
}

//! Linkers: definitions by name.

use std::fmt;
use std::future::Future;
use std::ptr::NonNull;

use crate::error::BoxedError;
use crate::library::{c_string, done, failure, made};
use crate::raw::Item;
use crate::store::{state, OwnedTrap, StoreState};
use crate::thread::{is_ready, release, require};
use crate::typed::{AsyncHostFunction, HostFunction};
use crate::{
    AsStore, AsStoreMut, Caller, Engine, Error, Extern, Function, FunctionType, Instance, LannerError, Module, TrapCode, Value, WasiConfig,
};

/// Definitions by name, from which modules get what they import.
///
/// What belongs to a store can be imported in that store only; WASI is for any store.
pub struct Linker {
    engine: Engine,
    pointer: NonNull<Item>,
}

// SAFETY: a linker is a list of the library's own, for any thread, one at a time.
unsafe impl Send for Linker {}

impl Linker {
    /// Makes a linker that defines nothing.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn new(engine: &Engine) -> Result<Linker, Error> {
        require()?;
        let library = engine.library();
        // SAFETY: the engine lives.
        let pointer = made(library, unsafe { (library.lanner_linker_new)(engine.pointer()) }, "making the linker")?;
        Ok(Linker { engine: engine.clone(), pointer })
    }

    /// Says whether something can be defined again under the same names, which hides the first definition.
    pub fn allow_shadowing(&mut self, value: bool) -> &mut Linker {
        if is_ready() {
            // SAFETY: the linker lives.
            unsafe { (self.engine.library().lanner_linker_allow_shadowing)(self.pointer.as_ptr(), value) };
        }
        self
    }

    /// Defines a function, global, table or memory, for its store.
    ///
    /// # Errors
    ///
    /// The names are in use, or have a zero in them; or the thing is of another store.
    pub fn define(&mut self, store: &impl AsStore, module: &str, name: &str, item: impl Into<Extern>) -> Result<&mut Linker, Error> {
        let item = item.into();
        let pointer = state(store).check(item.name())?;
        let (module, name) = (c_string(module, "the module")?, c_string(name, "the name")?);
        let library = self.engine.library();
        // SAFETY: the linker and the thing live; the names end with a zero. Functions and so on stay the same name as externs.
        let defined = unsafe { (library.lanner_linker_define)(self.pointer.as_ptr(), module.as_ptr(), name.as_ptr(), pointer) };
        done(library, defined, "the definition")?;
        Ok(self)
    }

    /// Defines a function of the host: [`Function::wrap`].
    ///
    /// # Errors
    ///
    /// As for [`Linker::define`].
    pub fn define_function<S: AsStoreMut, M>(
        &mut self,
        store: &mut S,
        module: &str,
        name: &str,
        function: impl HostFunction<S::Data, M>,
    ) -> Result<&mut Linker, Error> {
        let function = Function::wrap(store, function)?;
        self.define(store, module, name, function)
    }

    /// Defines a function of the host of a type that is known at run time: [`Function::new`].
    ///
    /// # Errors
    ///
    /// As for [`Linker::define`].
    pub fn define_dynamic_function<S: AsStoreMut>(
        &mut self,
        store: &mut S,
        module: &str,
        name: &str,
        r#type: FunctionType,
        function: impl Fn(Caller<'_, S::Data>, &[Value], &mut [Value]) -> Result<(), BoxedError> + Send + 'static,
    ) -> Result<&mut Linker, Error> {
        let function = Function::new(store, r#type, function)?;
        self.define(store, module, name, function)
    }

    /// Defines a function of the host that returns a future: [`Function::wrap_async`].
    ///
    /// # Errors
    ///
    /// As for [`Linker::define`].
    pub fn define_async_function<S: AsStoreMut, M>(
        &mut self,
        store: &mut S,
        module: &str,
        name: &str,
        function: impl AsyncHostFunction<S::Data, M>,
    ) -> Result<&mut Linker, Error> {
        let function = Function::wrap_async(store, function)?;
        self.define(store, module, name, function)
    }

    /// Defines a function of the host that returns a future, of a type that is known at run time: [`Function::new_async`].
    ///
    /// # Errors
    ///
    /// As for [`Linker::define`].
    pub fn define_dynamic_async_function<S, R>(
        &mut self,
        store: &mut S,
        module: &str,
        name: &str,
        r#type: FunctionType,
        function: impl Fn(Caller<'_, S::Data>, &[Value]) -> R + Send + 'static,
    ) -> Result<&mut Linker, Error>
    where
        S: AsStoreMut,
        R: Future<Output = Result<Vec<Value>, BoxedError>> + Send + 'static,
    {
        let function = Function::new_async(store, r#type, function)?;
        self.define(store, module, name, function)
    }

    /// Defines everything that an instance exports.
    ///
    /// # Errors
    ///
    /// As for [`Linker::define`].
    pub fn define_instance(&mut self, store: &impl AsStore, module: &str, instance: &Instance) -> Result<&mut Linker, Error> {
        let pointer = state(store).check(&instance.name)?;
        let module = c_string(module, "the module")?;
        let library = self.engine.library();
        // SAFETY: the linker and the instance live, and the name ends with a zero.
        let defined = unsafe { (library.lanner_linker_define_instance)(self.pointer.as_ptr(), module.as_ptr(), pointer) };
        done(library, defined, "the definition")?;
        Ok(self)
    }

    /// Defines the functions of WASI with what the configuration grants, which is complete then: later changes are errors.
    ///
    /// # Errors
    ///
    /// WASI is defined already, or a grant is not possible, such as that of a directory that does not exist.
    pub fn define_wasi(&mut self, wasi: &WasiConfig) -> Result<&mut Linker, Error> {
        require()?;
        let library = self.engine.library();
        // SAFETY: the linker and the configuration live.
        done(library, unsafe { (library.lanner_linker_define_wasi)(self.pointer.as_ptr(), wasi.pointer()) }, "the definition of WASI")?;
        Ok(self)
    }

    /// Defines each function that a module imports and that is not defined, as one that traps.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn define_unknown(&mut self, module: &Module) -> Result<&mut Linker, Error> {
        let library = self.engine.library();
        // SAFETY: the linker and the module live.
        let defined = module.with_pointer(|module| unsafe { (library.lanner_linker_define_unknown)(self.pointer.as_ptr(), module) })?;
        done(library, defined, "the definition")?;
        Ok(self)
    }

    /// Makes an instance, and runs its start function.
    ///
    /// # Errors
    ///
    /// An import is missing or of another type, a limit of the store is reached, or the start function has trapped.
    ///
    /// # Panics
    ///
    /// With the panic of a host function that the start function has called.
    pub fn instantiate(&self, store: &mut impl AsStoreMut, module: &Module) -> Result<Instance, Error> {
        let state = state(store);
        let library = state.library;
        let in_store = module.obtain(state.pointer.as_ptr())?;
        let mut trap = std::ptr::null_mut();
        // SAFETY: all of them live, and the caller has the store for changes; the instance and the trap are owned.
        unsafe {
            let pointer =
                (library.lanner_linker_instantiate)(self.pointer.as_ptr(), state.pointer.as_ptr(), in_store.pointer.as_ptr(), &mut trap);
            match NonNull::new(pointer) {
                Some(pointer) => Ok(Instance::take(state, pointer, module.clone())),
                None => Err(error_of(state, OwnedTrap::new(library, trap), "making the instance")),
            }
        }
    }

    /// Runs a program of WASI: makes an instance, calls its export `_start`, and returns the status that it ends with.
    ///
    /// Unlike [`Instance::run`], this gives the program the threads that it starts (wasi-threads), if the engine is
    /// [`interruptible`](crate::EngineOptions::interruptible): they end with the program. Host functions belong to a store, and threads
    /// have stores of their own, so that a program that imports host functions has no threads.
    ///
    /// # Errors
    ///
    /// As for [`Linker::instantiate`]; or the program or one of its threads has trapped, or there is no such export.
    ///
    /// # Panics
    ///
    /// With the panic of a host function that the program has called.
    pub fn run(&self, store: &mut impl AsStoreMut, module: &Module) -> Result<i32, Error> {
        let state = state(store);
        let library = state.library;
        let in_store = module.obtain(state.pointer.as_ptr())?;
        let (mut status, mut trap) = (0, std::ptr::null_mut());
        // SAFETY: all of them live, and the caller has the store for changes; the trap is owned.
        unsafe {
            let pointers = (self.pointer.as_ptr(), state.pointer.as_ptr(), in_store.pointer.as_ptr());
            if (library.lanner_linker_run)(pointers.0, pointers.1, pointers.2, &mut status, &mut trap) {
                return Ok(status);
            }
            match error_of(state, OwnedTrap::new(library, trap), "running the program") {
                // A host function has ended the program.
                Error::Exit(exit) => Ok(exit.status),
                error => Err(error),
            }
        }
    }
}

/// Why there is no instance, or no status.
///
/// # Safety
///
/// The trap is of this store.
#[cold]
pub(crate) unsafe fn error_of(state: &StoreState, trap: Option<OwnedTrap>, what: &str) -> Error {
    match trap.map(|trap| state.error_of(trap)) {
        None => failure(state.library, what),
        // A missing import and the like come as traps, too, of no function and no code.
        Some(Error::Trap(trap)) if trap.code() == TrapCode::None && trap.frames().is_empty() => LannerError::new(trap.message()).into(),
        Some(error) => error,
    }
}

impl fmt::Debug for Linker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Linker").finish_non_exhaustive()
    }
}

impl Drop for Linker {
    fn drop(&mut self) {
        // SAFETY: the linker is owned.
        unsafe { release(self.engine.library().lanner_linker_delete, self.pointer.as_ptr()) }
    }
}

//! Linkers of components: definitions by name, for one store.

use std::fmt;
use std::future::Future;
use std::os::raw::c_char;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::component_host::{make, make_async, HostType};
use crate::error::BoxedError;
use crate::library::{c_string, done, made};
use crate::linker::error_of;
use crate::name::Name;
use crate::raw::{Functions, Item};
use crate::store::{state, OwnedTrap};
use crate::thread::require;
use crate::{AsStoreMut, Caller, Component, ComponentInstance, ComponentValue, Error, WasiConfig};

/// Definitions by name, from which components get what they import. It serves one store.
pub struct ComponentLinker {
    name: Name,
    types: Vec<Arc<HostType>>,
}

impl ComponentLinker {
    /// Makes a linker that defines nothing.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn new(store: &mut impl AsStoreMut) -> Result<ComponentLinker, Error> {
        require()?;
        let state = state(store);
        let library = state.library;
        // SAFETY: the store lives, and what is made belongs to it and is owned.
        unsafe {
            let pointer = made(library, (library.lanner_component_linker_new)(state.pointer.as_ptr()), "making the linker")?;
            let name = Name::with_delete(pointer, state.id, library.lanner_component_linker_delete);
            Ok(ComponentLinker { name, types: Vec::new() })
        }
    }

    /// Defines a function of an interface, such as `ns:package/interface@1.0.0`; `None` for one that is imported by its own name.
    ///
    /// Where the guest expects a result, the closure returns what is in that, or a [`ComponentError`](crate::ComponentError). Any other
    /// error that it returns ends the guest, and comes out of the call as [`Error::Host`]. Tasks of a component may have stacks of their own,
    /// on threads of the library's, one of which runs at a time: the data of the store go there.
    ///
    /// # Errors
    ///
    /// The names are in use, or have a zero in them; or the linker is of another store.
    pub fn define<S: AsStoreMut>(
        &mut self,
        store: &mut S,
        interface: Option<&str>,
        name: &str,
        function: impl Fn(Caller<'_, S::Data>, &[ComponentValue]) -> Result<ComponentValue, BoxedError> + Send + 'static,
    ) -> Result<&mut ComponentLinker, Error>
    where
        S::Data: Send,
    {
        let (callback, environment, r#type) = make(store, interface, name, function);
        // SAFETY: the linker lives, and the names end with a zero; the callback is for the environment, which lives as long as the store.
        self.add(store, r#type, |library, linker, interface, name| unsafe {
            (library.lanner_component_linker_define)(linker, interface, name, callback, environment, None)
        })
    }

    /// Defines a function of an interface that returns a future, for which the guest waits as for those of
    /// [`Function::wrap_async`](crate::Function::wrap_async): one whose type of the function is async goes on meanwhile, if it can. The
    /// rest is as for [`ComponentLinker::define`].
    ///
    /// # Errors
    ///
    /// As for [`ComponentLinker::define`].
    pub fn define_async<S, R>(
        &mut self,
        store: &mut S,
        interface: Option<&str>,
        name: &str,
        function: impl Fn(Caller<'_, S::Data>, &[ComponentValue]) -> R + Send + 'static,
    ) -> Result<&mut ComponentLinker, Error>
    where
        S: AsStoreMut,
        S::Data: Send,
        R: Future<Output = Result<ComponentValue, BoxedError>> + Send + 'static,
    {
        let (callback, environment, r#type) = make_async(store, interface, name, function);
        // SAFETY: as above.
        self.add(store, r#type, |library, linker, interface, name| unsafe {
            (library.lanner_component_linker_define_async)(linker, interface, name, callback, environment, None)
        })
    }

    /// Defines a function by a function of the library, which gets the linker and the names.
    fn add(
        &mut self,
        store: &impl AsStoreMut,
        r#type: Arc<HostType>,
        define: impl FnOnce(&Functions, *mut Item, *const c_char, *const c_char) -> bool,
    ) -> Result<&mut ComponentLinker, Error> {
        let state = state(store);
        let linker = state.check(&self.name)?;
        let interface = r#type.interface().map(|interface| c_string(interface, "the interface")).transpose()?;
        let name = c_string(r#type.name(), "the name")?;
        let interface = interface.as_ref().map_or(std::ptr::null(), |interface| interface.as_ptr());
        done(state.library, define(state.library, linker, interface, name.as_ptr()), "the definition")?;
        self.types.push(r#type);
        Ok(self)
    }

    /// Defines the interfaces of WASI 0.2 with what the configuration grants, which is complete then: later changes are errors.
    ///
    /// # Errors
    ///
    /// They are defined already, or a grant is not possible; or the linker is of another store.
    pub fn define_wasi(&mut self, store: &mut impl AsStoreMut, wasi: &WasiConfig) -> Result<&mut ComponentLinker, Error> {
        let state = state(store);
        let linker = state.check(&self.name)?;
        // SAFETY: the linker and the configuration live.
        let defined = unsafe { (state.library.lanner_component_linker_define_wasi)(linker, wasi.pointer()) };
        done(state.library, defined, "the definition of WASI")?;
        Ok(self)
    }

    /// Makes an instance.
    ///
    /// # Errors
    ///
    /// An import is missing or of another type, a limit of the store is reached, or the guest has trapped.
    ///
    /// # Panics
    ///
    /// With the panic of a host function.
    pub fn instantiate(&self, store: &mut impl AsStoreMut, component: &Component) -> Result<ComponentInstance, Error> {
        let state = state(store);
        let linker = self.prepare(state.check(&self.name)?, component)?;
        let mut trap = std::ptr::null_mut();
        // SAFETY: both live, and the caller has the store for changes; the instance and the trap are owned.
        unsafe {
            match NonNull::new((state.library.lanner_component_linker_instantiate)(linker, component.pointer(), &mut trap)) {
                Some(pointer) => Ok(ComponentInstance::take(state, pointer, component.clone())),
                None => Err(error_of(state, OwnedTrap::new(state.library, trap), "making the instance")),
            }
        }
    }

    /// Runs a program, which is a component that exports `wasi:cli/run`, and returns the status that it ends with. The linker needs WASI,
    /// and what else the component imports.
    ///
    /// # Errors
    ///
    /// As for [`ComponentLinker::instantiate`], or the component is no program.
    ///
    /// # Panics
    ///
    /// With the panic of a host function.
    pub fn run(&self, store: &mut impl AsStoreMut, component: &Component) -> Result<i32, Error> {
        let state = state(store);
        let linker = self.prepare(state.check(&self.name)?, component)?;
        let (mut status, mut trap) = (0, std::ptr::null_mut());
        // SAFETY: as above.
        unsafe {
            if (state.library.lanner_component_linker_run)(linker, component.pointer(), &mut status, &mut trap) {
                return Ok(status);
            }
            match error_of(state, OwnedTrap::new(state.library, trap), "running the program") {
                // A host function has ended the program.
                Error::Exit(exit) => Ok(exit.status),
                error => Err(error),
            }
        }
    }

    /// Tells the host functions what types a component imports them with.
    fn prepare(&self, linker: *mut Item, component: &Component) -> Result<*mut Item, Error> {
        for r#type in &self.types {
            r#type.take(component.interface())?;
        }
        Ok(linker)
    }
}

impl fmt::Debug for ComponentLinker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ComponentLinker").finish_non_exhaustive()
    }
}

//! Components and their instances.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::call::{component_ended, Call, Outcome};
use crate::component_interface::results;
use crate::library::{borrowed, c_path, c_string, done, made, take_bytes};
use crate::linker::error_of;
use crate::name::Name;
use crate::raw::{Bytes, Functions, Item};
use crate::store::{state, OwnedTrap, StoreState};
use crate::thread::{release, require};
use crate::wait::Returned;
use crate::{json, AsStore, AsStoreMut, ComponentError, ComponentValue, Concurrent, Engine, Error, LannerError, Store};

/// A component: a unit of guests whose functions take and return text, lists, records and so on. All threads may use it at once, in stores
/// of its engine. A clone is another name of the same.
#[derive(Clone)]
pub struct Component {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    pointer: NonNull<Item>,
    interface: ComponentValue,
    results: HashMap<String, bool>,
}

// SAFETY: the library's components are for all threads at once.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Component {
    /// Makes a component from the binary or the text format.
    ///
    /// # Errors
    ///
    /// It is not valid.
    pub fn new(engine: &Engine, source: impl AsRef<[u8]>) -> Result<Component, Error> {
        require()?;
        // SAFETY: the engine lives, and the bytes are only read.
        let pointer = unsafe { (engine.library().lanner_component_new)(engine.pointer(), &borrowed(source.as_ref())) };
        Component::take(engine, pointer)
    }

    /// Makes a component from a file in either format.
    ///
    /// # Errors
    ///
    /// As for [`Component::new`], or the file cannot be read.
    pub fn from_file(engine: &Engine, path: impl AsRef<Path>) -> Result<Component, Error> {
        require()?;
        let path = c_path(path.as_ref(), "the path")?;
        // SAFETY: the engine lives, and the path ends with a zero.
        let pointer = unsafe { (engine.library().lanner_component_from_file)(engine.pointer(), path.as_ptr()) };
        Component::take(engine, pointer)
    }

    fn take(engine: &Engine, pointer: *mut Item) -> Result<Component, Error> {
        let library = engine.library();
        let pointer = made(library, pointer, "making the component")?;
        let mut shared = Shared { engine: engine.clone(), pointer, interface: ComponentValue::Null, results: HashMap::new() };
        // SAFETY: the component lives, and the library writes a vector.
        shared.interface = read(library, |out| unsafe { (library.lanner_component_interface)(pointer.as_ptr(), out) })?;
        shared.results = results(&shared.interface);
        Ok(Component { shared: Arc::new(shared) })
    }

    /// What the component imports and exports: a record of the lists `imports` and `exports`. Each of these items is a record with a
    /// `name` and a `kind` (`function`, `instance`, `component`, `module`, `value` or `type`). A function has `parameters`, records of
    /// `name` and `type`, and the type of its `result`, or null; an instance has `exports`; a type has what it consists of.
    pub fn interface(&self) -> &ComponentValue {
        &self.shared.interface
    }

    /// The engine that the component is for.
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }

    pub(crate) fn pointer(&self) -> *mut Item {
        self.shared.pointer.as_ptr()
    }
}

impl fmt::Debug for Component {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Component").field("interface", self.interface()).finish_non_exhaustive()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: this is the last name of the host's; instances keep what they need.
        unsafe { release(self.engine.library().lanner_component_delete, self.pointer.as_ptr()) }
    }
}

/// A description of an interface, which the library writes into a vector.
fn read(library: &Functions, describe: impl FnOnce(&mut Bytes) -> bool) -> Result<ComponentValue, Error> {
    let mut out = Bytes::EMPTY;
    done(library, describe(&mut out), "reading the interface")?;
    // SAFETY: the library has filled the vector for us.
    Ok(json::read(&text_of(unsafe { take_bytes(library, out) })?)?)
}

pub(crate) fn text_of(bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|_| LannerError::new("the library has written what is no UTF-8").into())
}

/// An instance of a component in a store. A clone is another name of the same.
///
/// Once a guest of it has trapped, or an error of a host function has passed through it, it cannot be called any more.
#[derive(Clone)]
pub struct ComponentInstance {
    name: Arc<Name>,
    component: Component,
}

impl ComponentInstance {
    /// The component.
    pub fn component(&self) -> &Component {
        &self.component
    }

    /// What the instance exports, as [`Component::interface`] has it.
    ///
    /// # Errors
    ///
    /// The instance is of another store.
    pub fn interface(&self, store: &impl AsStore) -> Result<ComponentValue, Error> {
        let state = state(store);
        let instance = state.check(&self.name)?;
        // SAFETY: the instance lives, and the library writes a vector.
        read(state.library, |out| unsafe { (state.library.lanner_component_instance_interface)(instance, out) })
    }

    /// Calls a function by its name, such as `run`, or `ns:package/interface#name`; the part before the name may be left away where only
    /// one function has it. No result is [`ComponentValue::Null`]. Of a type that is a result, what is in it is returned, or its error.
    ///
    /// # Errors
    ///
    /// - [`Error::Component`]: the result is an error.
    /// - [`Error::Trap`]: the guest has trapped, now or before.
    /// - [`Error::Host`]: a host function has returned an error.
    /// - [`Error::Lanner`]: there is no such function, or the arguments are of other types.
    ///
    /// # Panics
    ///
    /// With the panic of a host function.
    pub fn call(&self, store: &mut impl AsStoreMut, name: &str, arguments: &[ComponentValue]) -> Result<ComponentValue, Error> {
        let result = json::read(&self.call_json(store, name, &write(arguments)?)?)?;
        self.open_result(name, result)
    }

    /// Calls a function on a thread of the library's, so that nothing blocks here. The call begins when the future is first polled, and is
    /// cancelled when it is dropped, as for [`Function::call_async`](crate::Function::call_async).
    ///
    /// # Errors
    ///
    /// As for [`ComponentInstance::call`].
    ///
    /// # Panics
    ///
    /// As for [`ComponentInstance::call`].
    pub async fn call_async<T: Send>(
        &self,
        store: &mut Store<T>,
        name: &str,
        arguments: &[ComponentValue],
    ) -> Result<ComponentValue, Error> {
        let result = json::read(&self.call_json_async(store, name, &write(arguments)?).await?)?;
        self.open_result(name, result)
    }

    /// Calls a function as [`ComponentInstance::call_async`] does, in a store where other such calls are on their way. Of functions whose
    /// type is async there may be any number at once, of others one: a second one is refused.
    ///
    /// # Errors
    ///
    /// As for [`ComponentInstance::call`].
    ///
    /// # Panics
    ///
    /// As for [`ComponentInstance::call`].
    pub async fn call_concurrent<T: Send>(
        &self,
        store: &Concurrent<'_, T>,
        name: &str,
        arguments: &[ComponentValue],
    ) -> Result<ComponentValue, Error> {
        let arguments = write(arguments)?;
        let call = store.begin(|state| self.begin_json(state, name, &arguments))?;
        let outcome = call.await;
        self.open_result(name, json::read(&text(outcome, store.state())?)?)
    }

    /// The value in the result of a function whose type is a result, or its error.
    fn open_result(&self, name: &str, result: ComponentValue) -> Result<ComponentValue, Error> {
        if self.component.shared.results.get(name) != Some(&true) {
            return Ok(result);
        }
        match result {
            ComponentValue::Record(mut members) if members.len() == 1 => match members.remove(0) {
                (case, value) if case == "error" => Err(ComponentError { value }.into()),
                (_, value) => Ok(value),
            },
            other => Ok(other),
        }
    }

    /// Calls a function with an array of arguments in JSON, and returns the result in JSON: `null` if there is none. One of a type that is
    /// a result is an object with the member `ok` or `error`.
    ///
    /// # Errors
    ///
    /// As for [`ComponentInstance::call`], but none of a result.
    ///
    /// # Panics
    ///
    /// As for [`ComponentInstance::call`].
    pub fn call_json(&self, store: &mut impl AsStoreMut, name: &str, arguments: &str) -> Result<String, Error> {
        let name = c_string(name, "the name")?;
        let arguments = borrowed(arguments.as_bytes());
        // SAFETY: the instance lives, the name ends with a zero, and the arguments are only read.
        self.enter(state(store), |library, instance, out, trap| unsafe {
            (library.lanner_component_instance_call)(instance, name.as_ptr(), &arguments, out, trap)
        })
    }

    /// Calls a function with arguments and result in JSON on a thread of the library's: [`ComponentInstance::call_json`] as
    /// [`ComponentInstance::call_async`].
    ///
    /// # Errors
    ///
    /// As for [`ComponentInstance::call_json`].
    ///
    /// # Panics
    ///
    /// As for [`ComponentInstance::call`].
    pub async fn call_json_async<T: Send>(&self, store: &mut Store<T>, name: &str, arguments: &str) -> Result<String, Error> {
        let call = self.begin_json(state(store), name, arguments)?;
        let outcome = call.await;
        text(outcome, state(store))
    }

    fn begin_json(&self, state: &StoreState, name: &str, arguments: &str) -> Result<Call, Error> {
        let instance = state.check(&self.name)?;
        let name = c_string(name, "the name")?;
        let arguments = borrowed(arguments.as_bytes());
        // SAFETY: the instance lives, the name ends with a zero, and the arguments are only read; the callback gets what it is for.
        Call::begin(state, |environment| unsafe {
            let begin = state.library.lanner_component_instance_call_async;
            begin(instance, name.as_ptr(), &arguments, component_ended, environment)
        })
    }

    /// Does a call in WAVE, the WebAssembly Value Encoding, such as `add(1, 2)`, and returns the result in it, or nothing if there is none.
    ///
    /// # Errors
    ///
    /// As for [`ComponentInstance::call_json`].
    ///
    /// # Panics
    ///
    /// As for [`ComponentInstance::call`].
    pub fn call_wave(&self, store: &mut impl AsStoreMut, call: &str) -> Result<String, Error> {
        let call = c_string(call, "the call")?;
        // SAFETY: the instance lives, and the call ends with a zero.
        self.enter(state(store), |library, instance, out, trap| unsafe {
            (library.lanner_component_instance_call_wave)(instance, call.as_ptr(), out, trap)
        })
    }

    /// Does a call in WAVE on a thread of the library's: [`ComponentInstance::call_wave`] as [`ComponentInstance::call_async`].
    ///
    /// # Errors
    ///
    /// As for [`ComponentInstance::call_json`].
    ///
    /// # Panics
    ///
    /// As for [`ComponentInstance::call`].
    pub async fn call_wave_async<T: Send>(&self, store: &mut Store<T>, call: &str) -> Result<String, Error> {
        let call = self.begin_wave(state(store), call)?;
        let outcome = call.await;
        text(outcome, state(store))
    }

    fn begin_wave(&self, state: &StoreState, call: &str) -> Result<Call, Error> {
        let instance = state.check(&self.name)?;
        let call = c_string(call, "the call")?;
        // SAFETY: the instance lives, and the call ends with a zero; the callback gets what it is for.
        Call::begin(state, |environment| unsafe {
            (state.library.lanner_component_instance_call_wave_async)(instance, call.as_ptr(), component_ended, environment)
        })
    }

    /// Calls a function of the library that runs a guest. The caller has the store for changes.
    fn enter(
        &self,
        state: &StoreState,
        call: impl FnOnce(&Functions, *const Item, &mut Bytes, &mut *mut Item) -> bool,
    ) -> Result<String, Error> {
        let instance = state.check(&self.name)?;
        let (mut out, mut trap) = (Bytes::EMPTY, std::ptr::null_mut());
        let succeeded = call(state.library, instance, &mut out, &mut trap);
        // SAFETY: the trap is of this store and owned, or null; the library has filled the vector for us.
        unsafe {
            if succeeded {
                text_of(take_bytes(state.library, out))
            } else {
                Err(error_of(state, OwnedTrap::new(state.library, trap), "the call"))
            }
        }
    }

    /// Takes over an instance.
    ///
    /// # Safety
    ///
    /// The pointer is to an instance of the component in the store, and owned.
    pub(crate) unsafe fn take(state: &StoreState, pointer: NonNull<Item>, component: Component) -> ComponentInstance {
        let name = Name::with_delete(pointer, state.id, state.library.lanner_component_instance_delete);
        ComponentInstance { name: Arc::new(name), component }
    }
}

/// A list of arguments in JSON.
fn write(arguments: &[ComponentValue]) -> Result<String, Error> {
    let mut text = "[".to_owned();
    for (index, argument) in arguments.iter().enumerate() {
        text.push_str(if index > 0 { "," } else { "" });
        text.push_str(&argument.to_json()?);
    }
    text.push(']');
    Ok(text)
}

/// What a call has returned.
fn text(outcome: Outcome, state: &StoreState) -> Result<String, Error> {
    match outcome {
        Outcome::Returned(Returned::Text(text)) => Ok(text),
        Outcome::Returned(Returned::Values(_)) => unreachable!("a function of a component returns text"),
        Outcome::Failed(error) => Err(error),
        // SAFETY: the trap is of a call in this store.
        Outcome::Trapped(trap) => Err(unsafe { error_of(state, Some(trap), "the call") }),
    }
}

impl fmt::Debug for ComponentInstance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ComponentInstance").field("component", &self.component).finish_non_exhaustive()
    }
}

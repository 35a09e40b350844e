//! Functions of the host for components: what the library calls.

use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::Arc;

use crate::component::text_of;
use crate::component_interface::imports_result;
use crate::error::BoxedError;
use crate::host::finish;
use crate::library::copy_bytes;
use crate::raw::{Bytes, ComponentCallback, Item};
use crate::store::{state, state_of, Host, StoreInner};
use crate::{json, AsStoreMut, Caller, ComponentError, ComponentValue, Error, LannerError};

/// What is known of the type of a function.
pub(crate) struct HostType {
    interface: Option<String>,
    name: String,
    /// Whether it is a result: [`UNKNOWN`] before a component imports it.
    is_result: AtomicU8,
}

const UNKNOWN: u8 = 2;

impl HostType {
    pub(crate) fn new(interface: Option<&str>, name: &str) -> HostType {
        HostType { interface: interface.map(str::to_owned), name: name.to_owned(), is_result: AtomicU8::new(UNKNOWN) }
    }

    /// Notes if a component imports the function with a type that is a result.
    pub(crate) fn take(&self, description: &ComponentValue) -> Result<(), Error> {
        let is_result = match imports_result(description, self.interface.as_deref(), &self.name) {
            Some(is_result) => u8::from(is_result),
            None => return Ok(()),
        };
        let before = self.is_result.swap(is_result, Ordering::Relaxed);
        if before != UNKNOWN && before != is_result {
            self.is_result.store(before, Ordering::Relaxed);
            let text = "to a component that imports it with another type; this one needs another linker";
            return Err(LannerError::new(format!("the linker has given the function {:?} {text}", self.name)).into());
        }
        Ok(())
    }
}

/// What a host function is called with.
struct Environment<T: 'static, F> {
    store: *mut StoreInner<T>,
    r#type: Arc<HostType>,
    function: F,
}

/// A callback with what it is called with, which the store frees.
pub(crate) fn make<S, F>(store: &mut S, r#type: Arc<HostType>, function: F) -> (ComponentCallback, *mut c_void)
where
    S: AsStoreMut,
    F: Fn(Caller<'_, S::Data>, &[ComponentValue]) -> Result<ComponentValue, BoxedError> + Send + 'static,
{
    let environment = Box::new(Environment { store: store.inner(), r#type, function });
    let pointer: *mut c_void = Box::into_raw(environment).cast();
    state(store).keep(Host { pointer, free: free::<S::Data, F> });
    (call::<S::Data, F>, pointer)
}

unsafe fn free<T: 'static, F>(pointer: *mut c_void) {
    // SAFETY: it was made by make, and is freed once.
    drop(Box::from_raw(pointer.cast::<Environment<T, F>>()));
}

/// What the library calls.
///
/// SAFETY: the environment is one of these types, whose store is in use by the call; the arguments are a vector that lives during the call,
/// and the result is the place for one.
unsafe extern "C" fn call<T: 'static, F>(environment: *mut c_void, arguments: *const Bytes, result: *mut Bytes) -> *mut Item
where
    F: Fn(Caller<'_, T>, &[ComponentValue]) -> Result<ComponentValue, BoxedError> + Send + 'static,
{
    let environment = &*environment.cast::<Environment<T, F>>();
    let state = state_of(environment.store);
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let arguments = match json::read(&text_of(copy_bytes(arguments))?)? {
            ComponentValue::List(arguments) => arguments,
            _ => return Err(LannerError::new("the arguments are no list").into()),
        };
        let caller = Caller::without_instance(environment.store);
        let mut returned = (environment.function)(caller, &arguments);
        if environment.r#type.is_result.load(Ordering::Relaxed) == 1 {
            returned = match returned {
                Ok(value) => Ok(ComponentValue::case("ok", value)),
                Err(error) => component_error(error).map(|error| ComponentValue::case("error", error.value)),
            };
        }
        let text = json::write(&returned?)?;
        (state.library.wasm_byte_vec_new)(result, text.len(), text.as_ptr());
        Ok(())
    }));
    finish(state, ended)
}

/// The error for the guest, if it is one.
fn component_error(error: BoxedError) -> Result<ComponentError, BoxedError> {
    match error.downcast::<ComponentError>() {
        Ok(error) => Ok(*error),
        Err(error) => match error.downcast::<Error>() {
            Ok(error) => match *error {
                Error::Component(error) => Ok(error),
                other => Err(other.into()),
            },
            Err(error) => Err(error),
        },
    }
}

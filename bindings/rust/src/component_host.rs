//! Functions of the host for components: what the library calls.

use std::future::Future;
use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::Arc;

use crate::component::text_of;
use crate::component_interface::imports_result;
use crate::error::BoxedError;
use crate::host::finish;
use crate::library::copy_bytes;
use crate::raw::{Bytes, ComponentAsyncCallback, ComponentCallback, Item};
use crate::store::{state, state_of, Host, StoreInner};
use crate::wait::{self, HostFuture, Returned};
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
    fn new(interface: Option<&str>, name: &str) -> HostType {
        HostType { interface: interface.map(str::to_owned), name: name.to_owned(), is_result: AtomicU8::new(UNKNOWN) }
    }

    pub(crate) fn interface(&self) -> Option<&str> {
        self.interface.as_deref()
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
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

    /// What a function has returned, in JSON.
    fn write(&self, mut returned: Result<ComponentValue, BoxedError>) -> Result<String, BoxedError> {
        if self.is_result.load(Ordering::Relaxed) == 1 {
            returned = match returned {
                Ok(value) => Ok(ComponentValue::case("ok", value)),
                Err(error) => component_error(error).map(|error| ComponentValue::case("error", error.value)),
            };
        }
        Ok(json::write(&returned?)?)
    }
}

/// What a host function is called with.
struct Environment<T: 'static, F> {
    store: *mut StoreInner<T>,
    r#type: Arc<HostType>,
    function: F,
}

/// A callback with what it is called with, which the store frees, and what is known of its type.
pub(crate) fn make<S, F>(store: &mut S, interface: Option<&str>, name: &str, function: F) -> (ComponentCallback, *mut c_void, Arc<HostType>)
where
    S: AsStoreMut,
    F: Fn(Caller<'_, S::Data>, &[ComponentValue]) -> Result<ComponentValue, BoxedError> + Send + 'static,
{
    let (environment, r#type) = keep(store, interface, name, function);
    (call::<S::Data, F>, environment, r#type)
}

/// As [`make`], for functions that return futures.
pub(crate) fn make_async<S, F, R>(
    store: &mut S,
    interface: Option<&str>,
    name: &str,
    function: F,
) -> (ComponentAsyncCallback, *mut c_void, Arc<HostType>)
where
    S: AsStoreMut,
    F: Fn(Caller<'_, S::Data>, &[ComponentValue]) -> R + Send + 'static,
    R: Future<Output = Result<ComponentValue, BoxedError>> + Send + 'static,
{
    let (environment, r#type) = keep(store, interface, name, function);
    (call_async::<S::Data, F, R>, environment, r#type)
}

fn keep<S: AsStoreMut, F: Send>(store: &mut S, interface: Option<&str>, name: &str, function: F) -> (*mut c_void, Arc<HostType>) {
    let r#type = Arc::new(HostType::new(interface, name));
    let environment = Box::new(Environment { store: store.inner(), r#type: r#type.clone(), function });
    let pointer: *mut c_void = Box::into_raw(environment).cast();
    state(store).keep(Host { pointer, free: free::<S::Data, F> });
    (pointer, r#type)
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
        let caller = Caller::without_instance(environment.store);
        let text = environment.r#type.write((environment.function)(caller, &read(arguments)?))?;
        (state.library.wasm_byte_vec_new)(result, text.len(), text.as_ptr());
        Ok(())
    }));
    finish(state, ended)
}

/// What the library calls for a function that returns a future.
///
/// SAFETY: as for call; the completion is owned.
unsafe extern "C" fn call_async<T: 'static, F, R>(environment: *mut c_void, arguments: *const Bytes, completion: *mut Item)
where
    F: Fn(Caller<'_, T>, &[ComponentValue]) -> R + Send + 'static,
    R: Future<Output = Result<ComponentValue, BoxedError>> + Send + 'static,
{
    let environment = &*environment.cast::<Environment<T, F>>();
    wait::begin(state_of(environment.store), completion, None, || {
        let caller = Caller::without_instance(environment.store);
        let future = (environment.function)(caller, &read(arguments)?);
        let r#type = environment.r#type.clone();
        let future: HostFuture = Box::pin(async move { r#type.write(future.await).map(Returned::Text) });
        Ok(future)
    });
}

/// The arguments of a call.
///
/// # Safety
///
/// The vector is the library's and lives.
unsafe fn read(arguments: *const Bytes) -> Result<Vec<ComponentValue>, Error> {
    match json::read(&text_of(copy_bytes(arguments))?)? {
        ComponentValue::List(arguments) => Ok(arguments),
        _ => Err(LannerError::new("the arguments are no list").into()),
    }
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

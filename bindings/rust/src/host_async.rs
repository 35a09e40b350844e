//! Functions of the host that return futures: what the library calls.

use std::future::Future;
use std::os::raw::c_void;

use crate::call::copy_values;
use crate::error::BoxedError;
use crate::host::{make, Environment};
use crate::raw::{AsyncCallback, Item, KindedValues};
use crate::store::state_of;
use crate::typed::{from_values, AsyncHostFunction, WasmTypes};
use crate::wait::{begin, HostFuture, Returned};
use crate::{AsStoreMut, Caller, Error, Function, FunctionType, Value};

/// Makes a function of the host from a closure with typed parameters.
pub(crate) fn typed<S: AsStoreMut, M, F: AsyncHostFunction<S::Data, M>>(store: &mut S, function: F) -> Result<Function, Error> {
    let r#type = FunctionType::new(F::Params::TYPES, F::Results::TYPES);
    make_async(store, r#type, function, call_typed::<S::Data, M, F>)
}

/// Makes a function of the host of a type that is known at run time.
pub(crate) fn dynamic<S, F, R>(store: &mut S, r#type: FunctionType, function: F) -> Result<Function, Error>
where
    S: AsStoreMut,
    F: Fn(Caller<'_, S::Data>, &[Value]) -> R + Send + 'static,
    R: Future<Output = Result<Vec<Value>, BoxedError>> + Send + 'static,
{
    make_async(store, r#type, function, call_dynamic::<S::Data, F, R>)
}

fn make_async<S: AsStoreMut, F: Send + 'static>(
    store: &mut S,
    r#type: FunctionType,
    function: F,
    callback: AsyncCallback,
) -> Result<Function, Error> {
    // SAFETY: the store and the type live; the callback is for the environment, which lives as long as the store.
    make(store, r#type, function, |library, store, r#type, environment| unsafe {
        (library.lanner_func_new_async)(store, r#type, callback, environment, None)
    })
}

/// What the library calls for a closure with typed parameters.
///
/// SAFETY: the environment is one of these types, whose store is in use by the call; the arguments are of its types, and the completion is
/// owned.
unsafe extern "C" fn call_typed<T: 'static, M, F: AsyncHostFunction<T, M>>(
    environment: *mut c_void,
    caller: *const Item,
    arguments: *const KindedValues,
    completion: *mut Item,
) {
    let environment = &*environment.cast::<Environment<T, F>>();
    let state = state_of(environment.store);
    begin(state, completion, Some(environment.r#type.clone()), || {
        let params = from_values::<F::Params>(state, &copy_values(state, arguments)?)?;
        Ok(environment.function.begin(environment.caller(caller), params))
    });
}

/// What the library calls for a closure of a type that is known at run time.
///
/// SAFETY: as for call_typed.
unsafe extern "C" fn call_dynamic<T: 'static, F, R>(
    environment: *mut c_void,
    caller: *const Item,
    arguments: *const KindedValues,
    completion: *mut Item,
) where
    F: Fn(Caller<'_, T>, &[Value]) -> R + Send + 'static,
    R: Future<Output = Result<Vec<Value>, BoxedError>> + Send + 'static,
{
    let environment = &*environment.cast::<Environment<T, F>>();
    let state = state_of(environment.store);
    begin(state, completion, Some(environment.r#type.clone()), || {
        let future = (environment.function)(environment.caller(caller), &copy_values(state, arguments)?);
        let future: HostFuture = Box::pin(async move { future.await.map(Returned::Values) });
        Ok(future)
    });
}

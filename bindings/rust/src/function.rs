//! Functions, of guests and of the host.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::call::{Call, Outcome};
use crate::error::BoxedError;
use crate::name::Name;
use crate::raw::{Item, Raw};
use crate::store::{state, OwnedTrap, StoreState};
use crate::typed::{check_type, from_values, AsyncHostFunction, HostFunction, Slots, WasmTypes};
use crate::types::{function_type, Description};
use crate::value::Position;
use crate::wait::Returned;
use crate::{host, host_async, AsStore, AsStoreMut, Caller, Error, FunctionType, LannerError, Store, Value, ValueType};

/// How many values of a call are kept on the stack.
const ON_STACK: usize = 16;

/// A function in a store. A clone is another name of the same.
#[derive(Clone)]
pub struct Function {
    pub(crate) name: Arc<Name>,
    r#type: Arc<FunctionType>,
}

impl Function {
    /// Makes a function of the host from a closure with typed parameters and results.
    ///
    /// The closure may take a [`Caller`] first, and return a `Result`. An error that it returns ends its guest, and is what the call of
    /// the guest returns: the same object. A panic ends the guest too, and goes on where the guest was called.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn wrap<S: AsStoreMut, M>(store: &mut S, function: impl HostFunction<S::Data, M>) -> Result<Function, Error> {
        host::typed(store, function)
    }

    /// Makes a function of the host of a type that is known at run time.
    ///
    /// The closure gets the arguments, and the results to be set, which are zero or null before.
    ///
    /// # Errors
    ///
    /// There is no memory left.
    pub fn new<S: AsStoreMut>(
        store: &mut S,
        r#type: FunctionType,
        function: impl Fn(Caller<'_, S::Data>, &[Value], &mut [Value]) -> Result<(), BoxedError> + Send + 'static,
    ) -> Result<Function, Error> {
        host::dynamic(store, r#type, function)
    }

    /// Makes a function of the host from a closure with typed parameters, which returns a future of its results, or of a `Result`.
    ///
    /// A guest that calls it waits until the future is ready: in a call that was begun by `call_async` without holding up a thread of the
    /// host's, in any other on its thread. The future is polled where the guest has called first, and by a thread of this crate afterwards,
    /// which serves all of them: it must not block. A future that needs an executor is spawned there by the closure, which returns what
    /// waits for it. The future is dropped when it is ready, or soon after its guest has ended, such as by a deadline.
    ///
    /// The closure may take a [`Caller`] first, from which it reads what the future needs. Errors and panics of both are those of
    /// [`Function::wrap`].
    ///
    /// # Errors
    ///
    /// There is no memory left, or a parameter or result is a vector.
    pub fn wrap_async<S: AsStoreMut, M>(store: &mut S, function: impl AsyncHostFunction<S::Data, M>) -> Result<Function, Error> {
        host_async::typed(store, function)
    }

    /// Makes a function of the host, which returns a future, of a type that is known at run time. It is as of [`Function::wrap_async`].
    ///
    /// # Errors
    ///
    /// As for [`Function::wrap_async`].
    pub fn new_async<S, R>(
        store: &mut S,
        r#type: FunctionType,
        function: impl Fn(Caller<'_, S::Data>, &[Value]) -> R + Send + 'static,
    ) -> Result<Function, Error>
    where
        S: AsStoreMut,
        R: Future<Output = Result<Vec<Value>, BoxedError>> + Send + 'static,
    {
        host_async::dynamic(store, r#type, function)
    }

    /// The types of the parameters and results.
    pub fn r#type(&self) -> &FunctionType {
        &self.r#type
    }

    /// The function for calls with these types, which are checked here and no more.
    ///
    /// # Errors
    ///
    /// The function is of another type.
    pub fn typed<P: WasmTypes, R: WasmTypes>(&self) -> Result<TypedFunction<P, R>, Error> {
        check_type::<P, R>(&self.r#type)?;
        Ok(TypedFunction { name: self.name.clone(), types: PhantomData })
    }

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// The guest has trapped or ended itself, a host function has returned an error, or the arguments are not those that the function
    /// takes, or of another store.
    ///
    /// # Panics
    ///
    /// With the panic of a host function that the guest has called.
    pub fn call(&self, store: &mut impl AsStoreMut, arguments: &[Value]) -> Result<Vec<Value>, Error> {
        let mut results: Vec<Value> = self.r#type.results().iter().map(|kind| Value::default_of(*kind)).collect();
        self.call_into(store, arguments, &mut results)?;
        Ok(results)
    }

    /// Calls the function, and puts its results into a slice.
    ///
    /// # Errors
    ///
    /// As for [`Function::call`], or the slice has not as many elements as there are results.
    ///
    /// # Panics
    ///
    /// As for [`Function::call`].
    pub fn call_into(&self, store: &mut impl AsStoreMut, arguments: &[Value], results: &mut [Value]) -> Result<(), Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        let (params, kinds) = (self.r#type.params(), self.r#type.results());
        self.check_count(arguments)?;
        if results.len() != kinds.len() {
            let found = results.len();
            return Err(
                LannerError::new(format!("there is room for {found} results; the function {} has {}", self.r#type, kinds.len())).into()
            );
        }
        let mut on_stack = [Raw::ZERO; ON_STACK];
        let mut on_heap;
        let slots = if self.r#type.room() <= ON_STACK {
            &mut on_stack[..]
        } else {
            on_heap = vec![Raw::ZERO; self.r#type.room()];
            &mut on_heap[..]
        };
        for (index, argument) in arguments.iter().enumerate() {
            slots[index] = argument.to_raw(state, params[index], Position::Argument(index))?;
        }
        // SAFETY: the function is of the store, which the caller has for changes; the values are of its types, and there is room for all.
        unsafe {
            let trap = (state.library.lanner_func_call_unchecked)(pointer, slots.as_mut_ptr());
            if let Some(trap) = OwnedTrap::new(state.library, trap) {
                return Err(state.error_of(trap));
            }
            let mut failed = None;
            for (index, kind) in kinds.iter().enumerate() {
                match Value::from_raw(state, *kind, &slots[index]) {
                    Ok(value) => results[index] = value,
                    Err(error) => failed = Some(error),
                }
            }
            failed.map_or(Ok(()), Err)
        }
    }

    /// Calls the function on a thread of the library's, so that nothing blocks here. The call begins when the future is first polled.
    ///
    /// Dropping the future cancels the call: the guest is interrupted, also where it waits for a host function. One that runs on ends only
    /// if the engine is [`interruptible`](crate::EngineOptions::interruptible). Dropping does not wait for that; the next use of the store
    /// does, or its end.
    ///
    /// # Errors
    ///
    /// As for [`Function::call`]. Vectors can be neither arguments nor results.
    ///
    /// # Panics
    ///
    /// As for [`Function::call`].
    pub async fn call_async<T: Send>(&self, store: &mut Store<T>, arguments: &[Value]) -> Result<Vec<Value>, Error> {
        self.check_count(arguments)?;
        let call = begin(state(store), &self.name, self.r#type.params(), arguments)?;
        let outcome = call.await;
        values(outcome, state(store))
    }

    fn check_count(&self, arguments: &[Value]) -> Result<(), Error> {
        let (found, expected) = (arguments.len(), self.r#type.params().len());
        if found != expected {
            return Err(LannerError::new(format!("{found} arguments were given; the function {} takes {expected}", self.r#type)).into());
        }
        Ok(())
    }

    /// Says whether two names are of the same function.
    ///
    /// # Errors
    ///
    /// One of them is of another store.
    pub fn is_same(&self, store: &impl AsStore, other: &Function) -> Result<bool, Error> {
        crate::value::same(state(store), &self.name, &other.name)
    }

    pub(crate) fn name(&self) -> &Name {
        &self.name
    }

    /// Takes over a name of a function.
    ///
    /// # Safety
    ///
    /// The pointer is to a function of the store, and owned.
    pub(crate) unsafe fn take(state: &StoreState, pointer: NonNull<Item>) -> Result<Function, Error> {
        let name = Arc::new(Name::new(state.library, pointer, state.id));
        let library = state.library;
        let r#type = Description::taken(library, (library.wasm_func_type)(pointer.as_ptr()), library.wasm_functype_delete, function_type)?;
        Ok(Function { name, r#type: Arc::new(r#type) })
    }

    /// Takes over a name of a function whose type is known.
    ///
    /// # Safety
    ///
    /// As for [`Function::take`].
    pub(crate) unsafe fn with_type(state: &StoreState, pointer: NonNull<Item>, r#type: Arc<FunctionType>) -> Function {
        Function { name: Arc::new(Name::new(state.library, pointer, state.id)), r#type }
    }
}

/// Begins a call.
fn begin(state: &StoreState, name: &Name, params: &[ValueType], arguments: &[Value]) -> Result<Call, Error> {
    let pointer = state.check(name)?;
    // SAFETY: the function is of the store, which whoever waits for the call has for changes.
    unsafe { Call::of_function(state, pointer, params, arguments) }
}

/// What a call has returned.
fn values(outcome: Outcome, state: &StoreState) -> Result<Vec<Value>, Error> {
    match outcome.into_result(state)? {
        Returned::Values(values) => Ok(values),
        Returned::Text(_) => unreachable!("a function of a module returns values"),
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Function({})", self.r#type)
    }
}

/// A function whose types are checked, so that a call costs little: it allocates nothing and takes no lock.
pub struct TypedFunction<P, R> {
    name: Arc<Name>,
    types: PhantomData<fn(P) -> R>,
}

impl<P: WasmTypes, R: WasmTypes> TypedFunction<P, R> {
    /// Calls the function. Several parameters or results are a tuple.
    ///
    /// # Errors
    ///
    /// The guest has trapped or ended itself, a host function has returned an error, or a reference, or the function, is of another
    /// store.
    ///
    /// # Panics
    ///
    /// With the panic of a host function that the guest has called.
    #[inline]
    pub fn call(&self, store: &mut impl AsStoreMut, params: P) -> Result<R, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        params.check(state)?;
        let mut slots = Slots::new();
        // SAFETY: the function is of the store, which the caller has for changes, and of these types; the arguments live until the end.
        unsafe {
            params.write(slots.pointer());
            let trap = (state.library.lanner_func_call_unchecked)(pointer, slots.pointer());
            if let Some(trap) = OwnedTrap::new(state.library, trap) {
                return Err(state.error_of(trap));
            }
            R::take(state, slots.pointer())
        }
    }

    /// Calls the function on a thread of the library's: [`Function::call_async`].
    ///
    /// # Errors
    ///
    /// As for [`TypedFunction::call`]. Vectors can be neither parameters nor results.
    ///
    /// # Panics
    ///
    /// As for [`TypedFunction::call`].
    pub async fn call_async<T: Send>(&self, store: &mut Store<T>, params: P) -> Result<R, Error> {
        let call = begin(state(store), &self.name, P::TYPES, &params.into_values())?;
        let outcome = call.await;
        let state = state(store);
        // SAFETY: the store lives.
        unsafe { from_values(state, &values(outcome, state)?) }
    }
}

impl<P, R> Clone for TypedFunction<P, R> {
    fn clone(&self) -> TypedFunction<P, R> {
        TypedFunction { name: self.name.clone(), types: PhantomData }
    }
}

impl<P: WasmTypes, R: WasmTypes> fmt::Debug for TypedFunction<P, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TypedFunction({})", FunctionType::new(P::TYPES, R::TYPES))
    }
}

//! Functions of the host: what the library calls, and what they know of their caller.

use std::any::Any;
use std::marker::PhantomData;
use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

use crate::error::{BoxedError, Carried};
use crate::library::{c_string, made};
use crate::raw::{Callback, Functions, Item, Raw};
use crate::store::{data_of, state, state_of, Host, StoreInner, StoreState};
use crate::typed::{own_references, HostFunction, WasmTypes};
use crate::types::Description;
use crate::value::{copy_reference, Position};
use crate::{AsStore, AsStoreMut, Engine, Error, Extern, Function, FunctionType, LannerError, Memory, Value};

/// The instance that calls a host function, and its store, for the time of the call.
///
/// It stands for the store where one is asked for, so that host functions call guests and use memories in turn. It cannot be kept:
///
/// ```compile_fail,E0521
/// # use std::sync::Mutex;
/// # fn f(mut store: lanner::Store<()>) -> Result<(), lanner::Error> {
/// static KEPT: Mutex<Option<lanner::Caller<'static, ()>>> = Mutex::new(None);
/// lanner::Function::wrap(&mut store, |caller: lanner::Caller<'_, ()>| {
///     *KEPT.lock().unwrap() = Some(caller);
/// })?;
/// # Ok(())
/// # }
/// ```
///
/// nor can a slice of a memory be used after a call that may let it grow:
///
/// ```compile_fail,E0502
/// # fn f(mut store: lanner::Store<()>, grow: lanner::TypedFunction<i32, i32>) -> Result<(), lanner::Error> {
/// lanner::Function::wrap(&mut store, move |mut caller: lanner::Caller<'_, ()>| -> Result<(), lanner::Error> {
///     let memory = caller.memory()?;
///     let bytes = memory.data(&caller)?;
///     grow.call(&mut caller, 1)?;
///     println!("{}", bytes[0]);
///     Ok(())
/// })?;
/// # Ok(())
/// # }
/// ```
pub struct Caller<'a, T: 'static> {
    store: *mut StoreInner<T>,
    caller: *const Item,
    borrows: PhantomData<&'a mut T>,
}

impl<'a, T: 'static> Caller<'a, T> {
    /// The host's data in the store.
    pub fn data(&self) -> &T {
        // SAFETY: the call has the store for changes; the caller is borrowed.
        unsafe { data_of(self.store) }
    }

    /// The host's data in the store, for changes.
    pub fn data_mut(&mut self) -> &mut T {
        // SAFETY: the call has the store for changes; the caller is borrowed for changes.
        unsafe { data_of(self.store) }
    }

    /// What the calling instance exports under a name; `None` if nothing, or if the host has called the function.
    pub fn export(&self, name: &str) -> Option<Extern> {
        if self.caller.is_null() {
            return None;
        }
        let name = c_string(name, "the name").ok()?;
        let state = state(self);
        // SAFETY: the caller is valid during the call, and the name ends with a zero; what comes back is owned.
        unsafe {
            let pointer = (state.library.lanner_caller_export)(self.caller, name.as_ptr());
            Extern::take(state, std::ptr::NonNull::new(pointer)?).ok()
        }
    }

    /// The memory that the calling instance exports as `memory`.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn memory(&self) -> Result<Memory, Error> {
        match self.export("memory") {
            Some(Extern::Memory(memory)) => Ok(memory),
            _ => Err(LannerError::new("the caller exports no memory under the name \"memory\", which was expected").into()),
        }
    }

    /// True if guests of the store are to stop: for host functions that take long, which then return.
    pub fn is_interrupted(&self) -> bool {
        state(self).is_interrupted()
    }

    /// The fuel that is left.
    ///
    /// # Errors
    ///
    /// The engine has no [`fuel`](crate::EngineOptions::fuel).
    pub fn fuel(&self) -> Result<u64, Error> {
        state(self).fuel()
    }

    /// Gives guests more fuel.
    ///
    /// # Errors
    ///
    /// As for [`Caller::fuel`], or it is more than `i64::MAX`.
    pub fn add_fuel(&mut self, fuel: u64) -> Result<(), Error> {
        state(self).add_fuel(fuel)
    }

    /// The engine that the store is of.
    pub fn engine(&self) -> &Engine {
        &state(self).engine
    }

    /// What a function for components is called with: no instance of a module.
    ///
    /// # Safety
    ///
    /// The call has the store for changes during 'a.
    pub(crate) unsafe fn without_instance(store: *mut StoreInner<T>) -> Caller<'a, T> {
        Caller { store, caller: std::ptr::null(), borrows: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn store_pointer(&self) -> *mut StoreInner<T> {
        self.store
    }
}

/// What a host function is called with.
pub(crate) struct Environment<T: 'static, F> {
    pub(crate) store: *mut StoreInner<T>,
    pub(crate) r#type: Arc<FunctionType>,
    pub(crate) function: F,
}

impl<T: 'static, F> Environment<T, F> {
    /// The caller of a call.
    ///
    /// # Safety
    ///
    /// The pointer is the library's, and the call has the store for changes during 'a.
    #[inline(always)]
    pub(crate) unsafe fn caller<'a>(&self, caller: *const Item) -> Caller<'a, T> {
        Caller { store: self.store, caller, borrows: PhantomData }
    }
}

/// Makes a function of the host from a closure with typed parameters.
pub(crate) fn typed<S: AsStoreMut, M, F: HostFunction<S::Data, M>>(store: &mut S, function: F) -> Result<Function, Error> {
    let r#type = FunctionType::new(F::Params::TYPES, F::Results::TYPES);
    make_unchecked(store, r#type, function, call_typed::<S::Data, M, F>)
}

/// Makes a function of the host of a type that is known at run time.
pub(crate) fn dynamic<S, F>(store: &mut S, r#type: FunctionType, function: F) -> Result<Function, Error>
where
    S: AsStoreMut,
    F: Fn(Caller<'_, S::Data>, &[Value], &mut [Value]) -> Result<(), BoxedError> + Send + 'static,
{
    make_unchecked(store, r#type, function, call_dynamic::<S::Data, F>)
}

fn make_unchecked<S: AsStoreMut, F: Send + 'static>(
    store: &mut S,
    r#type: FunctionType,
    function: F,
    callback: Callback,
) -> Result<Function, Error> {
    // SAFETY: the store and the type live; the callback is for the environment, which lives as long as the store.
    make(store, r#type, function, |library, store, r#type, environment| unsafe {
        (library.lanner_func_new_unchecked)(store, r#type, callback, environment, None)
    })
}

/// Makes a function of the host by a function of the library, which gets the store, the type and what the callback is to be called with.
pub(crate) fn make<S: AsStoreMut, F: Send + 'static>(
    store: &mut S,
    r#type: FunctionType,
    function: F,
    new: impl FnOnce(&Functions, *mut Item, *const Item, *mut c_void) -> *mut Item,
) -> Result<Function, Error> {
    let state = state(store);
    let r#type = Arc::new(r#type);
    let description = Description::of_function(state.library, &r#type)?;
    let environment = Box::new(Environment { store: store.inner(), r#type: r#type.clone(), function });
    let pointer: *mut c_void = Box::into_raw(environment).cast();
    // The store frees it, also if the library makes no function of it.
    state.keep(Host { pointer, free: free::<S::Data, F> });
    let function = new(state.library, state.pointer.as_ptr(), description.pointer.as_ptr(), pointer);
    // SAFETY: the function is new, of the type, and owned.
    unsafe { Ok(Function::with_type(state, made(state.library, function, "making the function")?, r#type)) }
}

unsafe fn free<T: 'static, F>(pointer: *mut c_void) {
    // SAFETY: it was made by make, and is freed once.
    drop(Box::from_raw(pointer.cast::<Environment<T, F>>()));
}

/// Tells the library how a host function has ended. Nothing unwinds from here: the frames above are .NET's.
#[inline(always)]
pub(crate) fn finish(state: &StoreState, ended: Result<Result<(), BoxedError>, Box<dyn Any + Send>>) -> *mut Item {
    match ended {
        Ok(Ok(())) => std::ptr::null_mut(),
        Ok(Err(error)) => fail(state, Carried::Error(error)),
        Err(panic) => fail(state, Carried::Panic(panic)),
    }
}

#[cold]
fn fail(state: &StoreState, failure: Carried) -> *mut Item {
    state.carry(failure.message(), failure)
}

/// What the library calls for a closure with typed parameters.
///
/// SAFETY: the environment is one of these types, whose store is in use by the call; there are values of its types.
unsafe extern "C" fn call_typed<T: 'static, M, F: HostFunction<T, M>>(
    environment: *mut c_void,
    caller: *const Item,
    values: *mut Raw,
) -> *mut Item {
    let environment = &*environment.cast::<Environment<T, F>>();
    let state = state_of(environment.store);
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let caller = environment.caller(caller);
        // References are lent to the host for the time of the call: what Rust gets are names of its own.
        own_references(state, F::Params::TYPES, values);
        let params = F::Params::take(state, values)?;
        let results = environment.function.invoke(caller, params)?;
        results.check(state)?;
        results.give(state, values);
        Ok(())
    }));
    finish(state, ended)
}

/// What the library calls for a closure of a type that is known at run time.
///
/// SAFETY: as for call_typed.
unsafe extern "C" fn call_dynamic<T: 'static, F>(environment: *mut c_void, caller: *const Item, values: *mut Raw) -> *mut Item
where
    F: Fn(Caller<'_, T>, &[Value], &mut [Value]) -> Result<(), BoxedError> + Send + 'static,
{
    let environment = &*environment.cast::<Environment<T, F>>();
    let state = state_of(environment.store);
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let r#type = &environment.r#type;
        let caller = environment.caller(caller);
        own_references(state, r#type.params(), values);
        let arguments: Vec<Result<Value, Error>> =
            r#type.params().iter().enumerate().map(|(index, kind)| Value::from_raw(state, *kind, &*values.add(index))).collect();
        let arguments = arguments.into_iter().collect::<Result<Vec<Value>, Error>>()?;
        let mut results: Vec<Value> = r#type.results().iter().map(|kind| Value::default_of(*kind)).collect();
        (environment.function)(caller, &arguments, &mut results)?;
        // All are checked before the first is given away.
        let mut raw = Vec::with_capacity(results.len());
        for (index, (value, kind)) in results.iter().zip(r#type.results()).enumerate() {
            raw.push((*kind, value.to_raw(state, *kind, Position::Result(index))?));
        }
        for (index, (kind, mut value)) in raw.into_iter().enumerate() {
            if kind.is_reference() {
                value.reference = copy_reference(state, value.reference);
            }
            *values.add(index) = value;
        }
        Ok(())
    }));
    finish(state, ended)
}

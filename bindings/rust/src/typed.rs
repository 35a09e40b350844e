//! Types of Rust that stand for those of WebAssembly, so that a signature is checked once and not with each call.

use std::future::Future;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::error::BoxedError;
use crate::name::Name;
use crate::raw::Raw;
use crate::store::StoreState;
use crate::value::{copy_reference, Position};
use crate::wait::{HostFuture, Returned};
use crate::{Error, ExternRef, Function, FunctionType, LannerError, Reference, Value, ValueType};

/// The most parameters, and the most results, of a typed function.
const MOST: usize = 12;

/// Room for the values of a call.
pub struct Slots([MaybeUninit<Raw>; MOST]);

impl Slots {
    #[inline(always)]
    pub(crate) fn new() -> Slots {
        Slots([MaybeUninit::uninit(); MOST])
    }

    #[inline(always)]
    pub(crate) fn pointer(&mut self) -> *mut Raw {
        self.0.as_mut_ptr().cast()
    }
}

/// A type of Rust that stands for a type of values: `i32`, `u32`, `i64`, `u64`, `f32`, `f64`, `[u8; 16]` (a vector),
/// `Option<ExternRef>`, `Option<Function>`, `Option<Reference>`.
pub trait WasmType: Sized + Into<Value> + sealed::Sealed {
    /// The type of values.
    const TYPE: ValueType;

    #[doc(hidden)]
    fn name(&self) -> Option<&Arc<Name>>;

    /// # Safety
    ///
    /// There is room at the slot. A reference is borrowed.
    #[doc(hidden)]
    unsafe fn write(&self, slot: *mut Raw);

    /// # Safety
    ///
    /// The slot has a value of the type. A reference is owned, and taken.
    #[doc(hidden)]
    unsafe fn take(state: &StoreState, slot: *const Raw) -> Result<Self, Error>;
}

/// Declares the types that are numbers.
macro_rules! numbers {
    ($($rust:ty, $type:ident, $field:ident;)*) => {
        $(
            impl sealed::Sealed for $rust {}

            impl WasmType for $rust {
                const TYPE: ValueType = ValueType::$type;

                #[inline(always)]
                fn name(&self) -> Option<&Arc<Name>> {
                    None
                }

                #[inline(always)]
                unsafe fn write(&self, slot: *mut Raw) {
                    (*slot).$field = *self as _;
                }

                #[inline(always)]
                unsafe fn take(_state: &StoreState, slot: *const Raw) -> Result<$rust, Error> {
                    Ok((*slot).$field as $rust)
                }
            }
        )*
    };
}

numbers! {
    i32, I32, i32;
    u32, I32, i32;
    i64, I64, i64;
    u64, I64, i64;
    f32, F32, f32;
    f64, F64, f64;
}

impl sealed::Sealed for [u8; 16] {}

impl WasmType for [u8; 16] {
    const TYPE: ValueType = ValueType::V128;

    fn name(&self) -> Option<&Arc<Name>> {
        None
    }

    unsafe fn write(&self, slot: *mut Raw) {
        (*slot).v128 = *self;
    }

    unsafe fn take(_state: &StoreState, slot: *const Raw) -> Result<[u8; 16], Error> {
        Ok((*slot).v128)
    }
}

/// Declares the types that are references.
macro_rules! references {
    ($($rust:ty, $type:ident, $take:expr;)*) => {
        $(
            impl sealed::Sealed for Option<$rust> {}

            impl WasmType for Option<$rust> {
                const TYPE: ValueType = ValueType::$type;

                fn name(&self) -> Option<&Arc<Name>> {
                    self.as_ref().map(|reference| &reference.name)
                }

                unsafe fn write(&self, slot: *mut Raw) {
                    (*slot).reference = self.as_ref().map_or(std::ptr::null_mut(), |reference| reference.name.pointer());
                }

                unsafe fn take(state: &StoreState, slot: *const Raw) -> Result<Option<$rust>, Error> {
                    match NonNull::new((*slot).reference) {
                        Some(pointer) => $take(state, pointer).map(Some),
                        None => Ok(None),
                    }
                }
            }
        )*
    };
}

unsafe fn take_name(state: &StoreState, pointer: NonNull<crate::raw::Item>) -> Arc<Name> {
    Arc::new(Name::new(state.library, pointer, state.id))
}

references! {
    ExternRef, ExternRef, |state, pointer| Ok(ExternRef { name: take_name(state, pointer) });
    Reference, AnyRef, |state, pointer| Ok(Reference { name: take_name(state, pointer) });
    Function, FuncRef, Function::take;
}

/// The parameters or results of a typed function: one [`WasmType`], or a tuple of up to 12; `()` is none.
pub trait WasmTypes: Sized + sealed::Sealed {
    #[doc(hidden)]
    const TYPES: &'static [ValueType];

    /// Refuses references of other stores.
    #[doc(hidden)]
    fn check(&self, state: &StoreState) -> Result<(), Error>;

    #[doc(hidden)]
    fn into_values(self) -> Vec<Value>;

    /// # Safety
    ///
    /// There is room for all. References are borrowed, and checked.
    #[doc(hidden)]
    unsafe fn write(&self, slots: *mut Raw);

    /// # Safety
    ///
    /// As for `write`, but that the slots own their references afterwards.
    #[doc(hidden)]
    unsafe fn give(&self, state: &StoreState, slots: *mut Raw) {
        self.write(slots);
        own_references(state, Self::TYPES, slots);
    }

    /// # Safety
    ///
    /// The slots have values of the types. References are owned, and taken.
    #[doc(hidden)]
    unsafe fn take(state: &StoreState, slots: *const Raw) -> Result<Self, Error>;
}

/// Makes the references in slots, which are borrowed, owned ones.
///
/// # Safety
///
/// The slots have values of the types.
pub(crate) unsafe fn own_references(state: &StoreState, types: &[ValueType], slots: *mut Raw) {
    for (index, kind) in types.iter().enumerate() {
        if kind.is_reference() {
            let slot = slots.add(index);
            (*slot).reference = copy_reference(state, (*slot).reference);
        }
    }
}

/// Values as types of Rust.
///
/// # Safety
///
/// The store lives.
pub(crate) unsafe fn from_values<R: WasmTypes>(state: &StoreState, values: &[Value]) -> Result<R, Error> {
    let mut slots = [Raw::ZERO; MOST];
    for (index, (value, kind)) in values.iter().zip(R::TYPES).enumerate() {
        slots[index] = value.to_raw(state, *kind, Position::Value)?;
    }
    own_references(state, R::TYPES, slots.as_mut_ptr());
    R::take(state, slots.as_ptr())
}

impl<A: WasmType> WasmTypes for A {
    const TYPES: &'static [ValueType] = &[A::TYPE];

    #[inline(always)]
    fn check(&self, state: &StoreState) -> Result<(), Error> {
        match self.name() {
            Some(name) => state.check(name).map(|_| ()),
            None => Ok(()),
        }
    }

    fn into_values(self) -> Vec<Value> {
        vec![self.into()]
    }

    #[inline(always)]
    unsafe fn write(&self, slots: *mut Raw) {
        WasmType::write(self, slots);
    }

    #[inline(always)]
    unsafe fn take(state: &StoreState, slots: *const Raw) -> Result<A, Error> {
        <A as WasmType>::take(state, slots)
    }
}

/// Declares tuples as parameters and results.
macro_rules! tuples {
    ($(($($name:ident $index:tt),*);)*) => {
        $(
            impl<$($name: WasmType),*> sealed::Sealed for ($($name,)*) {}

            impl<$($name: WasmType),*> WasmTypes for ($($name,)*) {
                const TYPES: &'static [ValueType] = &[$($name::TYPE),*];

                #[inline(always)]
                fn check(&self, _state: &StoreState) -> Result<(), Error> {
                    $(WasmTypes::check(&self.$index, _state)?;)*
                    Ok(())
                }

                fn into_values(self) -> Vec<Value> {
                    vec![$(self.$index.into()),*]
                }

                #[inline(always)]
                unsafe fn write(&self, _slots: *mut Raw) {
                    $(WasmType::write(&self.$index, _slots.add($index));)*
                }

                #[inline(always)]
                unsafe fn take(_state: &StoreState, _slots: *const Raw) -> Result<($($name,)*), Error> {
                    // All are taken before one may fail, so that none is lost.
                    let _taken = ($(<$name as WasmType>::take(_state, _slots.add($index)),)*);
                    Ok(($(_taken.$index?,)*))
                }
            }

            #[allow(non_snake_case)]
            impl<T, F, R, $($name: WasmType),*> Closure<T, Plain<($($name,)*)>> for F
            where
                T: 'static,
                F: Fn($($name),*) -> R + Send + 'static,
            {
                type Params = ($($name,)*);
                type Returned = R;

                #[inline(always)]
                fn invoke(&self, _caller: crate::Caller<'_, T>, params: Self::Params) -> R {
                    let ($($name,)*) = params;
                    self($($name),*)
                }
            }

            #[allow(non_snake_case)]
            impl<T, F, R, $($name: WasmType),*> Closure<T, WithCaller<($($name,)*)>> for F
            where
                T: 'static,
                F: Fn(crate::Caller<'_, T>, $($name),*) -> R + Send + 'static,
            {
                type Params = ($($name,)*);
                type Returned = R;

                #[inline(always)]
                fn invoke(&self, caller: crate::Caller<'_, T>, params: Self::Params) -> R {
                    let ($($name,)*) = params;
                    self(caller, $($name),*)
                }
            }
        )*
    };
}

tuples! {
    ();
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, G 5);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9, L 10);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11);
}

/// What a host function of Rust returns: values, or a `Result` with values and an error of any type.
pub trait HostResult {
    /// The values.
    type Values: WasmTypes;

    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Values, BoxedError>;
}

impl<R: WasmTypes> HostResult for R {
    type Values = R;

    #[inline(always)]
    fn into_result(self) -> Result<R, BoxedError> {
        Ok(self)
    }
}

impl<R: WasmTypes, E: Into<BoxedError>> HostResult for Result<R, E> {
    type Values = R;

    #[inline(always)]
    fn into_result(self) -> Result<R, BoxedError> {
        self.map_err(Into::into)
    }
}

/// Closures and functions of Rust, whatever they return, with parameters of [`WasmType`].
pub trait Closure<T: 'static, M>: Send + 'static {
    type Params: WasmTypes;
    type Returned;

    fn invoke(&self, caller: crate::Caller<'_, T>, params: Self::Params) -> Self::Returned;
}

/// Closures and functions of Rust that guests can call: with parameters and results of [`WasmType`], and a
/// [`Caller`](crate::Caller) before them if they want one. `M` tells the compiler which of these it is.
///
/// They stay in the store, on whichever thread it is used, one at a time: they are `Send` and need not be `Sync`.
pub trait HostFunction<T: 'static, M>: Send + 'static {
    /// The parameters.
    type Params: WasmTypes;
    /// The results.
    type Results: WasmTypes;

    #[doc(hidden)]
    fn invoke(&self, caller: crate::Caller<'_, T>, params: Self::Params) -> Result<Self::Results, BoxedError>;
}

impl<T: 'static, M, F: Closure<T, M>> HostFunction<T, M> for F
where
    F::Returned: HostResult,
{
    type Params = F::Params;
    type Results = <F::Returned as HostResult>::Values;

    #[inline(always)]
    fn invoke(&self, caller: crate::Caller<'_, T>, params: F::Params) -> Result<Self::Results, BoxedError> {
        Closure::invoke(self, caller, params).into_result()
    }
}

/// As [`HostFunction`], but that the closure returns a future, for which its guest waits: of values, or of a `Result` with values.
///
/// The [`Caller`](crate::Caller) is for the closure itself, which reads what it needs of memories: the future is `'static`, and owns
/// what it uses.
pub trait AsyncHostFunction<T: 'static, M>: Send + 'static {
    /// The parameters.
    type Params: WasmTypes;
    /// The results.
    type Results: WasmTypes;

    #[doc(hidden)]
    fn begin(&self, caller: crate::Caller<'_, T>, params: Self::Params) -> HostFuture;
}

impl<T: 'static, M, F: Closure<T, M>> AsyncHostFunction<T, M> for F
where
    F::Returned: Future + Send + 'static,
    <F::Returned as Future>::Output: HostResult,
{
    type Params = F::Params;
    type Results = <<F::Returned as Future>::Output as HostResult>::Values;

    fn begin(&self, caller: crate::Caller<'_, T>, params: F::Params) -> HostFuture {
        let future = self.invoke(caller, params);
        Box::pin(async move { future.await.into_result().map(|values| Returned::Values(values.into_values())) })
    }
}

/// Marks host functions without a caller.
pub struct Plain<P>(std::marker::PhantomData<P>);

/// Marks host functions with a caller.
pub struct WithCaller<P>(std::marker::PhantomData<P>);

/// An error if a function is not of the type.
pub(crate) fn check_type<P: WasmTypes, R: WasmTypes>(found: &FunctionType) -> Result<(), LannerError> {
    if found.params() == P::TYPES && found.results() == R::TYPES {
        return Ok(());
    }
    let expected = FunctionType::new(P::TYPES, R::TYPES);
    Err(LannerError::new(format!("the function is of type {found}; {expected} was expected")))
}

mod sealed {
    pub trait Sealed {}
}

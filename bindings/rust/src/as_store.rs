//! What stands for a store where one is asked for.

use crate::store::StoreInner;
use crate::{Caller, Store};

/// Something with a store: a [`Store`], a [`Caller`], or a reference to one of them.
pub trait AsStore: sealed::Sealed {
    /// The host's data in the store.
    type Data: 'static;

    #[doc(hidden)]
    fn inner(&self) -> *mut StoreInner<Self::Data>;
}

/// Something with a store in which guests can run and things can change.
pub trait AsStoreMut: AsStore {}

impl<T: 'static> AsStore for Store<T> {
    type Data = T;

    #[inline(always)]
    fn inner(&self) -> *mut StoreInner<T> {
        self.settled()
    }
}

impl<T: 'static> AsStoreMut for Store<T> {}

impl<T: 'static> AsStore for Caller<'_, T> {
    type Data = T;

    #[inline(always)]
    fn inner(&self) -> *mut StoreInner<T> {
        self.store_pointer()
    }
}

impl<T: 'static> AsStoreMut for Caller<'_, T> {}

impl<S: AsStore> AsStore for &S {
    type Data = S::Data;

    #[inline(always)]
    fn inner(&self) -> *mut StoreInner<S::Data> {
        (**self).inner()
    }
}

impl<S: AsStore> AsStore for &mut S {
    type Data = S::Data;

    #[inline(always)]
    fn inner(&self) -> *mut StoreInner<S::Data> {
        (**self).inner()
    }
}

impl<S: AsStoreMut> AsStoreMut for &mut S {}

mod sealed {
    pub trait Sealed {}

    impl<T: 'static> Sealed for crate::Store<T> {}
    impl<T: 'static> Sealed for crate::Caller<'_, T> {}
    impl<S: Sealed> Sealed for &S {}
    impl<S: Sealed> Sealed for &mut S {}
}

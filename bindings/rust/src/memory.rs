//! Memories, as slices of Rust.

use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::library::{failure, made};
use crate::name::Name;
use crate::raw::Item;
use crate::store::{data_of, state, StoreState};
use crate::types::{memory_type, Description};
use crate::{AsStore, AsStoreMut, Error, LannerError, MemoryType};

/// The bytes of a page.
pub const PAGE_SIZE: usize = 65536;

/// A memory in a store. A clone is another name of the same.
///
/// [`data`](Memory::data) is a slice of its bytes, without a copy. It borrows the store: no guest can run, and the memory can neither grow
/// nor end, while the slice is in use. That holds for shared memories (those of WebAssembly's threads) too, since they are in one store,
/// which one thread at a time uses.
#[derive(Clone)]
pub struct Memory {
    pub(crate) name: Arc<Name>,
}

impl Memory {
    /// Makes a memory of the host's. Sizes are in pages of 65536 bytes.
    ///
    /// # Errors
    ///
    /// A limit of the store is reached, or the sizes are not possible.
    pub fn new(store: &mut impl AsStoreMut, r#type: MemoryType) -> Result<Memory, Error> {
        let state = state(store);
        let description = Description::of_memory(state.library, r#type)?;
        // SAFETY: the store and the type live; what comes back is owned.
        unsafe {
            let pointer = (state.library.wasm_memory_new)(state.pointer.as_ptr(), description.pointer.as_ptr());
            Ok(Memory::take(state, made(state.library, pointer, "making the memory")?))
        }
    }

    /// The least and largest size, in pages.
    ///
    /// # Errors
    ///
    /// The memory is of another store.
    pub fn r#type(&self, store: &impl AsStore) -> Result<MemoryType, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        // SAFETY: the memory lives; the description is owned.
        unsafe {
            let description = (state.library.wasm_memory_type)(pointer);
            Description::taken(state.library, description, state.library.wasm_memorytype_delete, memory_type)
        }
    }

    /// The size in bytes.
    ///
    /// # Errors
    ///
    /// The memory is of another store.
    pub fn size(&self, store: &impl AsStore) -> Result<usize, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        // SAFETY: the memory lives.
        Ok(unsafe { (state.library.wasm_memory_data_size)(pointer) })
    }

    /// The size in pages.
    ///
    /// # Errors
    ///
    /// The memory is of another store.
    pub fn pages(&self, store: &impl AsStore) -> Result<u32, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        // SAFETY: the memory lives.
        Ok(unsafe { (state.library.wasm_memory_size)(pointer) })
    }

    /// Makes the memory larger, and returns how many pages it had.
    ///
    /// # Errors
    ///
    /// The memory has reached its largest size, or a limit of the store.
    pub fn grow(&self, store: &mut impl AsStoreMut, pages: u32) -> Result<u32, Error> {
        let state = state(store);
        let pointer = state.check(&self.name)?;
        // SAFETY: the memory lives, and nobody has a slice of it: the store is borrowed for changes.
        unsafe {
            let before = (state.library.wasm_memory_size)(pointer);
            if (state.library.wasm_memory_grow)(pointer, pages) {
                return Ok(before);
            }
            let reason = failure(state.library, "growing the memory");
            Err(LannerError::new(format!("the memory has {before} pages and does not grow by {pages}: {reason}")).into())
        }
    }

    /// The bytes, without a copy.
    ///
    /// # Errors
    ///
    /// The memory is of another store.
    pub fn data<'a>(&self, store: &'a impl AsStore) -> Result<&'a [u8], Error> {
        let (pointer, size) = self.parts(state(store))?;
        // SAFETY: the memory stays where it is as long as its store lives; the store is borrowed, so that nobody changes the bytes.
        Ok(unsafe { std::slice::from_raw_parts(pointer.as_ptr(), size) })
    }

    /// The bytes, without a copy, for changes.
    ///
    /// # Errors
    ///
    /// The memory is of another store.
    pub fn data_mut<'a>(&self, store: &'a mut impl AsStoreMut) -> Result<&'a mut [u8], Error> {
        let (pointer, size) = self.parts(state(store))?;
        // SAFETY: as above; the store is borrowed for changes, so that nobody else has the bytes.
        Ok(unsafe { std::slice::from_raw_parts_mut(pointer.as_ptr(), size) })
    }

    /// The bytes and the host's data in the store, both for changes.
    ///
    /// # Errors
    ///
    /// The memory is of another store.
    pub fn data_and_store_mut<'a, S: AsStoreMut>(&self, store: &'a mut S) -> Result<(&'a mut [u8], &'a mut S::Data), Error> {
        let (pointer, size) = self.parts(state(store))?;
        // SAFETY: as above. The host's data are no part of a guest's memory.
        Ok(unsafe { (std::slice::from_raw_parts_mut(pointer.as_ptr(), size), data_of(store.inner())) })
    }

    /// Copies bytes out of the memory.
    ///
    /// # Errors
    ///
    /// They lie outside of the memory, or it is of another store.
    pub fn read(&self, store: &impl AsStore, address: usize, buffer: &mut [u8]) -> Result<(), Error> {
        buffer.copy_from_slice(range(self.data(store)?, address, buffer.len())?);
        Ok(())
    }

    /// Copies bytes into the memory.
    ///
    /// # Errors
    ///
    /// They would lie outside of the memory, or it is of another store.
    pub fn write(&self, store: &mut impl AsStoreMut, address: usize, content: &[u8]) -> Result<(), Error> {
        let data = self.data_mut(store)?;
        range(data, address, content.len())?;
        data[address..address + content.len()].copy_from_slice(content);
        Ok(())
    }

    /// The text in a piece of the memory, without a copy.
    ///
    /// # Errors
    ///
    /// It lies outside of the memory or is not UTF-8, or the memory is of another store.
    pub fn read_text<'a>(&self, store: &'a impl AsStore, address: usize, length: usize) -> Result<&'a str, Error> {
        let bytes = range(self.data(store)?, address, length)?;
        std::str::from_utf8(bytes)
            .map_err(|error| LannerError::new(format!("the {length} bytes from {address} are no text in UTF-8: {error}")).into())
    }

    fn parts(&self, state: &StoreState) -> Result<(NonNull<u8>, usize), Error> {
        let pointer = state.check(&self.name)?;
        // SAFETY: the memory lives.
        unsafe {
            let size = (state.library.wasm_memory_data_size)(pointer);
            if size == 0 {
                return Ok((NonNull::dangling(), 0));
            }
            match NonNull::new((state.library.wasm_memory_data)(pointer)) {
                Some(data) => Ok((data, size)),
                None => Err(failure(state.library, "reading the memory")),
            }
        }
    }

    /// Takes over a name of a memory.
    ///
    /// # Safety
    ///
    /// The pointer is to a memory of the store, and owned.
    pub(crate) unsafe fn take(state: &StoreState, pointer: NonNull<Item>) -> Memory {
        Memory { name: Arc::new(Name::new(state.library, pointer, state.id)) }
    }
}

/// A piece of a memory.
pub(crate) fn range(data: &[u8], address: usize, length: usize) -> Result<&[u8], LannerError> {
    address
        .checked_add(length)
        .and_then(|end| data.get(address..end))
        .ok_or_else(|| LannerError::new(format!("{length} bytes from {address} lie outside of the memory, which has {}", data.len())))
}

impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Memory").finish_non_exhaustive()
    }
}

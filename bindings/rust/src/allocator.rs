//! Text and bytes in a guest's memory, by functions that the guest exports.

use crate::memory::range;
use crate::{AsStore, AsStoreMut, Error, Function, Instance, LannerError, Memory, TypedFunction, Value};

/// A piece of a guest's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where it begins.
    pub address: u32,
    /// How many bytes it has.
    pub length: u32,
}

/// An argument of [`Allocator::call`]: text and bytes are two parameters, the address and the length.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Argument<'a> {
    /// Text, which the guest gets in UTF-8.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Any other value.
    Value(Value),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Argument<'a> {
        Argument::Text(text)
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Argument<'a> {
        Argument::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Argument<'a> {
    fn from(bytes: &'a [u8]) -> Argument<'a> {
        Argument::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Argument<'a> {
    fn from(bytes: &'a Vec<u8>) -> Argument<'a> {
        Argument::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Argument<'a> {
    fn from(bytes: &'a [u8; N]) -> Argument<'a> {
        Argument::Bytes(bytes)
    }
}

/// Declares the conversions from values.
macro_rules! values {
    ($($from:ty),*) => {
        $(impl From<$from> for Argument<'_> {
            fn from(value: $from) -> Self {
                Argument::Value(value.into())
            }
        })*
    };
}

values!(Value, i32, u32, i64, u64, f32, f64);

/// How the guest frees memory.
#[derive(Debug, Clone)]
enum Free {
    ByAddress(TypedFunction<u32, ()>),
    /// Allocators of Rust and the like want to know the length.
    ByAddressAndLength(TypedFunction<(u32, u32), ()>),
}

/// Passes text and bytes by the guest's `malloc` and `free`: an argument is an address and a length, a result is one `i64` (the address in
/// its lower half, the length in its upper) or two `i32`. A clone is another name of the same.
#[derive(Debug, Clone)]
pub struct Allocator {
    allocate: TypedFunction<u32, u32>,
    free: Free,
    memory: Memory,
}

impl Allocator {
    /// The allocator of an instance that exports `malloc`, `free` and `memory`.
    ///
    /// # Errors
    ///
    /// One of them is missing or of another type.
    pub fn new(store: &impl AsStore, instance: &Instance) -> Result<Allocator, Error> {
        Allocator::with_names(store, instance, "malloc", "free", "memory")
    }

    /// The allocator of an instance that exports the three under other names.
    ///
    /// # Errors
    ///
    /// As for [`Allocator::new`].
    pub fn with_names(store: &impl AsStore, instance: &Instance, allocate: &str, free: &str, memory: &str) -> Result<Allocator, Error> {
        let free = instance.function(store, free)?;
        Ok(Allocator {
            allocate: instance.typed_function(store, allocate)?,
            free: if free.r#type().params().len() == 2 { Free::ByAddressAndLength(free.typed()?) } else { Free::ByAddress(free.typed()?) },
            memory: instance.memory(store, memory)?,
        })
    }

    /// Room for so many bytes, until [`Allocator::release`].
    ///
    /// # Errors
    ///
    /// The guest has no room, or has trapped.
    pub fn allocate(&self, store: &mut impl AsStoreMut, length: usize) -> Result<Span, Error> {
        let no_room = || LannerError::new(format!("the guest has no room for {length} bytes"));
        let length = u32::try_from(length).map_err(|_| no_room())?;
        let address = self.allocate.call(store, length)?;
        if address == 0 && length > 0 {
            return Err(no_room().into());
        }
        Ok(Span { address, length })
    }

    /// A copy of bytes in the guest's memory, until [`Allocator::release`].
    ///
    /// # Errors
    ///
    /// As for [`Allocator::allocate`].
    pub fn new_bytes(&self, store: &mut impl AsStoreMut, bytes: &[u8]) -> Result<Span, Error> {
        let span = self.allocate(store, bytes.len())?;
        self.memory.write(store, span.address as usize, bytes)?;
        Ok(span)
    }

    /// A copy of text in the guest's memory, in UTF-8 and without a zero at its end, until [`Allocator::release`].
    ///
    /// # Errors
    ///
    /// As for [`Allocator::allocate`].
    pub fn new_text(&self, store: &mut impl AsStoreMut, text: &str) -> Result<Span, Error> {
        self.new_bytes(store, text.as_bytes())
    }

    /// The bytes in a piece of memory, without a copy.
    ///
    /// # Errors
    ///
    /// The piece lies outside of the memory.
    pub fn read_bytes<'a>(&self, store: &'a impl AsStore, span: Span) -> Result<&'a [u8], Error> {
        Ok(range(self.memory.data(store)?, span.address as usize, span.length as usize)?)
    }

    /// The text in a piece of memory, without a copy.
    ///
    /// # Errors
    ///
    /// The piece lies outside of the memory, or is no UTF-8.
    pub fn read_text<'a>(&self, store: &'a impl AsStore, span: Span) -> Result<&'a str, Error> {
        self.memory.read_text(store, span.address as usize, span.length as usize)
    }

    /// Gives memory back to the guest. The address 0 is not given back.
    ///
    /// # Errors
    ///
    /// The guest has trapped.
    pub fn release(&self, store: &mut impl AsStoreMut, span: Span) -> Result<(), Error> {
        if span.address == 0 {
            return Ok(());
        }
        match &self.free {
            Free::ByAddress(free) => free.call(store, span.address),
            Free::ByAddressAndLength(free) => free.call(store, (span.address, span.length)),
        }
    }

    /// Calls a function with arguments of text and bytes, and returns its results. The arguments are freed, however the call ends.
    ///
    /// # Errors
    ///
    /// The guest has no room, or what [`Function::call`] fails with.
    pub fn call(&self, store: &mut impl AsStoreMut, function: &Function, arguments: &[Argument<'_>]) -> Result<Vec<Value>, Error> {
        let mut spans = Vec::new();
        let mut values = Vec::with_capacity(arguments.len() * 2);
        let mut prepared = Ok(());
        for argument in arguments {
            let bytes = match argument {
                Argument::Text(text) => text.as_bytes(),
                Argument::Bytes(bytes) => bytes,
                Argument::Value(value) => {
                    values.push(value.clone());
                    continue;
                }
            };
            match self.new_bytes(store, bytes) {
                Ok(span) => {
                    spans.push(span);
                    values.extend([Value::from(span.address), Value::from(span.length)]);
                }
                Err(error) => {
                    prepared = Err(error);
                    break;
                }
            }
        }
        let mut outcome = prepared.and_then(|()| function.call(store, &values));
        for span in spans.into_iter().rev() {
            let released = self.release(store, span);
            // The first error is the one that says most.
            outcome = outcome.and_then(|results| released.map(|()| results));
        }
        outcome
    }

    /// Calls a function that returns bytes, which are copied and freed.
    ///
    /// # Errors
    ///
    /// As for [`Allocator::call`]; or the result is no such piece of memory, or lies outside of it.
    pub fn call_bytes(&self, store: &mut impl AsStoreMut, function: &Function, arguments: &[Argument<'_>]) -> Result<Vec<u8>, Error> {
        let results = self.call(store, function, arguments)?;
        let span = match results[..] {
            [Value::I64(packed)] => Span { address: packed as u32, length: (packed as u64 >> 32) as u32 },
            [Value::I32(address), Value::I32(length)] => Span { address: address as u32, length: length as u32 },
            _ => {
                let found = function.r#type();
                let message = format!("the function is of type {found}; one i64 or two i32 were expected as the result");
                return Err(LannerError::new(message).into());
            }
        };
        let bytes = self.read_bytes(store, span)?.to_vec();
        self.release(store, span)?;
        Ok(bytes)
    }

    /// Calls a function that returns text, which is copied and freed.
    ///
    /// # Errors
    ///
    /// As for [`Allocator::call_bytes`], or the result is no UTF-8.
    pub fn call_text(&self, store: &mut impl AsStoreMut, function: &Function, arguments: &[Argument<'_>]) -> Result<String, Error> {
        let bytes = self.call_bytes(store, function, arguments)?;
        String::from_utf8(bytes).map_err(|error| LannerError::new(format!("the result is no text in UTF-8: {error}")).into())
    }
}

//! Limits of stores.

use std::time::Duration;

use crate::raw::StoreLimits;
use crate::LannerError;

/// What the guests of a store may use together. What is not set has no limit.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    memory_bytes: Option<u64>,
    heap_bytes: Option<u64>,
    stack_bytes: Option<u64>,
    fuel: Option<u64>,
    call_time: Option<Duration>,
    table_elements: Option<u64>,
    instances: Option<u64>,
    memories: Option<u64>,
    tables: Option<u64>,
}

/// Declares the setters of limits that are numbers.
macro_rules! limits {
    ($($(#[$documentation:meta])* $name:ident;)*) => {
        $(
            $(#[$documentation])*
            #[must_use]
            pub fn $name(mut self, limit: u64) -> Limits {
                self.$name = Some(limit);
                self
            }
        )*
    };
}

impl Limits {
    /// No limits.
    pub fn new() -> Limits {
        Limits::default()
    }

    limits! {
        /// The bytes that guests hold: memories, tables, objects.
        memory_bytes;
        /// Of these, the bytes of structures, arrays and exceptions.
        heap_bytes;
        /// The bytes of the stack of one call.
        stack_bytes;
        /// The fuel, of an engine with [`fuel`](crate::EngineOptions::fuel).
        fuel;
        /// The number of elements of all tables.
        table_elements;
        /// The number of instances.
        instances;
        /// The number of memories.
        memories;
        /// The number of tables.
        tables;
    }

    /// The time of one call, of an engine that is [`interruptible`](crate::EngineOptions::interruptible).
    #[must_use]
    pub fn call_time(mut self, limit: Duration) -> Limits {
        self.call_time = Some(limit);
        self
    }

    pub(crate) fn to_raw(&self) -> Result<StoreLimits, LannerError> {
        let limit = |value: Option<u64>, what: &str| value.map_or(Ok(-1), |number| signed(number, what));
        Ok(StoreLimits {
            memory_bytes: limit(self.memory_bytes, "the limit memory_bytes")?,
            heap_bytes: limit(self.heap_bytes, "the limit heap_bytes")?,
            stack_bytes: limit(self.stack_bytes, "the limit stack_bytes")?,
            fuel: limit(self.fuel, "the limit fuel")?,
            call_microseconds: self.call_time.map_or(-1, |time| i64::try_from(time.as_micros()).unwrap_or(i64::MAX)),
            table_elements: limit(self.table_elements, "the limit table_elements")?,
            instances: limit(self.instances, "the limit instances")?,
            memories: limit(self.memories, "the limit memories")?,
            tables: limit(self.tables, "the limit tables")?,
        })
    }
}

pub(crate) fn signed(number: u64, what: &str) -> Result<i64, LannerError> {
    i64::try_from(number).map_err(|_| LannerError::new(format!("{what} is {number}; at most {} was expected", i64::MAX)))
}

impl StoreLimits {
    pub(crate) const NONE: StoreLimits = StoreLimits {
        memory_bytes: -1,
        heap_bytes: -1,
        stack_bytes: -1,
        fuel: -1,
        call_microseconds: -1,
        table_elements: -1,
        instances: -1,
        memories: -1,
        tables: -1,
    };
}

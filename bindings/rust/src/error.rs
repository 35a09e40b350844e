//! Everything that can go wrong.

use std::any::Any;
use std::error::Error as StandardError;
use std::fmt;

use crate::trap::{Frame, ProgramExit, Trap};
use crate::ComponentValue;

/// An error of any kind, as host functions return it.
pub type BoxedError = Box<dyn StandardError + Send + Sync + 'static>;

/// Why a function of this crate did not do what it is for.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A guest has trapped.
    Trap(Trap),
    /// A program of WASI has ended itself.
    Exit(ProgramExit),
    /// A host function has returned an error, which ended its guest. It is the same object.
    Host(HostError),
    /// A function of a component, whose type is a result, has returned an error.
    Component(ComponentError),
    /// Any other mistake.
    Lanner(LannerError),
}

impl Error {
    /// The trap, if it is one.
    pub fn as_trap(&self) -> Option<&Trap> {
        match self {
            Error::Trap(trap) => Some(trap),
            _ => None,
        }
    }

    /// The status of the program of WASI that has ended itself, if it is that.
    pub fn exit_status(&self) -> Option<i32> {
        match self {
            Error::Exit(exit) => Some(exit.status),
            _ => None,
        }
    }

    /// The error that a host function has returned, if it is one of that type.
    pub fn downcast_ref<E: StandardError + 'static>(&self) -> Option<&E> {
        match self {
            Error::Host(host) => host.error.downcast_ref(),
            _ => None,
        }
    }

    /// The error that a host function has returned.
    ///
    /// # Errors
    ///
    /// It is not of that type; the error comes back.
    pub fn downcast<E: StandardError + 'static>(self) -> Result<E, Error> {
        match self {
            Error::Host(HostError { error, frames }) => match error.downcast() {
                Ok(error) => Ok(*error),
                Err(error) => Err(Error::Host(HostError { error, frames })),
            },
            other => Err(other),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Trap(trap) => trap.fmt(formatter),
            Error::Exit(exit) => exit.fmt(formatter),
            Error::Host(host) => host.fmt(formatter),
            Error::Component(error) => error.fmt(formatter),
            Error::Lanner(error) => error.fmt(formatter),
        }
    }
}

impl StandardError for Error {
    fn source(&self) -> Option<&(dyn StandardError + 'static)> {
        match self {
            Error::Host(host) => host.error.source(),
            _ => None,
        }
    }
}

impl From<Trap> for Error {
    fn from(trap: Trap) -> Error {
        Error::Trap(trap)
    }
}

impl From<ProgramExit> for Error {
    fn from(exit: ProgramExit) -> Error {
        Error::Exit(exit)
    }
}

impl From<ComponentError> for Error {
    fn from(error: ComponentError) -> Error {
        Error::Component(error)
    }
}

impl From<LannerError> for Error {
    fn from(error: LannerError) -> Error {
        Error::Lanner(error)
    }
}

/// The error that a host function has returned, with the functions of the guest through which it has passed.
#[derive(Debug)]
pub struct HostError {
    error: BoxedError,
    frames: Vec<Frame>,
}

impl HostError {
    /// The error.
    pub fn error(&self) -> &(dyn StandardError + Send + Sync + 'static) {
        self.error.as_ref()
    }

    /// The error, which is the box that the host function has returned.
    pub fn into_error(self) -> BoxedError {
        self.error
    }

    /// The functions of the guest that were active, the innermost first.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

/// The error of a function of a component whose type is a result. A host function returns one to give its guest the error of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentError {
    /// The value of the error; null if it has none.
    pub value: ComponentValue,
}

impl ComponentError {
    /// Makes an error with a value.
    pub fn new(value: impl Into<ComponentValue>) -> ComponentError {
        ComponentError { value: value.into() }
    }
}

impl fmt::Display for ComponentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            ComponentValue::Text(text) => formatter.write_str(text),
            value => write!(formatter, "the result is an error: {value}"),
        }
    }
}

impl StandardError for ComponentError {}

/// Something that could not be done. The message says what was expected and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LannerError {
    message: String,
}

impl LannerError {
    pub(crate) fn new(message: impl Into<String>) -> LannerError {
        LannerError { message: message.into() }
    }

    /// What was expected and found.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for LannerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl StandardError for LannerError {}

/// What a host function has ended with, on its way through the guest.
pub(crate) enum Carried {
    Error(BoxedError),
    Panic(Box<dyn Any + Send + 'static>),
}

impl Carried {
    /// What the trap that carries it says, with a zero at its end.
    pub(crate) fn message(&self) -> String {
        let mut message = match self {
            // The error's own code may panic, which must not happen further up.
            Carried::Error(error) => {
                let message = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| error.to_string()));
                message.unwrap_or_else(|_| "an error of the host".to_owned())
            }
            Carried::Panic(_) => "a host function has panicked".to_owned(),
        };
        message.push('\0');
        message
    }

    /// The error that comes out of the call. An error of this crate that a host function hands on comes out as itself.
    ///
    /// # Panics
    ///
    /// With the host function's own panic, if that is what was carried.
    pub(crate) fn into_error(self, frames: impl FnOnce() -> Vec<Frame>) -> Error {
        match self {
            Carried::Panic(payload) => std::panic::resume_unwind(payload),
            Carried::Error(error) => match error.downcast::<Error>() {
                Ok(own) => *own,
                Err(error) => match error.downcast::<Trap>() {
                    Ok(trap) => Error::Trap(trap.with_frames(frames)),
                    Err(error) => match error.downcast::<ProgramExit>() {
                        Ok(exit) => Error::Exit(*exit),
                        Err(error) => Error::Host(HostError { error, frames: frames() }),
                    },
                },
            },
        }
    }
}

//! Values of components.

use std::convert::TryFrom;
use std::fmt;

use crate::{json, LannerError};

/// A value that goes into a component or comes out of it.
///
/// `From` makes one of Rust's numbers, texts, options, lists and tuples, and `TryFrom` the other way round. Integers of all types are
/// [`ComponentValue::Integer`]; a floating-point number that is whole may come out as one, too, which `f64::try_from` takes as well.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ComponentValue {
    /// An option without a value, and no result.
    #[default]
    Null,
    /// A `bool`.
    Bool(bool),
    /// An integer of any type.
    Integer(i128),
    /// An `f32` or `f64`.
    Float(f64),
    /// A `string` or `char`; an enum, or a case of a variant that has no value; `NaN`, `Infinity` and `-Infinity` come out of components
    /// as text.
    Text(String),
    /// A list or tuple; the flags that are set.
    List(Vec<ComponentValue>),
    /// A record, by the names of its fields; a case of a variant, or `ok` or `error` of a result, with its value.
    Record(Vec<(String, ComponentValue)>),
}

impl ComponentValue {
    /// Makes a record of its fields.
    pub fn record<N: Into<String>>(fields: impl IntoIterator<Item = (N, ComponentValue)>) -> ComponentValue {
        ComponentValue::Record(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// Makes a case of a variant that has a value; `ok` and `error` are those of a result.
    pub fn case(name: impl Into<String>, value: impl Into<ComponentValue>) -> ComponentValue {
        ComponentValue::Record(vec![(name.into(), value.into())])
    }

    /// The field of a record; `None` if it has none of the name, or is no record.
    pub fn get(&self, name: &str) -> Option<&ComponentValue> {
        match self {
            ComponentValue::Record(fields) => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The name and the value of a case of a variant, whose value is null if it has none; `None` if this is none.
    pub fn as_case(&self) -> Option<(&str, &ComponentValue)> {
        match self {
            ComponentValue::Text(name) => Some((name, &ComponentValue::Null)),
            ComponentValue::Record(fields) if fields.len() == 1 => Some((&fields[0].0, &fields[0].1)),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            ComponentValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn as_list(&self) -> Option<&[ComponentValue]> {
        match self {
            ComponentValue::List(items) => Some(items),
            _ => None,
        }
    }

    /// Reads a value from JSON.
    ///
    /// # Errors
    ///
    /// The text is no JSON, or its values are nested more than 512 deep, or an integer has more than 128 bits.
    pub fn from_json(text: &str) -> Result<ComponentValue, LannerError> {
        json::read(text)
    }

    /// The value in JSON.
    ///
    /// # Errors
    ///
    /// It is nested more than 512 deep.
    pub fn to_json(&self) -> Result<String, LannerError> {
        json::write(self)
    }
}

impl fmt::Display for ComponentValue {
    /// Writes the value as JSON.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_json().map_err(|_| fmt::Error)?)
    }
}

fn unexpected(value: &ComponentValue, expected: &str) -> LannerError {
    let found = match value {
        ComponentValue::Null => "null".to_owned(),
        ComponentValue::Bool(value) => value.to_string(),
        ComponentValue::Integer(value) => value.to_string(),
        ComponentValue::Float(value) => value.to_string(),
        ComponentValue::Text(_) => "a text".to_owned(),
        ComponentValue::List(items) => format!("a list of {}", items.len()),
        ComponentValue::Record(_) => "a record".to_owned(),
    };
    LannerError::new(format!("the value is {found}; {expected} was expected"))
}

impl From<()> for ComponentValue {
    fn from(_: ()) -> ComponentValue {
        ComponentValue::Null
    }
}

impl TryFrom<ComponentValue> for () {
    type Error = LannerError;

    fn try_from(value: ComponentValue) -> Result<(), LannerError> {
        match value {
            ComponentValue::Null => Ok(()),
            other => Err(unexpected(&other, "nothing")),
        }
    }
}

impl From<bool> for ComponentValue {
    fn from(value: bool) -> ComponentValue {
        ComponentValue::Bool(value)
    }
}

impl TryFrom<ComponentValue> for bool {
    type Error = LannerError;

    fn try_from(value: ComponentValue) -> Result<bool, LannerError> {
        match value {
            ComponentValue::Bool(value) => Ok(value),
            other => Err(unexpected(&other, "true or false")),
        }
    }
}

/// Declares the conversions of the types of integers.
macro_rules! integers {
    ($($integer:ident),*) => {
        $(impl From<$integer> for ComponentValue {
            fn from(value: $integer) -> ComponentValue {
                ComponentValue::Integer(i128::from(value))
            }
        }

        impl TryFrom<ComponentValue> for $integer {
            type Error = LannerError;

            fn try_from(value: ComponentValue) -> Result<$integer, LannerError> {
                match value {
                    ComponentValue::Integer(integer) => $integer::try_from(integer).ok(),
                    _ => None,
                }
                .ok_or_else(|| unexpected(&value, concat!("an integer of the type ", stringify!($integer))))
            }
        })*
    };
}

integers!(i8, u8, i16, u16, i32, u32, i64, u64);

impl From<f64> for ComponentValue {
    fn from(value: f64) -> ComponentValue {
        ComponentValue::Float(value)
    }
}

impl TryFrom<ComponentValue> for f64 {
    type Error = LannerError;

    fn try_from(value: ComponentValue) -> Result<f64, LannerError> {
        match &value {
            ComponentValue::Float(number) => Ok(*number),
            ComponentValue::Integer(number) => Ok(*number as f64),
            ComponentValue::Text(text) if text == "NaN" => Ok(f64::NAN),
            ComponentValue::Text(text) if text == "Infinity" => Ok(f64::INFINITY),
            ComponentValue::Text(text) if text == "-Infinity" => Ok(f64::NEG_INFINITY),
            other => Err(unexpected(other, "a number")),
        }
    }
}

impl From<f32> for ComponentValue {
    fn from(value: f32) -> ComponentValue {
        ComponentValue::Float(f64::from(value))
    }
}

impl TryFrom<ComponentValue> for f32 {
    type Error = LannerError;

    /// The nearest number of 32 bits.
    fn try_from(value: ComponentValue) -> Result<f32, LannerError> {
        f64::try_from(value).map(|number| number as f32)
    }
}

impl From<char> for ComponentValue {
    fn from(value: char) -> ComponentValue {
        ComponentValue::Text(value.into())
    }
}

impl TryFrom<ComponentValue> for char {
    type Error = LannerError;

    fn try_from(value: ComponentValue) -> Result<char, LannerError> {
        let mut characters = value.as_str().unwrap_or("").chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => Err(unexpected(&value, "a text of one character")),
        }
    }
}

impl From<&str> for ComponentValue {
    fn from(value: &str) -> ComponentValue {
        ComponentValue::Text(value.to_owned())
    }
}

impl From<String> for ComponentValue {
    fn from(value: String) -> ComponentValue {
        ComponentValue::Text(value)
    }
}

impl TryFrom<ComponentValue> for String {
    type Error = LannerError;

    fn try_from(value: ComponentValue) -> Result<String, LannerError> {
        match value {
            ComponentValue::Text(text) => Ok(text),
            other => Err(unexpected(&other, "a text")),
        }
    }
}

impl<T: Into<ComponentValue>> From<Option<T>> for ComponentValue {
    fn from(value: Option<T>) -> ComponentValue {
        value.map_or(ComponentValue::Null, T::into)
    }
}

impl<T: TryFrom<ComponentValue, Error = LannerError>> TryFrom<ComponentValue> for Option<T> {
    type Error = LannerError;

    fn try_from(value: ComponentValue) -> Result<Option<T>, LannerError> {
        match value {
            ComponentValue::Null => Ok(None),
            other => T::try_from(other).map(Some),
        }
    }
}

impl<T: Into<ComponentValue>> From<Vec<T>> for ComponentValue {
    fn from(items: Vec<T>) -> ComponentValue {
        ComponentValue::List(items.into_iter().map(T::into).collect())
    }
}

impl<T: TryFrom<ComponentValue, Error = LannerError>> TryFrom<ComponentValue> for Vec<T> {
    type Error = LannerError;

    fn try_from(value: ComponentValue) -> Result<Vec<T>, LannerError> {
        match value {
            ComponentValue::List(items) => items.into_iter().map(T::try_from).collect(),
            other => Err(unexpected(&other, "a list")),
        }
    }
}

/// Declares the conversions of tuples.
macro_rules! tuples {
    ($($count:literal: $($part:ident)*;)*) => {
        $(impl<$($part: Into<ComponentValue>),*> From<($($part,)*)> for ComponentValue {
            #[allow(non_snake_case)]
            fn from(($($part,)*): ($($part,)*)) -> ComponentValue {
                ComponentValue::List(vec![$($part.into()),*])
            }
        }

        impl<$($part: TryFrom<ComponentValue, Error = LannerError>),*> TryFrom<ComponentValue> for ($($part,)*) {
            type Error = LannerError;

            fn try_from(value: ComponentValue) -> Result<($($part,)*), LannerError> {
                match value {
                    ComponentValue::List(items) if items.len() == $count => {
                        let mut items = items.into_iter();
                        Ok(($($part::try_from(items.next().unwrap_or_default())?,)*))
                    }
                    other => Err(unexpected(&other, concat!("a list of ", stringify!($count)))),
                }
            }
        })*
    };
}

tuples! {
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
}

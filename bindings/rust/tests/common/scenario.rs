//! What the tests that act out scenarios share.

use std::fmt;

use lanner::{Error, Value, ValueType};

use super::json::Json;

/// What a host function that fails returns: each has a number of its own.
#[derive(Debug)]
pub struct HostFailure {
    pub message: String,
    pub number: usize,
}

impl fmt::Display for HostFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for HostFailure {}

/// The address of each failure's box, and the number that it carries.
#[derive(Default)]
pub struct Failures(Vec<(usize, usize)>);

impl Failures {
    /// Makes a failure.
    pub fn add(&mut self, message: &str) -> Box<HostFailure> {
        let failure = Box::new(HostFailure { message: message.to_owned(), number: self.0.len() });
        self.0.push((&*failure as *const HostFailure as usize, failure.number));
        failure
    }

    /// Fails unless the error is the last failure: the same object.
    pub fn expect(&self, message: &Json, error: Error) {
        assert_eq!(message.text(), error.to_string());
        let failure = error.downcast_ref::<HostFailure>().expect("the host's own error");
        let here = failure as *const HostFailure as usize;
        assert_eq!(self.0.last(), Some(&(here, failure.number)), "it is another object");
    }
}

pub fn types_of(names: &Json) -> Vec<ValueType> {
    names.list().iter().map(type_of).collect()
}

fn type_of(name: &Json) -> ValueType {
    match name.text() {
        "i32" => ValueType::I32,
        "i64" => ValueType::I64,
        "f32" => ValueType::F32,
        "f64" => ValueType::F64,
        other => panic!("the type {other} is not known"),
    }
}

fn number_of(content: &Json) -> f64 {
    match content {
        Json::Text(text) if text == "inf" => f64::INFINITY,
        Json::Text(text) if text == "-inf" => f64::NEG_INFINITY,
        Json::Text(text) if text == "nan" => f64::NAN,
        other => other.number(),
    }
}

pub fn value_of(value: &Json) -> Value {
    match value.only() {
        ("i32", content) => Value::I32(content.number()),
        ("i64", content) => Value::I64(content.text().parse().expect("an i64")),
        ("f32", content) => Value::F32(number_of(content) as f32),
        ("f64", content) => Value::F64(number_of(content)),
        (other, _) => panic!("the type {other} is not known"),
    }
}

pub fn values_of(list: &Json) -> Vec<Value> {
    list.list().iter().map(value_of).collect()
}

fn is_same(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::I32(left), Value::I32(right)) => left == right,
        (Value::I64(left), Value::I64(right)) => left == right,
        (Value::F32(left), Value::F32(right)) => left == right || (left.is_nan() && right.is_nan()),
        (Value::F64(left), Value::F64(right)) => left == right || (left.is_nan() && right.is_nan()),
        _ => false,
    }
}

pub fn expect_values(expected: &[Value], found: &[Value]) {
    let same = expected.len() == found.len() && expected.iter().zip(found).all(|(left, right)| is_same(left, right));
    assert!(same, "expected were {expected:?}, and found were {found:?}");
}

pub fn expect_trap(code: &Json, frames: Option<&Json>, error: Error) {
    let trap = error.as_trap().unwrap_or_else(|| panic!("{error:?} is no trap"));
    assert_eq!(code.text(), trap.code().name());
    for (index, name) in frames.map_or(&[][..], Json::list).iter().enumerate() {
        assert_eq!(Some(name.text()), trap.frames()[index].function_name.as_deref());
    }
}

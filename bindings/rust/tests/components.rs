//! Components: the scenarios that all bindings act out (bindings/scenarios), values, host functions, results, mistakes.

mod common;

use std::collections::HashMap;
use std::convert::TryFrom;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use common::json::Json;
use common::plain;
use lanner::{
    Caller, Component, ComponentError, ComponentInstance, ComponentLinker, ComponentValue, Error, KeyValueStore, LannerError, Store,
    Streams, TrapCode, WasiConfig,
};

const HOST: Option<&str> = Some("lanner:scenarios/host@1.0.0");

#[derive(Debug)]
struct NoName(String);

impl std::fmt::Display for NoName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for NoName {}

fn folder() -> PathBuf {
    common::bindings().join("scenarios")
}

/// What a value of a scenario stands for.
fn value_of(json: &Json) -> ComponentValue {
    match json {
        Json::Null => ComponentValue::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(text) => ComponentValue::from_json(text).unwrap(),
        Json::Text(text) => text.as_str().into(),
        Json::List(items) => ComponentValue::List(items.iter().map(value_of).collect()),
        Json::Object(members) => match (members.len(), members.iter().next()) {
            (1, Some((key, Json::Text(text)))) if key == "bytes" => {
                let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap());
                bytes.collect::<Vec<u8>>().into()
            }
            (1, Some((key, Json::Text(text)))) if key == "integer" => ComponentValue::Integer(text.parse().unwrap()),
            (1, Some((key, Json::Text(text)))) if key == "number" => match text.as_str() {
                "inf" => "Infinity".into(),
                "-inf" => "-Infinity".into(),
                _ => "NaN".into(),
            },
            _ => ComponentValue::record(members.iter().map(|(name, member)| (name.as_str(), value_of(member)))),
        },
    }
}

/// What a scenario grants; the stores of keys and values among it by their names.
fn granted(grants: &Json, stores: &mut HashMap<String, KeyValueStore>) -> WasiConfig {
    grants.allow(&["arguments", "capture", "settings", "key_value_stores", "connect"]);
    let mut wasi = WasiConfig::new().unwrap();
    wasi.arguments(grants.get("arguments").map_or(&[][..], Json::list).iter().map(Json::text)).unwrap();
    if grants.get("capture").is_some() {
        wasi.capture(Streams::OUTPUT, 1 << 20).unwrap();
    }
    for (name, value) in grants.get("settings").into_iter().flat_map(Json::object) {
        wasi.setting(name, value.text()).unwrap();
    }
    for (name, pairs) in grants.get("key_value_stores").into_iter().flat_map(Json::object) {
        let store = KeyValueStore::new(1 << 20).unwrap();
        for (key, value) in pairs.object() {
            store.set(key, value.text()).unwrap();
        }
        wasi.key_value_store(name, &store).unwrap();
        stores.insert(name.clone(), store);
    }
    for hosts in grants.get("connect").map_or(&[][..], Json::list) {
        wasi.allow_connect(hosts.text()).unwrap();
    }
    wasi
}

struct Guest {
    store: Store<()>,
    component: Component,
    linker: ComponentLinker,
    instance: Option<ComponentInstance>,
    wasi: Option<WasiConfig>,
    stores: HashMap<String, KeyValueStore>,
    failures: Arc<Mutex<Vec<usize>>>,
}

impl Guest {
    fn new(scenario: &Json) -> Guest {
        let engine = plain();
        let component = Component::from_file(&engine, folder().join(scenario.get("component").unwrap().text())).unwrap();
        let mut store = Store::new(&engine, ()).unwrap();
        let mut linker = ComponentLinker::new(&mut store).unwrap();
        let failures = Arc::new(Mutex::new(Vec::new()));
        for import in scenario.get("imports").map_or(&[][..], Json::list) {
            import.allow(&["interface", "name", "does", "answers", "error", "message"]);
            assert_eq!("answer", import.get("does").unwrap().text());
            let answers = import.get("answers").unwrap().clone();
            let (message, error) = (import.get("message").cloned(), import.get("error").cloned());
            let failures = failures.clone();
            let (interface, name) = (import.get("interface").unwrap().text(), import.get("name").unwrap().text());
            let function = move |_: Caller<'_, ()>, arguments: &[ComponentValue]| {
                if let Some(answer) = answers.get(arguments[0].as_str().unwrap()) {
                    return Ok(value_of(answer));
                }
                if let Some(message) = &message {
                    let failure = Box::new(NoName(message.text().to_owned()));
                    failures.lock().unwrap().push(&*failure as *const NoName as usize);
                    return Err(failure as lanner::BoxedError);
                }
                Err(ComponentError::new(value_of(error.as_ref().unwrap())).into())
            };
            linker.define(&mut store, Some(interface), name, function).unwrap();
        }
        let mut stores = HashMap::new();
        let wasi = scenario.get("wasi").map(|grants| {
            let wasi = granted(grants, &mut stores);
            linker.define_wasi(&mut store, &wasi).unwrap();
            wasi
        });
        Guest { store, component, linker, instance: None, wasi, stores, failures }
    }

    fn take(&mut self, step: &Json) {
        if let Some(status) = step.get("run") {
            step.allow(&["run"]);
            assert_eq!(status.number::<i32>(), self.linker.run(&mut self.store, &self.component).unwrap());
        } else if step.get("captured").is_some() {
            step.allow(&["captured", "text"]);
            assert_eq!("stdout", step.get("captured").unwrap().text());
            assert_eq!(step.get("text").unwrap().text().as_bytes(), self.wasi.as_ref().unwrap().stdout().unwrap());
        } else if let Some(store) = step.get("stored") {
            step.allow(&["stored", "key", "text"]);
            let value = self.stores[store.text()].get(step.get("key").unwrap().text()).unwrap();
            assert_eq!(step.get("text").unwrap().text().as_bytes(), value);
        } else {
            if self.instance.is_none() {
                self.instance = Some(self.linker.instantiate(&mut self.store, &self.component).unwrap());
            }
            let instance = self.instance.clone().unwrap();
            if let Some(call) = step.get("call_wave") {
                step.allow(&["call_wave", "text"]);
                assert_eq!(step.get("text").unwrap().text(), instance.call_wave(&mut self.store, call.text()).unwrap());
            } else {
                self.call(&instance, step);
            }
        }
    }

    fn call(&mut self, instance: &ComponentInstance, step: &Json) {
        step.allow(&["call", "args", "result", "error", "trap", "frames", "host_error", "fails"]);
        let arguments: Vec<ComponentValue> = step.get("args").unwrap().list().iter().map(value_of).collect();
        let result = instance.call(&mut self.store, step.get("call").unwrap().text(), &arguments);
        if let Some(expected) = step.get("result") {
            let (expected, found) = (value_of(expected), result.unwrap());
            let numbers = (f64::try_from(expected.clone()), f64::try_from(found.clone()));
            let is_same = matches!(numbers, (Ok(left), Ok(right)) if left == right && left.abs() < 1e15);
            assert!(is_same || expected.to_string() == normal(&found).to_string(), "{step:?}: found is {found}");
            return;
        }
        let error = result.expect_err("an error");
        if let Some(value) = step.get("error") {
            assert!(matches!(&error, Error::Component(error) if error.value == value_of(value)), "{error:?}");
        } else if let Some(code) = step.get("trap") {
            let trap = error.as_trap().unwrap();
            assert_eq!(code.text(), trap.code().name());
            for (index, frame) in step.get("frames").map_or(&[][..], Json::list).iter().enumerate() {
                assert_eq!(Some(frame.text()), trap.frames()[index].function_name.as_deref());
            }
        } else if let Some(message) = step.get("host_error") {
            let failure = error.downcast_ref::<NoName>().unwrap();
            assert_eq!(self.failures.lock().unwrap().last(), Some(&(failure as *const NoName as usize)));
            assert_eq!(message.text(), failure.0);
        } else {
            assert_eq!(Some(&Json::Bool(true)), step.get("fails"));
            assert!(matches!(error, Error::Lanner(_)), "{error:?}");
        }
    }
}

/// A value whose floating-point numbers that are whole are integers, as in the scenarios, and whose members are in order.
fn normal(value: &ComponentValue) -> ComponentValue {
    match value {
        ComponentValue::Float(number) if number.fract() == 0.0 => ComponentValue::Integer(*number as i128),
        ComponentValue::List(items) => ComponentValue::List(items.iter().map(normal).collect()),
        ComponentValue::Record(members) => ComponentValue::record(members.iter().map(|(name, member)| (name.clone(), normal(member)))),
        other => other.clone(),
    }
}

fn act(name: &str) {
    let scenario = Json::read(&std::fs::read_to_string(folder().join(name)).unwrap());
    scenario.allow(&["subject", "component", "imports", "wasi", "steps"]);
    let mut guest = Guest::new(&scenario);
    for step in scenario.get("steps").unwrap().list() {
        guest.take(step);
    }
}

#[test]
fn all_scenarios_are_acted_out() {
    let names = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // async_component_scenarios.rs acts out the others.
    let is_one = |name: &String| name.starts_with("component") && name.ends_with(".json") && !name.ends_with("-async.json");
    let names: Vec<String> = names.filter(is_one).collect();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        act(&name);
    }
}

/// An instance of component.wat, whose host functions are one that greets and another one.
fn open(
    lookup: impl Fn(Caller<'_, u32>, &[ComponentValue]) -> Result<ComponentValue, lanner::BoxedError> + Send + 'static,
) -> (Store<u32>, ComponentInstance) {
    let engine = plain();
    let component = Component::from_file(&engine, folder().join("component.wat")).unwrap();
    let mut store = Store::new(&engine, 5).unwrap();
    let mut linker = ComponentLinker::new(&mut store).unwrap();
    let greet = |mut caller: Caller<'_, u32>, arguments: &[ComponentValue]| {
        *caller.data_mut() += 1;
        match String::try_from(arguments[0].clone())?.as_str() {
            "panic" => panic!("out of here"),
            "number" => Ok(7.into()),
            "component error" => Err(ComponentError::new("for no result").into()),
            name => Ok(format!("{name}!").into()),
        }
    };
    linker.define(&mut store, HOST, "full-name", greet).unwrap().define(&mut store, HOST, "lookup", lookup).unwrap();
    let instance = linker.instantiate(&mut store, &component).unwrap();
    (store, instance)
}

#[test]
fn values_are_those_of_rust() {
    let (mut store, instance) = open(|_, _| Ok(1.into()));
    let mut call = |name: &str, arguments: &[ComponentValue]| instance.call(&mut store, name, arguments).unwrap();
    assert_eq!(Ok(u64::MAX), call("decrement-unsigned", &[0.into()]).try_into());
    assert_eq!(Ok(i64::MIN), call("decrement-signed", &[(i64::MIN + 1).into()]).try_into());
    let point = |x: i32, y: i32| ComponentValue::record([("x", x.into()), ("y", y.into())]);
    assert_eq!(point(4, 15), call("middle", &[point(0, 10), point(8, 20)]));
    assert_eq!(Ok(vec![7u8, 255, 0]), call("reverse", &[vec![0u8, 255, 7].into()]).try_into());
    assert_eq!(Ok(f64::NEG_INFINITY), call("half", &[f32::NEG_INFINITY.into()]).try_into());
    assert_eq!(Ok(-0.0), call("half", &[(-0.0).into()]).try_into());
    assert!(f64::try_from(call("half", &[f64::NAN.into()])).unwrap().is_nan());
    assert_eq!(Ok(0.05), call("half", &[0.1.into()]).try_into());
    assert_eq!(Ok(1.0), call("half", &[2.0.into()]).try_into());
    assert_eq!(Ok(Some(8)), call("double", &[Some(4).into()]).try_into());
    assert_eq!(Ok(None::<u32>), call("double", &[ComponentValue::Null]).try_into());
    assert_eq!(Ok((u64::MAX, "ü\"\\\n\u{1}🦜".to_owned())), call("swap", &[("ü\"\\\n\u{1}🦜", u64::MAX).into()]).try_into());
    assert_eq!(Ok('ê'), call("next-character", &['é'.into()]).try_into());
    assert_eq!(Some(("circle", &ComponentValue::Integer(3))), call("grow", &[ComponentValue::case("circle", 1.5)]).as_case());
    assert_eq!(Some(("nothing", &ComponentValue::Null)), call("grow", &["nothing".into()]).as_case());
    assert_eq!(Ok(vec!["read".to_owned(), "execute".to_owned()]), call("invert", &[vec!["write"].into()]).try_into());
    let error = u8::try_from(call("add", &[200.into(), 100.into()])).unwrap_err();
    assert_eq!("the value is 300; an integer of the type u8 was expected", error.message());
}

/// What the README says about a component that was made of Rust.
#[test]
fn a_component_counts_words() {
    let engine = plain();
    let path = common::bindings().join("../samples/components/words-rust.wasm");
    let component = Component::from_file(&engine, path).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let words = ComponentLinker::new(&mut store).unwrap().instantiate(&mut store, &component).unwrap();
    let counts = words.call(&mut store, "count", &["the host and the guest".into()]).unwrap();
    let counts: Vec<String> = counts.as_list().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!("{\"word\":\"the\",\"count\":2} {\"word\":\"and\",\"count\":1}", counts[..2].join(" "));
    assert_eq!("[{word: \"host\", count: 1}]", words.call_wave(&mut store, "count(\"host\")").unwrap());
}

#[test]
fn results_are_results() {
    let (mut store, instance) = open(|_, arguments| match arguments[0].as_str() {
        Some("right") => Ok(7.into()),
        // An error of this crate that a host function hands on.
        Some("wrong") => Err(Error::from(ComponentError::new("not this key")).into()),
        _ => Err(NoName("nobody".into()).into()),
    });
    assert_eq!(ComponentValue::Integer(7), instance.call(&mut store, "values#ask", &["right".into()]).unwrap());
    let error = instance.call(&mut store, "ask", &["wrong".into()]).unwrap_err();
    assert!(matches!(&error, Error::Component(error) if error.value == "not this key".into()), "{error:?}");
    assert_eq!("not this key", error.to_string());
    let error = instance.call(&mut store, "lanner:scenarios/values@1.0.0#allow", &["blue".into()]).unwrap_err();
    assert!(matches!(&error, Error::Component(error) if error.value == "blue".into()), "{error:?}");
    assert_eq!("{\"error\":\"division by zero\"}", instance.call_json(&mut store, "divide", "[1, 0]").unwrap());
    assert_eq!("ok(3)", instance.call_wave(&mut store, "divide(7, 2)").unwrap());
    let error = instance.call(&mut store, "ask", &["nobody".into()]).unwrap_err();
    assert_eq!("nobody", error.downcast::<NoName>().unwrap().0);
}

#[test]
fn a_type_with_a_name_may_be_a_result() {
    let engine = plain();
    let text = r#"(component
        (core module $m (func (export "f") (param i32) (result i32) (local.get 0)))
        (core instance $i (instantiate $m))
        (type $r (result))
        (export $answer "answer" (type $r))
        (type $v (variant (case "ok") (case "error")))
        (export $state "state" (type $v))
        (func (export "named") (param "value" $answer) (result $answer) (canon lift (core func $i "f")))
        (func (export "other") (param "value" $state) (result $state) (canon lift (core func $i "f"))))"#;
    let component = Component::new(&engine, text).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let instance = ComponentLinker::new(&mut store).unwrap().instantiate(&mut store, &component).unwrap();
    let result = instance.call(&mut store, "named", &[ComponentValue::case("ok", ())]).unwrap();
    assert_eq!(ComponentValue::Null, result);
    let error = instance.call(&mut store, "named", &[ComponentValue::case("error", ())]).unwrap_err();
    assert!(matches!(&error, Error::Component(error) if error.value == ComponentValue::Null), "{error:?}");
    assert_eq!(ComponentValue::from("error"), instance.call(&mut store, "other", &["error".into()]).unwrap());
}

#[test]
fn host_functions_have_the_store() {
    let (mut store, instance) = open(|_, _| Ok(1.into()));
    assert_eq!(ComponentValue::from("Ada!"), instance.call(&mut store, "greet", &["Ada".into()]).unwrap());
    assert_eq!(6, *store.data());
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| instance.call(&mut store, "greet", &["panic".into()])));
    assert_eq!(Some(&"out of here"), panic.unwrap_err().downcast_ref::<&str>());
    // An error has passed through the component.
    let error = instance.call(&mut store, "greet", &["Ada".into()]).unwrap_err();
    assert_eq!(TrapCode::Unreachable, error.as_trap().unwrap().code());

    let (mut store, instance) = open(|_, _| Ok("no number".into()));
    let error = instance.call(&mut store, "ask", &["x".into()]).unwrap_err();
    assert!(error.to_string().contains("no result of its type"), "{error}");
    let (mut store, instance) = open(|_, _| Ok(1.into()));
    let error = instance.call(&mut store, "greet", &["component error".into()]).unwrap_err();
    assert_eq!("for no result", error.downcast::<ComponentError>().unwrap().to_string());

    // A component that has called out is not entered again.
    let inner: Arc<Mutex<Option<ComponentInstance>>> = Arc::default();
    let known = inner.clone();
    let (mut store, instance) = open(move |mut caller, _| {
        let instance = known.lock().unwrap().clone().unwrap();
        Ok(instance.call(&mut caller, "add", &[1.into(), 2.into()])?)
    });
    *inner.lock().unwrap() = Some(instance.clone());
    assert!(instance.call(&mut store, "ask", &["x".into()]).unwrap_err().as_trap().is_some());
}

#[test]
fn interfaces_are_described() {
    let (store, instance) = open(|_, _| Ok(1.into()));
    let described = instance.component().interface();
    let import = &described.get("imports").unwrap().as_list().unwrap()[0];
    assert_eq!(HOST, import.get("name").unwrap().as_str());
    assert_eq!(Some("result<u32, string>"), import.get("exports").unwrap().as_list().unwrap()[1].get("result").unwrap().as_str());
    assert_eq!(described.get("exports"), instance.interface(&store).unwrap().get("exports"));
}

#[test]
fn mistakes_are_errors() {
    let engine = plain();
    assert!(Component::new(&engine, "(component (import))").is_err());
    assert!(Component::new(&engine, b"\0asm\x0d\0\x01\0\x63").is_err());
    assert!(Component::from_file(&engine, "missing.wasm").unwrap_err().to_string().contains("missing.wasm"));
    let component = Component::from_file(&engine, folder().join("component.wat")).unwrap();
    let mut store = Store::new(&engine, ()).unwrap();
    let mut linker = ComponentLinker::new(&mut store).unwrap();
    let error = linker.instantiate(&mut store, &component).unwrap_err();
    assert!(matches!(&error, Error::Lanner(error) if error.message().contains("lanner:scenarios/host")), "{error:?}");
    assert!(linker.run(&mut store, &component).is_err());
    assert!(linker.define(&mut store, Some("a\0"), "b", |_, _| Ok(().into())).is_err());
    let mut other = Store::new(&engine, ()).unwrap();
    assert!(linker.instantiate(&mut other, &component).is_err());
    let (_store, instance) = open(|_, _| Ok(1.into()));
    let error = instance.call(&mut other, "add", &[]).unwrap_err();
    assert!(error.to_string().contains("another store"), "{error}");
}

#[test]
fn json_of_guests_is_not_trusted() {
    let read = |text: &str| ComponentValue::from_json(text);
    assert_eq!(Ok(ComponentValue::record([("a\u{fc}🦜", vec![1.5, -2e3].into())])), read(" {\"a\\u00fc\\ud83e\\udd9c\" : [1.5, -2e3]} "));
    assert!(read(&("[".repeat(500) + &"]".repeat(500))).is_ok());
    let deep = read(&"[".repeat(1_000_000)).unwrap_err();
    assert!(deep.message().contains("not so deep"), "{deep}");
    assert!(read(&"{\"a\":".repeat(1_000_000)).is_err());
    let mistakes = [
        "",
        "[1,]",
        "{\"a\" 1}",
        "{a: 1}",
        "tru",
        "\"x",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\u12",
        "\"\u{1}\"",
        "-",
        "1.2.3",
        "1 2",
        "999999999999999999999999999999999999999999",
        "{\"a\":1,}",
        "\"\\u00é0\"",
    ];
    for text in mistakes {
        assert!(matches!(read(text), Err(LannerError { .. })), "{text}");
    }
    let mut value = ComponentValue::Null;
    for _ in 0..1000 {
        value = vec![value].into();
    }
    assert!(value.to_json().is_err());
}

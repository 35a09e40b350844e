//! The scenarios that all bindings act out: bindings/scenarios.

mod common;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::json::Json;
use common::scenario::{expect_trap, expect_values, types_of, value_of, values_of, Failures};
use common::Folder;
use lanner::{
    Allocator, Argument, BoxedError, Engine, EngineOptions, Error, FunctionType, Instance, Limits, Linker, Module, Rights, Store, Streams,
    Value, WasiConfig,
};

/// What host functions share with the runner.
#[derive(Default)]
struct Shared {
    instances: Mutex<Vec<Instance>>,
    failures: Mutex<Failures>,
}

fn folder() -> PathBuf {
    common::bindings().join("scenarios")
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|number| (7 * number + 3) as u8).collect()
}

/// A store with instances of the module of a scenario.
struct Guest {
    store: Store<()>,
    instances: Vec<Instance>,
    shared: Arc<Shared>,
    wasi: Option<WasiConfig>,
}

impl Guest {
    fn new(scenario: &Json, module: &Module, folder: &Path) -> Result<Guest, Error> {
        let mut limits = Limits::new();
        if let Some(wanted) = scenario.get("limits") {
            wanted.allow(&["memory_bytes", "fuel"]);
            if let Some(bytes) = wanted.get("memory_bytes") {
                limits = limits.memory_bytes(bytes.number());
            }
            if let Some(fuel) = wanted.get("fuel") {
                limits = limits.fuel(fuel.number());
            }
        }
        let mut store = Store::with_limits(module.engine(), (), &limits)?;
        let mut linker = Linker::new(module.engine())?;
        let wasi = match scenario.get("wasi") {
            Some(grants) => Some(wasi_of(grants, folder)?),
            None => None,
        };
        if let Some(wasi) = &wasi {
            linker.define_wasi(wasi)?;
        }
        let shared = Arc::new(Shared::default());
        for import in scenario.get("imports").map_or(&[][..], Json::list) {
            define(&mut linker, &mut store, import, &shared)?;
        }
        let count = scenario.get("instances").map_or(1, Json::number);
        let mut instances = Vec::new();
        for _ in 0..count {
            instances.push(linker.instantiate(&mut store, module)?);
        }
        shared.instances.lock().unwrap().extend(instances.iter().cloned());
        Ok(Guest { store, instances, shared, wasi })
    }

    fn take(&mut self, instance: &Instance, step: &Json) {
        let kinds = [
            "call",
            "pages",
            "write",
            "read",
            "grow",
            "fuel",
            "deadline_microseconds",
            "interrupt",
            "call_text",
            "call_bytes",
            "call_with_text",
            "captured",
        ];
        let mut found = kinds.iter().filter(|kind| step.get(kind).is_some());
        let kind = *found.next().unwrap_or_else(|| panic!("the step {step:?} is not known"));
        assert!(found.next().is_none(), "the step {step:?} is of several kinds");
        let content = step.get(kind).unwrap();
        match kind {
            "call" => self.call(instance, step),
            "call_text" | "call_bytes" | "call_with_text" => self.call_with_allocator(instance, step, kind),
            "fuel" => {
                step.allow(&["fuel"]);
                self.store.set_fuel(content.number()).unwrap();
            }
            "deadline_microseconds" => {
                step.allow(&["deadline_microseconds"]);
                if *content == Json::Null {
                    self.store.clear_deadline();
                } else {
                    self.store.set_deadline(Duration::from_micros(content.number())).unwrap();
                }
            }
            "interrupt" => {
                step.allow(&["interrupt"]);
                assert_eq!(Json::Bool(true), *content);
                assert!(self.store.interrupt_handle().interrupt().unwrap());
            }
            "captured" => {
                step.allow(&["captured", "text"]);
                let wasi = self.wasi.as_ref().unwrap();
                let bytes = match content.text() {
                    "stdout" => wasi.stdout(),
                    "stderr" => wasi.stderr(),
                    other => panic!("the stream {other} is not known"),
                };
                assert_eq!(step.get("text").unwrap().text(), String::from_utf8(bytes.unwrap()).unwrap());
            }
            _ => self.use_memory(instance, step, kind, content),
        }
    }

    fn use_memory(&mut self, instance: &Instance, step: &Json, kind: &str, content: &Json) {
        let memory = instance.memory(&self.store, "memory").unwrap();
        match kind {
            "pages" => {
                step.allow(&["pages"]);
                assert_eq!(content.number::<u32>(), memory.pages(&self.store).unwrap());
            }
            "write" => {
                step.allow(&["write"]);
                content.allow(&["address", "length"]);
                let (address, length) = (content.get("address").unwrap().number::<usize>(), content.get("length").unwrap().number());
                memory.data_mut(&mut self.store).unwrap()[address..address + length].copy_from_slice(&pattern(length));
            }
            "read" => {
                step.allow(&["read"]);
                content.allow(&["address", "length", "byte"]);
                let (address, length) = (content.get("address").unwrap().number::<usize>(), content.get("length").unwrap().number());
                let expected = content.get("byte").map_or_else(|| pattern(length), |byte| vec![byte.number(); length]);
                assert!(memory.data(&self.store).unwrap()[address..address + length] == expected[..]);
            }
            _ => {
                step.allow(&["grow", "before", "refused"]);
                let grown = memory.grow(&mut self.store, content.number());
                if step.get("refused") == Some(&Json::Bool(true)) {
                    assert!(matches!(grown, Err(Error::Lanner(_))), "{grown:?}");
                } else {
                    assert_eq!(step.get("before").unwrap().number::<u32>(), grown.unwrap());
                }
            }
        }
    }

    fn call(&mut self, instance: &Instance, step: &Json) {
        step.allow(&["call", "args", "results", "trap", "frames", "host_error", "exit"]);
        let function = instance.function(&self.store, step.get("call").unwrap().text()).unwrap();
        let outcome = function.call(&mut self.store, &values_of(step.get("args").unwrap()));
        if let Some(code) = step.get("trap") {
            expect_trap(code, step.get("frames"), outcome.unwrap_err());
        } else if let Some(message) = step.get("host_error") {
            self.shared.failures.lock().unwrap().expect(message, outcome.unwrap_err());
        } else if let Some(status) = step.get("exit") {
            assert_eq!(Some(status.number()), outcome.unwrap_err().exit_status());
        } else {
            expect_values(&values_of(step.get("results").unwrap()), &outcome.unwrap());
        }
    }

    fn call_with_allocator(&mut self, instance: &Instance, step: &Json, kind: &str) {
        step.allow(&[kind, "args", "text", "bytes", "results", "trap", "fails"]);
        let allocator = Allocator::new(&self.store, instance).unwrap();
        let function = instance.function(&self.store, step.get(kind).unwrap().text()).unwrap();
        let contents: Vec<Content> = step.get("args").unwrap().list().iter().map(content_of).collect();
        let arguments: Vec<Argument<'_>> = contents.iter().map(Content::argument).collect();
        let store = &mut self.store;
        let error = match kind {
            "call_text" => match allocator.call_text(store, &function, &arguments) {
                Ok(text) => return assert_eq!(step.get("text").unwrap().text(), text),
                Err(error) => error,
            },
            "call_bytes" => match allocator.call_bytes(store, &function, &arguments) {
                Ok(bytes) => return assert_eq!(hexadecimal(step.get("bytes").unwrap().text()), bytes),
                Err(error) => error,
            },
            _ => match allocator.call(store, &function, &arguments) {
                Ok(results) => return expect_values(&values_of(step.get("results").unwrap()), &results),
                Err(error) => error,
            },
        };
        match step.get("trap") {
            Some(code) => expect_trap(code, None, error),
            None => {
                assert!(step.get("fails").is_some(), "nobody expected {error}");
                assert!(matches!(error, Error::Lanner(_)), "{error:?}");
            }
        }
    }
}

enum Content {
    Text(String),
    Bytes(Vec<u8>),
    Value(Value),
}

impl Content {
    fn argument(&self) -> Argument<'_> {
        match self {
            Content::Text(text) => text.into(),
            Content::Bytes(bytes) => bytes.into(),
            Content::Value(value) => value.clone().into(),
        }
    }
}

fn content_of(json: &Json) -> Content {
    match json {
        Json::Text(text) => Content::Text(text.clone()),
        object => match object.only() {
            ("bytes", bytes) => Content::Bytes(hexadecimal(bytes.text())),
            ("zeros", count) => Content::Bytes(vec![0; count.number()]),
            _ => Content::Value(value_of(object)),
        },
    }
}

fn hexadecimal(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|index| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).expect("hexadecimal")).collect()
}

fn wasi_of(grants: &Json, folder: &Path) -> Result<WasiConfig, Error> {
    grants.allow(&["arguments", "environment", "input", "capture", "directories"]);
    let mut wasi = WasiConfig::new()?;
    wasi.arguments(grants.get("arguments").map_or(&[][..], Json::list).iter().map(Json::text))?;
    if let Some(variables) = grants.get("environment") {
        for (name, value) in variables.object() {
            wasi.variable(name, value.text())?;
        }
    }
    if let Some(input) = grants.get("input") {
        wasi.input(input.text())?;
    }
    for stream in grants.get("capture").map_or(&[][..], Json::list) {
        let stream = match stream.text() {
            "stdout" => Streams::STDOUT,
            "stderr" => Streams::STDERR,
            other => panic!("the stream {other} is not known"),
        };
        wasi.capture(stream, 1 << 20)?;
    }
    for (number, directory) in grants.get("directories").map_or(&[][..], Json::list).iter().enumerate() {
        directory.allow(&["guest", "files"]);
        let path = folder.join(number.to_string());
        std::fs::create_dir(&path).unwrap();
        for (name, content) in directory.get("files").unwrap().object() {
            std::fs::write(path.join(name), content.text()).unwrap();
        }
        wasi.directory(&path, directory.get("guest").unwrap().text(), Rights::READ_ONLY)?;
    }
    Ok(wasi)
}

fn define(linker: &mut Linker, store: &mut Store<()>, import: &Json, shared: &Arc<Shared>) -> Result<(), Error> {
    import.allow(&["module", "name", "params", "results", "does", "export", "message"]);
    let types = |key| types_of(import.get(key).unwrap());
    let r#type = FunctionType::new(types("params"), types("results"));
    let (module, name) = (import.get("module").unwrap().text(), import.get("name").unwrap().text());
    let shared = shared.clone();
    let text = |key: &str| import.get(key).unwrap().text().to_owned();
    match import.get("does").unwrap().text() {
        "add" => linker.define_dynamic_function(store, module, name, r#type, |_caller, arguments, results| {
            match arguments {
                [Value::I32(left), Value::I32(right)] => results[0] = Value::I32(left.wrapping_add(*right)),
                other => return Err(format!("{other:?} were not expected").into()),
            }
            Ok(())
        })?,
        "call" => {
            let export = text("export");
            linker.define_dynamic_function(store, module, name, r#type, move |mut caller, arguments, results| {
                let instance = shared.instances.lock().unwrap()[0].clone();
                let function = instance.function(&caller, &export)?;
                function.call_into(&mut caller, arguments, results)?;
                Ok(())
            })?
        }
        "fail" => {
            let message = text("message");
            linker.define_dynamic_function(store, module, name, r#type, move |_caller, _arguments, _results| {
                Err(shared.failures.lock().unwrap().add(&message) as BoxedError)
            })?
        }
        other => panic!("what {other} does is not known"),
    };
    Ok(())
}

fn act(name: &str) {
    let path = folder().join(name);
    let scenario = Json::read(&std::fs::read_to_string(&path).unwrap());
    scenario.allow(&["subject", "module", "engine", "limits", "imports", "wasi", "instances", "threads", "steps"]);
    let mut options = EngineOptions::new();
    if let Some(wanted) = scenario.get("engine") {
        wanted.allow(&["interruptible", "fuel"]);
        options = options.interruptible(wanted.get("interruptible") == Some(&Json::Bool(true)));
        options = options.fuel(wanted.get("fuel") == Some(&Json::Bool(true)));
    }
    let engine = Engine::new(options).unwrap();
    let module = Module::from_file(&engine, folder().join(scenario.get("module").unwrap().text())).unwrap();
    let threads: usize = scenario.get("threads").map_or(1, Json::number);
    let run = || {
        let folder = Folder::new();
        let mut guest = Guest::new(&scenario, &module, &folder.0).unwrap();
        for instance in guest.instances.clone() {
            for step in scenario.get("steps").unwrap().list() {
                guest.take(&instance, step);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
}

/// Declares a test for each scenario.
macro_rules! scenarios {
    ($($name:ident: $file:literal;)*) => {
        $(#[test]
        fn $name() {
            act($file);
        })*

        /// A scenario that is added has to be added here.
        #[test]
        fn all_scenarios_are_acted_out() {
            let mut found: Vec<String> = std::fs::read_dir(folder())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                // components.rs and async_scenario.rs act out the others.
                .filter(|name| name.ends_with(".json") && !name.starts_with("component") && name != "async.json")
                .collect();
            found.sort();
            assert_eq!(vec![$($file),*], found);
        }
    };
}

scenarios! {
    calls: "calls.json";
    deadline: "deadline.json";
    fuel: "fuel.json";
    host_error: "host-error.json";
    instances: "instances.json";
    limit: "limit.json";
    memory: "memory.json";
    strings: "strings.json";
    threads: "threads.json";
    traps: "traps.json";
    wasi: "wasi.json";
}

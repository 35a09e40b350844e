//! What components import and export, as the library describes it.

use std::collections::HashMap;

use crate::ComponentValue;

fn items<'a>(scope: &'a ComponentValue, key: &str) -> &'a [ComponentValue] {
    scope.get(key).and_then(ComponentValue::as_list).unwrap_or(&[])
}

fn text<'a>(item: &'a ComponentValue, key: &str) -> &'a str {
    item.get(key).and_then(ComponentValue::as_str).unwrap_or("")
}

/// The names of the functions that a component exports, with the shorter ones of those whose type is a result; true for these.
pub(crate) fn results(interface: &ComponentValue) -> HashMap<String, bool> {
    let (mut found, mut shorter) = (HashMap::new(), Vec::new());
    let exports = items(interface, "exports");
    visit(exports, "", &mut found, &mut shorter);
    for name in shorter {
        found.entry(name).or_insert(true);
    }
    found
}

fn visit(scope: &[ComponentValue], instance: &str, found: &mut HashMap<String, bool>, shorter: &mut Vec<String>) {
    for item in scope {
        let name = text(item, "name");
        let full = if instance.is_empty() { name.to_owned() } else { format!("{instance}#{name}") };
        match text(item, "kind") {
            "instance" => visit(items(item, "exports"), &full, found, shorter),
            "function" => {
                let is_result = returns_result(item);
                found.insert(full, is_result);
                if is_result && !instance.is_empty() {
                    let plain = instance.rsplit_once('@').map_or(instance, |(plain, _)| plain);
                    let short = plain.rsplit_once('/').map_or(plain, |(_, short)| short);
                    shorter.extend([name.to_owned(), format!("{plain}#{name}"), format!("{short}#{name}")]);
                }
            }
            _ => {}
        }
    }
}

/// True if the type of a function's result is a result.
fn returns_result(function: &ComponentValue) -> bool {
    matches!(function.get("returnsResult"), Some(ComponentValue::Bool(true)))
}

/// True if a function of an interface, or of a compatible version of it, is imported with a type that is a result; `None` if it is not
/// imported.
pub(crate) fn imports_result(description: &ComponentValue, interface: Option<&str>, name: &str) -> Option<bool> {
    let imports = items(description, "imports");
    let scope = match interface {
        None => imports,
        Some(interface) => {
            let find = |is_same: &dyn Fn(&str) -> bool| {
                imports.iter().find(|item| text(item, "kind") == "instance" && is_same(text(item, "name")))
            };
            let exact = find(&|name| name == interface);
            items(exact.or_else(|| find(&|name| compatible_name(name) == compatible_name(interface)))?, "exports")
        }
    };
    let function = scope.iter().find(|item| text(item, "kind") == "function" && text(item, "name") == name)?;
    Some(returns_result(function))
}

/// The name with that part of its version that compatible versions share: up to the first number that is not zero.
fn compatible_name(name: &str) -> &str {
    let version = match name.rfind('@') {
        Some(at) if !name[at..].contains(&['-', '+'][..]) => at + 1,
        _ => return name,
    };
    let mut end = version;
    for number in name[version..].splitn(3, '.') {
        end += number.len();
        if number != "0" {
            break;
        }
        end += 1;
    }
    name.get(..end).unwrap_or(name)
}

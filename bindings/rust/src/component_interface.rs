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
    visit(exports, "", exports, &mut found, &mut shorter);
    for name in shorter {
        found.entry(name).or_insert(true);
    }
    found
}

fn visit(scope: &[ComponentValue], instance: &str, outer: &[ComponentValue], found: &mut HashMap<String, bool>, shorter: &mut Vec<String>) {
    for item in scope {
        let name = text(item, "name");
        let full = if instance.is_empty() { name.to_owned() } else { format!("{instance}#{name}") };
        match text(item, "kind") {
            "instance" => visit(items(item, "exports"), &full, outer, found, shorter),
            "function" => {
                let is_result = returns_result(item, &[scope, outer]);
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

/// True if the type of a function's result is a result. Types that have a name are among the items around it.
fn returns_result(function: &ComponentValue, scopes: &[&[ComponentValue]]) -> bool {
    let mut result = text(function, "result");
    let named = scopes.iter().flat_map(|scope| scope.iter()).find(|item| text(item, "kind") == "type" && text(item, "name") == result);
    if let Some(named) = named {
        result = text(named, "type");
    }
    result == "result" || result.starts_with("result<")
}

/// True if a function of an interface, of whichever version, is imported with a type that is a result; `None` if it is not imported.
pub(crate) fn imports_result(description: &ComponentValue, interface: Option<&str>, name: &str) -> Option<bool> {
    let imports = items(description, "imports");
    let scope = match interface {
        None => imports,
        Some(interface) => {
            let plain = |name: &str| name.split('@').next().unwrap_or("").to_owned();
            let is_same = |item: &&ComponentValue| text(item, "kind") == "instance" && plain(text(item, "name")) == plain(interface);
            let exact = imports.iter().filter(is_same).find(|item| text(item, "name") == interface);
            items(exact.or_else(|| imports.iter().find(is_same))?, "exports")
        }
    };
    let function = scope.iter().find(|item| text(item, "kind") == "function" && text(item, "name") == name)?;
    Some(returns_result(function, &[scope, imports]))
}

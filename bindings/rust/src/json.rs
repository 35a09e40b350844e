//! JSON, in which values of components cross. It may come from guests: how deep values are nested is bounded.

use crate::{ComponentValue, LannerError};

/// The library takes and gives 128 at most.
const MAXIMUM_DEPTH: usize = 512;

pub(crate) fn read(text: &str) -> Result<ComponentValue, LannerError> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(reader.wrong("the end"));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn wrong(&self, expected: &str) -> LannerError {
        LannerError::new(format!("the JSON has a mistake at byte {}: {expected} was expected", self.at))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn take(&mut self, expected: &str) -> bool {
        self.skip_space();
        let is_there = self.rest().starts_with(expected);
        if is_there {
            self.at += expected.len();
        }
        is_there
    }

    fn expect(&mut self, expected: &str) -> Result<(), LannerError> {
        if self.take(expected) {
            Ok(())
        } else {
            Err(self.wrong(expected))
        }
    }

    fn value(&mut self, depth: usize) -> Result<ComponentValue, LannerError> {
        if depth > MAXIMUM_DEPTH {
            return Err(self.wrong("a value that is not so deep in others"));
        }
        self.skip_space();
        match self.rest().bytes().next() {
            Some(b'{') => self.members(depth),
            Some(b'[') => self.items(depth),
            Some(b'"') => self.string().map(ComponentValue::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("true") => Ok(ComponentValue::Bool(true)),
            _ if self.take("false") => Ok(ComponentValue::Bool(false)),
            _ if self.take("null") => Ok(ComponentValue::Null),
            _ => Err(self.wrong("a value")),
        }
    }

    fn number(&mut self) -> Result<ComponentValue, LannerError> {
        let rest = self.rest();
        let end = rest.find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9')).unwrap_or(rest.len());
        let number = &rest[..end];
        let value = if number.contains(['.', 'e', 'E']) {
            number.parse().ok().map(ComponentValue::Float)
        } else {
            number.parse().ok().map(ComponentValue::Integer)
        };
        let value = value.ok_or_else(|| self.wrong("a number"))?;
        self.at += end;
        Ok(value)
    }

    fn members(&mut self, depth: usize) -> Result<ComponentValue, LannerError> {
        self.expect("{")?;
        let mut members = Vec::new();
        if !self.take("}") {
            loop {
                let name = self.string()?;
                self.expect(":")?;
                members.push((name, self.value(depth + 1)?));
                if !self.take(",") {
                    self.expect("}")?;
                    break;
                }
            }
        }
        Ok(ComponentValue::Record(members))
    }

    fn items(&mut self, depth: usize) -> Result<ComponentValue, LannerError> {
        self.expect("[")?;
        let mut items = Vec::new();
        if !self.take("]") {
            loop {
                items.push(self.value(depth + 1)?);
                if !self.take(",") {
                    self.expect("]")?;
                    break;
                }
            }
        }
        Ok(ComponentValue::List(items))
    }

    fn string(&mut self) -> Result<String, LannerError> {
        self.expect("\"")?;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').ok_or_else(|| self.wrong("the end of a string"))?;
            text.push_str(&rest[..end]);
            self.at += end;
            match rest.as_bytes()[end] {
                b'"' => {
                    self.at += 1;
                    return Ok(text);
                }
                b'\\' => {
                    self.at += 1;
                    text.push(self.escaped()?);
                }
                _ => return Err(self.wrong("a character that is none of control")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, LannerError> {
        let mark = self.rest().chars().next().ok_or_else(|| self.wrong("what is escaped"))?;
        let character = match mark {
            '"' | '\\' | '/' => mark,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.wrong("what can be escaped")),
        };
        self.at += 1;
        Ok(character)
    }

    /// A character by its number, or by two halves of a surrogate pair.
    fn unicode(&mut self) -> Result<char, LannerError> {
        let first = self.unit()?;
        let code = if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
            self.at += 2;
            match self.unit()? {
                second @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                _ => return Err(self.wrong("the other half of a character")),
            }
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| self.wrong("a character"))
    }

    fn unit(&mut self) -> Result<u32, LannerError> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(|| self.wrong("four digits"))?;
        self.at += 4;
        Ok(unit)
    }
}

pub(crate) fn write(value: &ComponentValue) -> Result<String, LannerError> {
    let mut out = String::new();
    write_value(&mut out, value, 0)?;
    Ok(out)
}

fn write_value(out: &mut String, value: &ComponentValue, depth: usize) -> Result<(), LannerError> {
    if depth > MAXIMUM_DEPTH {
        return Err(LannerError::new(format!("the value is more than {MAXIMUM_DEPTH} deep")));
    }
    match value {
        ComponentValue::Null => out.push_str("null"),
        ComponentValue::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        ComponentValue::Integer(value) => out.push_str(&value.to_string()),
        // JSON has no numbers for these.
        ComponentValue::Float(value) if value.is_nan() => out.push_str("\"NaN\""),
        ComponentValue::Float(value) if value.is_infinite() => out.push_str(if *value > 0.0 { "\"Infinity\"" } else { "\"-Infinity\"" }),
        ComponentValue::Float(value) => out.push_str(&format!("{value:e}")),
        ComponentValue::Text(text) => write_string(out, text),
        ComponentValue::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, item, depth + 1)?;
            }
            out.push(']');
        }
        ComponentValue::Record(members) => {
            out.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(out, name);
                out.push(':');
                write_value(out, member, depth + 1)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

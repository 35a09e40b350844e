// A JSON reader and printer written by hand: enums, boxes, strings, errors as values, recursion, floating-point text.
// Reads the document named by its argument, or one of its own.
use std::collections::BTreeMap;
use std::fmt::{self, Write};

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    Boolean(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    // Ordered by key, so that the output does not depend on a hash seed.
    Object(BTreeMap<String, Value>),
}

#[derive(Debug)]
struct ParseError {
    position: usize,
    reason: &'static str,
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{} at byte {}", self.reason, self.position)
    }
}

const DEEPEST_NESTING: usize = 200;

struct Parser<'text> {
    text: &'text [u8],
    position: usize,
    depth: usize,
}

impl<'text> Parser<'text> {
    fn parse(text: &'text str) -> Result<Value, ParseError> {
        let mut parser = Parser { text: text.as_bytes(), position: 0, depth: 0 };
        let value = parser.value()?;
        parser.skip_space();
        if parser.position < parser.text.len() {
            return parser.fail("text after the value");
        }
        Ok(value)
    }

    fn fail<Anything>(&self, reason: &'static str) -> Result<Anything, ParseError> {
        Err(ParseError { position: self.position, reason })
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.position += 1;
        }
    }

    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.position += 1;
        }
        found
    }

    fn value(&mut self) -> Result<Value, ParseError> {
        self.skip_space();
        if self.depth >= DEEPEST_NESTING {
            return self.fail("nested too deeply");
        }
        self.depth += 1;
        let value = match self.peek() {
            None => self.fail("unexpected end"),
            Some(b'{') => self.object(),
            Some(b'[') => self.list(),
            Some(b'"') => self.string().map(Value::Text),
            Some(b't') => self.keyword("true", Value::Boolean(true)),
            Some(b'f') => self.keyword("false", Value::Boolean(false)),
            Some(b'n') => self.keyword("null", Value::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.fail("unexpected character"),
        };
        self.depth -= 1;
        value
    }

    fn keyword(&mut self, word: &str, value: Value) -> Result<Value, ParseError> {
        if !self.text[self.position..].starts_with(word.as_bytes()) {
            return self.fail("unknown word");
        }
        self.position += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, ParseError> {
        let start = self.position;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.position += 1;
        }
        let text = std::str::from_utf8(&self.text[start..self.position]).unwrap();
        match text.parse() {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => Err(ParseError { position: start, reason: "malformed number" }),
        }
    }

    fn hexadecimal(&mut self) -> Result<u32, ParseError> {
        let mut code = 0;
        for _ in 0..4 {
            match self.peek().and_then(|byte| (byte as char).to_digit(16)) {
                Some(digit) => code = code * 16 + digit,
                None => return self.fail("malformed escape"),
            }
            self.position += 1;
        }
        Ok(code)
    }

    fn string(&mut self) -> Result<String, ParseError> {
        self.position += 1;
        let mut bytes = Vec::new();
        loop {
            let byte = match self.peek() {
                None => return self.fail("unterminated string"),
                Some(byte) => byte,
            };
            self.position += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    let escape = self.peek();
                    self.position += 1;
                    match escape {
                        Some(b'n') => bytes.push(b'\n'),
                        Some(b't') => bytes.push(b'\t'),
                        Some(b'r') => bytes.push(b'\r'),
                        Some(b'b') => bytes.push(8),
                        Some(b'f') => bytes.push(12),
                        Some(same @ (b'"' | b'\\' | b'/')) => bytes.push(same),
                        Some(b'u') => {
                            let mut code = self.hexadecimal()?;
                            if (0xd800..0xdc00).contains(&code) && self.accept(b'\\') && self.accept(b'u') {
                                let low = self.hexadecimal()?;
                                code = 0x10000 + ((code - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
                            }
                            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                        }
                        _ => return self.fail("unknown escape"),
                    }
                }
                0..=31 => return self.fail("control character in a string"),
                _ => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).or_else(|_| self.fail("malformed UTF-8"))
    }

    fn list(&mut self) -> Result<Value, ParseError> {
        self.position += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.accept(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.accept(b']') {
                return Ok(Value::List(items));
            }
            if !self.accept(b',') {
                return self.fail("expected a comma");
            }
        }
    }

    fn object(&mut self) -> Result<Value, ParseError> {
        self.position += 1;
        let mut members = BTreeMap::new();
        self.skip_space();
        if self.accept(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return self.fail("expected a key");
            }
            let key = self.string()?;
            self.skip_space();
            if !self.accept(b':') {
                return self.fail("expected a colon");
            }
            let value = self.value()?;
            members.insert(key, value);
            self.skip_space();
            if self.accept(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.accept(b',') {
                return self.fail("expected a comma");
            }
        }
    }
}

fn print_text(output: &mut String, text: &str) {
    output.push('"');
    for character in text.chars() {
        match character {
            '"' => output.push_str("\\\""),
            '\\' => output.push_str("\\\\"),
            '\n' => output.push_str("\\n"),
            '\t' => output.push_str("\\t"),
            control if (control as u32) < 32 => write!(output, "\\u{:04x}", control as u32).unwrap(),
            other => output.push(other),
        }
    }
    output.push('"');
}

// An indentation of None prints everything in one line.
fn print(output: &mut String, value: &Value, indentation: Option<usize>) {
    let inner = indentation.map(|depth| depth + 1);
    let new_line = |output: &mut String, depth: Option<usize>| {
        if let Some(depth) = depth {
            write!(output, "\n{:1$}", "", depth * 2).unwrap();
        }
    };
    match value {
        Value::Null => output.push_str("null"),
        Value::Boolean(boolean) => write!(output, "{}", boolean).unwrap(),
        Value::Number(number) => write!(output, "{}", number).unwrap(),
        Value::Text(text) => print_text(output, text),
        Value::List(items) => {
            output.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    output.push(',');
                }
                new_line(output, inner);
                print(output, item, inner);
            }
            if !items.is_empty() {
                new_line(output, indentation);
            }
            output.push(']');
        }
        Value::Object(members) => {
            output.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    output.push(',');
                }
                new_line(output, inner);
                print_text(output, key);
                output.push_str(if indentation.is_some() { ": " } else { ":" });
                print(output, member, inner);
            }
            if !members.is_empty() {
                new_line(output, indentation);
            }
            output.push('}');
        }
    }
}

fn depth_of(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(depth_of).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth_of).max().unwrap_or(0),
        _ => 1,
    }
}

// A document of some size, from a small generator with a fixed seed.
fn generate(seed: &mut u32, depth: usize) -> Value {
    *seed = seed.wrapping_mul(1664525).wrapping_add(1013904223);
    let choice = *seed >> 24;
    match choice % if depth > 5 { 4 } else { 6 } {
        0 => Value::Number((*seed >> 8) as f64 / 1024.0),
        1 => Value::Text(format!("text {} \"quoted\" \\ \u{e9}\u{1f30d}", choice)),
        2 => Value::Boolean(choice > 128),
        3 => Value::Number(-(choice as f64) * 1e-3),
        4 => Value::List((0..choice % 9).map(|_| generate(seed, depth + 1)).collect()),
        _ => Value::Object((0..choice % 8).map(|index| (format!("key{}", index), generate(seed, depth + 1))).collect()),
    }
}

const DOCUMENT: &str = r#"{
  "name": "Lanner", "kind": "falcon", "wings": 2, "weight": [0.5, 0.6, 9e-1],
  "hunts": true, "sings": false, "enemies": null, "unicode": "\u00e9 \ud83e\udd85 \t tab",
  "nested": {"empty list": [], "empty object": {}, "deep": [[[[1, -2.5, 3e10, 1e-7]]]]}
}"#;

fn main() {
    let document = match std::env::args().nth(1) {
        None => DOCUMENT.to_string(),
        Some(name) => match std::fs::read_to_string(&name) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("json: {}: {}", name, error);
                std::process::exit(1);
            }
        },
    };

    match Parser::parse(&document) {
        Err(error) => println!("error: {}", error),
        Ok(value) => {
            let mut pretty = String::new();
            print(&mut pretty, &value, Some(0));
            println!("{}", pretty);
            println!("depth {}, the printed form reads back {}", depth_of(&value), if Parser::parse(&pretty).unwrap() == value { "equal" } else { "different" });
        }
    }

    let mut seed = 12345;
    let large = Value::List((0..400).map(|_| generate(&mut seed, 0)).collect());
    let mut compact = String::new();
    print(&mut compact, &large, None);
    let again = Parser::parse(&compact).unwrap();
    let checksum = compact.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte as u32));
    println!("generated {} bytes, checksum {:08x}, depth {}, {}", compact.len(), checksum, depth_of(&large), if again == large { "equal" } else { "different" });

    for wrong in ["", "[1,", "{\"a\" 1}", "[tru]", "\"\\x\"", "[1] 2", "1.2.3", &"[".repeat(1000)] {
        match Parser::parse(wrong) {
            Ok(_) => println!("wrongly accepted"),
            Err(error) => println!("refused: {}", error),
        }
    }
}

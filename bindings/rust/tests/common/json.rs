//! A small reader of JSON: the crate depends on no other, and its tests do not either.

use std::collections::BTreeMap;

/// A value of JSON. Numbers keep their text, so that none is rounded.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    pub fn read(text: &str) -> Json {
        let mut reader = Reader { rest: text };
        let value = reader.value();
        reader.skip_space();
        assert!(reader.rest.is_empty(), "something follows: {:?}", reader.rest);
        value
    }

    pub fn text(&self) -> &str {
        match self {
            Json::Text(text) => text,
            other => panic!("{other:?} is no text"),
        }
    }

    pub fn list(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            other => panic!("{other:?} is no list"),
        }
    }

    pub fn object(&self) -> &BTreeMap<String, Json> {
        match self {
            Json::Object(members) => members,
            other => panic!("{other:?} is no object"),
        }
    }

    pub fn number<N: std::str::FromStr>(&self) -> N {
        match self {
            Json::Number(number) => number.parse().ok(),
            _ => None,
        }
        .unwrap_or_else(|| panic!("{self:?} is no number that is expected here"))
    }

    pub fn get(&self, key: &str) -> Option<&Json> {
        self.object().get(key)
    }

    /// Fails if the object has a key that is not among these.
    pub fn allow(&self, keys: &[&str]) {
        for key in self.object().keys() {
            assert!(keys.contains(&key.as_str()), "the key {key:?} is not known; {keys:?} are");
        }
    }

    /// The only member of an object.
    pub fn only(&self) -> (&str, &Json) {
        let mut members = self.object().iter();
        let (key, value) = members.next().expect("an object with a member");
        assert!(members.next().is_none(), "{self:?} has more than one member");
        (key, value)
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, expected: &str) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, expected: &str) {
        assert!(self.take(expected), "{expected:?} was expected, and found was {:?}", self.rest);
    }

    fn value(&mut self) -> Json {
        self.skip_space();
        match self.rest.chars().next() {
            Some('{') => self.members(),
            Some('[') => self.items(),
            Some('"') => Json::Text(self.string()),
            Some('-' | '0'..='9') => {
                let end = self.rest.find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9')).unwrap_or(self.rest.len());
                let (number, rest) = self.rest.split_at(end);
                self.rest = rest;
                Json::Number(number.to_owned())
            }
            _ if self.take("true") => Json::Bool(true),
            _ if self.take("false") => Json::Bool(false),
            _ => {
                self.expect("null");
                Json::Null
            }
        }
    }

    fn members(&mut self) -> Json {
        self.expect("{");
        let mut members = BTreeMap::new();
        if self.take("}") {
            return Json::Object(members);
        }
        loop {
            self.skip_space();
            let key = self.string();
            self.expect(":");
            let value = self.value();
            assert!(members.insert(key.clone(), value).is_none(), "the key {key:?} is there twice");
            if !self.take(",") {
                self.expect("}");
                return Json::Object(members);
            }
        }
    }

    fn items(&mut self) -> Json {
        self.expect("[");
        let mut items = Vec::new();
        if self.take("]") {
            return Json::List(items);
        }
        loop {
            items.push(self.value());
            if !self.take(",") {
                self.expect("]");
                return Json::List(items);
            }
        }
    }

    fn character(&mut self) -> char {
        let character = self.rest.chars().next().expect("the text ends too early");
        self.rest = &self.rest[character.len_utf8()..];
        character
    }

    fn string(&mut self) -> String {
        self.expect("\"");
        let mut text = String::new();
        loop {
            match self.character() {
                '"' => return text,
                '\\' => match self.character() {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    'b' => text.push('\u{8}'),
                    'f' => text.push('\u{c}'),
                    'u' => text.push(self.escaped()),
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
    }

    fn unit(&mut self) -> u32 {
        let (digits, rest) = self.rest.split_at(4);
        self.rest = rest;
        u32::from_str_radix(digits, 16).expect("four hexadecimal digits")
    }

    fn escaped(&mut self) -> char {
        let first = self.unit();
        let code = if (0xd800..0xdc00).contains(&first) {
            self.expect("\\u");
            0x10000 + ((first - 0xd800) << 10) + (self.unit() - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).expect("a character")
    }
}

#[test]
fn json_is_read() {
    let value = Json::read(" {\"a\": [1, -2.5e3, true, null, \"\\u00fc\\ud83e\\udd9c\\n\"], \"b\": {}} ");
    assert_eq!(Some(&Json::Object(BTreeMap::new())), value.get("b"));
    let items = value.get("a").expect("the key").list();
    assert_eq!(-2500.0, items[1].number::<f64>());
    assert_eq!("ü🦜\n", items[4].text());
}

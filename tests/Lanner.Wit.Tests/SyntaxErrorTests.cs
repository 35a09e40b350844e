namespace Lanner.Wit.Tests;

/// <summary>All that the grammar does not allow, with the message for each mistake.</summary>
public sealed class SyntaxErrorTests
{
    [Theory]
    [InlineData("interface i {}", "a.wit:1:1: no `package` declaration says what package this is")]
    [InlineData("package a;", "a.wit:1:10: expected `:` and the name of the package in its namespace, found `;`")]
    [InlineData("package a:b", "a.wit:1:12: expected `{`, found the end of the file")]
    [InlineData("package a:b@1;", "a.wit:1:13: expected a version such as `1.0.0`, found `1`")]
    [InlineData("package a:b@1.0;", "a.wit:1:13: `1.0` is not a semantic version")]
    [InlineData("package a:B;", "a.wit:1:9: `B` has capital letters, which names of packages do not have")]
    [InlineData("package a:b; x", "a.wit:1:14: expected `interface`, `world`, `use` or `package`, found `x`")]
    [InlineData("package a:b; package c:d;", "a.wit:1:25: expected `{`, found `;`")]
    [InlineData("package a:b; package c:d { package e:f {} }", "a.wit:1:28: packages inside packages are not allowed")]
    [InlineData("package a:b;\ninterface i {", "a.wit:2:14: expected a type, a function, `use` or `}`, found the end of the file")]
    [InlineData("package a:b; interface record {}", "a.wit:1:24: expected an identifier, found the keyword `record`")]
    [InlineData("package a:b; use c;", "a.wit:1:18: the package `a:b` has no interface or world `c`")]
    [InlineData("package a:b; use c:d;", "a.wit:1:21: expected `/` and the name of an interface or world of the package `c:d`, found `;`")]
    [InlineData("package a:b; # ", "a.wit:1:14: the character `#` stands for nothing")]
    [InlineData("package a:b; /* /* */", "a.wit:1:14: the comment has no end")]
    [InlineData("package a:b; world w { @external-id(\"x) import i; }", "a.wit:1:37: the string has no end")]
    [InlineData("package a:b; world w { @external-id(\"\\x\") import i; }", "a.wit:1:38: the escape sequence is unknown")]
    [InlineData("package a:b; world w { @external-id(\"\\ff\") import i; }", "a.wit:1:37: the string is not UTF-8")]
    [InlineData(
        "package a:b; world w { @external-id(\"\\u{d800}\") import i; }",
        "a.wit:1:38: the escape sequence stands for no Unicode scalar value")]
    [InlineData("package a:b; // \u202e", "a.wit:1:17: the character U+202E is not allowed")]
    [InlineData("package a:b; \0", "a.wit:1:14: the character U+0000 is not allowed")]
    [InlineData("package a:b; // \u0149", "a.wit:1:17: the character U+0149 is not allowed")]
    public void Files(string text, string message)
    {
        Assert.Equal(message, Samples.ErrorOf(text));
    }

    [Theory]
    [InlineData("a--b: func();", "the identifier `a--b` has a hyphen without a word on each side")]
    [InlineData("a-: func();", "the identifier `a-` has a hyphen without a word on each side")]
    [InlineData("aB: func();", "the identifier `aB` has a word that mixes small and capital letters")]
    [InlineData("a_b: func();", "the identifier `a_b` has a character that is no letter, digit or hyphen")]
    [InlineData("%: func();", "the identifier `%` begins with no letter")]
    [InlineData("%1: func();", "the identifier `%1` begins with no letter")]
    [InlineData("f func();", "expected `:`, found the keyword `func`")]
    [InlineData("f: u8;", "expected `func` or `async`, found the keyword `u8`")]
    [InlineData("f: async u8;", "expected `func`, found the keyword `u8`")]
    [InlineData("f: func;", "expected `(`, found `;`")]
    [InlineData("f: func()", "expected `->` or `;`, found `}`")]
    [InlineData("f: func(a u8);", "expected `:`, found the keyword `u8`")]
    [InlineData("f: func(a: u8 b: u8);", "expected `,` or `)`, found `b`")]
    [InlineData("f: func(u8);", "expected an identifier, found the keyword `u8`")]
    [InlineData("f: func() -> ;", "expected a type, found `;`")]
    [InlineData("f: func() -> (a: u8);", "expected a type, found `(`")]
    [InlineData("type t u8;", "expected `=`, found the keyword `u8`")]
    [InlineData("type t = list;", "expected `<`, found `;`")]
    [InlineData("type t = list<u8;", "expected `,` or `>`, found `;`")]
    [InlineData("type t = list<u8, 0>;", "the length of a list is a number from 1 to 4294967295 without leading zeros, not `0`")]
    [InlineData(
        "type t = list<u8, 4294967296>;",
        "the length of a list is a number from 1 to 4294967295 without leading zeros, not `4294967296`")]
    [InlineData("type t = list<u8, x>;", "expected the length of the list, found `x`")]
    [InlineData("type t = map<u8>;", "expected `,`, found `>`")]
    [InlineData("type t = option<>;", "expected a type, found `>`")]
    [InlineData("type t = result<_>;", "expected `,`, found `>`")]
    [InlineData("type t = result<>;", "expected a type, found `>`")]
    [InlineData("type t = tuple<>;", "a tuple needs at least one element")]
    [InlineData("type t = borrow<u8>;", "expected the name of a resource, found the keyword `u8`")]
    [InlineData("type t = _;", "expected a type, found `_`")]
    [InlineData("record r { x: u8; }", "expected `,` or `}`, found `;`")]
    [InlineData("record r { x }", "expected `:`, found `}`")]
    [InlineData("record r {}", "the record `r` needs at least one field")]
    [InlineData("variant v {}", "the variant `v` needs at least one case")]
    [InlineData("enum e {}", "the enum `e` needs at least one case")]
    [InlineData("flags f {}", "the flags `f` needs at least one flag")]
    [InlineData("enum e { a(u8) }", "expected `,` or `}`, found `(`")]
    [InlineData("variant v { a() }", "expected a type, found `)`")]
    [InlineData("resource r { async constructor(); }", "expected `constructor`, a function or `}`, found the keyword `async`")]
    [InlineData("resource r { m: static u8; }", "expected `func` or `async`, found the keyword `u8`")]
    [InlineData("resource r { m: u8; }", "expected `func`, `async` or `static`, found the keyword `u8`")]
    [InlineData("resource r = u8;", "expected `{` or `;`, found `=`")]
    [InlineData("use x.{};", "expected the name of a type, found `}`")]
    [InlineData("use x;", "expected `.`, found `;`")]
    [InlineData("use x.{a as};", "expected an identifier, found `}`")]
    [InlineData("include x;", "expected a type, a function, `use` or `}`, found the keyword `include`")]
    [InlineData("@since(version = 1) f: func();", "expected a version such as `1.0.0`, found `1`")]
    [InlineData("@since(feature = x) f: func();", "expected `version`, found `feature`")]
    [InlineData("@since f: func();", "expected `(`, found `f`")]
    [InlineData("@other(x) f: func();", "expected `since`, `unstable`, `deprecated` or `external-id`, found `other`")]
    [InlineData("@unstable(feature = a) @unstable(feature = b) f: func();", "`@unstable` is there twice")]
    [InlineData("@unstable(feature = a) @since(version = 1.0.0) f: func();", "an item has `@since` or `@unstable`, not both")]
    [InlineData("@deprecated(version = 1.0.0) f: func();", "`@deprecated` needs `@since` or `@unstable` beside it")]
    [InlineData("record r { @unstable(feature = a) x: u8 }", "expected an identifier, found `@`")]
    [InlineData("@external-id(\"x\") use x.{a};", "`@external-id` is for what worlds import and export, for types and for functions")]
    public void Interfaces(string members, string reason)
    {
        var exception = Assert.Throws<WitException>(() => Samples.ParseInterface(members));

        Assert.Equal(reason, exception.Reason);
        Assert.Equal("a.wit", exception.File);
        Assert.InRange(exception.Line, 3, 4);
    }

    [Theory]
    [InlineData("f: func();", "expected `import`, `export`, `include`, `use`, a type or `}`, found `f`")]
    [InlineData("import a:b;", "expected `/` and the name of an interface or world of the package `a:b`, found `;`")]
    [InlineData("import a: u8;", "expected the name of an interface or world, found the keyword `u8`")]
    [InlineData("import a: ;", "expected `func`, `interface` or the name of an interface, found `;`")]
    [InlineData("import a", "expected `:` or `;`, found `}`")]
    [InlineData("export a: func()", "expected `->` or `;`, found `}`")]
    [InlineData("import a: interface;", "expected `{`, found `;`")]
    [InlineData("include a with b;", "expected `{`, found `b`")]
    [InlineData("include a with { b };", "expected `as`, found `}`")]
    [InlineData("include a as b;", "expected `with` or `;`, found the keyword `as`")]
    [InlineData("resource r { constructor() -> ; }", "expected a type, found `;`")]
    public void Worlds(string members, string reason)
    {
        var exception = Assert.Throws<WitException>(() => Samples.Parse($"package a:b; world w {{ {members} }}"));

        Assert.Equal(reason, exception.Reason);
    }

    [Fact]
    public void The_place_of_a_mistake_counts_lines_and_characters()
    {
        var exception = Assert.Throws<WitException>(() => Samples.Parse("package a:b;\r\n\r\n// ☃\r\n  /* 👋 */ interface i { %x }"));

        Assert.Equal("a.wit:4:29: expected `:`, found `}`", exception.Message);
        Assert.Equal(("a.wit", 4, 29), (exception.File, exception.Line, exception.Column));
    }
}

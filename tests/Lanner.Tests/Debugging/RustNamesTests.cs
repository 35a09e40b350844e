using System.Diagnostics;
using Lanner.Debugging;

namespace Lanner.Tests.Debugging;

/// <summary>Symbols of Rust as people wrote them.</summary>
public sealed class RustNamesTests
{
    [Theory]
    [InlineData("_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write")]
    [InlineData("_ZN4core3fmt5write17h0123456789abcdefE.llvm.42", "core::fmt::write")]
    [InlineData(
        "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h0123456789abcdefE",
        "<Test + 'static as foo::Bar<Test>>::bar")]
    [InlineData("_ZN4test1a2bc17h0123456789abcdefE", "test::a::bc")]
    [InlineData("_ZN3foo28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", "foo::{{closure}}")]
    public void Legacy_symbols_become_paths(string symbol, string path) => Assert.Equal(path, RustNames.Demangle(symbol));

    [Theory]
    [InlineData("_RNvC7mycrate3foo", "mycrate::foo")]
    [InlineData("_RNvNtCs1234_7mycrate3foo3bar", "mycrate::foo::bar")]
    [InlineData("_RNCNvC7mycrate3foo0", "mycrate::foo::{closure#0}")]
    [InlineData("_RNCNvC7mycrate3foos_0", "mycrate::foo::{closure#1}")]
    [InlineData("_RINvNtC3std3mem8align_ofjdE", "std::mem::align_of::<usize, f64>")]
    [InlineData("_RINvNtC3std3mem8align_ofjdE7mycrate", "_RINvNtC3std3mem8align_ofjdE7mycrate")]
    [InlineData("_RINvNtC3std3mem8align_ofjdEC7mycrate", "std::mem::align_of::<usize, f64>")]
    [InlineData("_RNvMC7mycrateNtB2_3Foo3bar", "<mycrate::Foo>::bar")]
    [InlineData("_RNvXC7mycrateNtB2_3FooNtC4core5Clone5clone", "<mycrate::Foo as core::Clone>::clone")]
    [InlineData("_RNvYNtC7mycrate3FooNtC4core5Clone5clone", "<mycrate::Foo as core::Clone>::clone")]
    [InlineData("_RINvC7mycrate3fooAhj10_E", "mycrate::foo::<[u8; 16]>")]
    [InlineData("_RINvC7mycrate3fooKln5_Kb1_Kc41_E", "mycrate::foo::<-5, true, 'A'>")]
    [InlineData("_RINvC7mycrate3fooRShQeTlETEPOmE", "mycrate::foo::<&[u8], &mut str, (i32,), (), *const *mut u32>")]
    [InlineData("_RINvC7mycrate3fooFG_RL0_hEuE", "mycrate::foo::<for<'a> fn(&'a u8)>")]
    [InlineData("_RINvC7mycrate3fooFUKClEmE", "mycrate::foo::<unsafe extern \"C\" fn(i32) -> u32>")]
    [InlineData("_RINvC7mycrate3fooDNtC4core4Iterp4ItemlEL_E", "mycrate::foo::<dyn core::Iter<Item = i32>>")]
    [InlineData("_RNvC6_123foo3bar", "123foo::bar")]
    [InlineData("_RNvC4testu9bcher_kva", "test::b\u00fccher")]
    public void Symbols_of_version_0_become_paths(string symbol, string path) => Assert.Equal(path, RustNames.Demangle(symbol));

    [Theory]
    [InlineData("main")]
    [InlineData("")]
    [InlineData("_")]
    [InlineData("_R")]
    [InlineData("_RNv")]
    [InlineData("_RB_")]
    [InlineData("_RNvB0_3foo")]
    [InlineData("_RNvC99999999999999999999foo3bar")]
    [InlineData("_RINvC1a1bLzzzzzzzzzzzzzzz_E")]
    [InlineData("_RINvC1a1bKlfffffffffffffffffffffffffffffffffffffffffff_E")]
    [InlineData("_ZN3foo3barE")]
    [InlineData("_ZNSt6vectorIiSaIiEE9push_backEOi")]
    [InlineData("_ZN9999999999foo17h0123456789abcdefE")]
    [InlineData("_ZN3foo17h0123456789abcdeE")]
    [InlineData("_ZN17h0123456789abcdefE")]
    public void Other_names_stay_what_they_are(string name) => Assert.Equal(name, RustNames.Demangle(name));

    /// <summary>Each tuple holds the one before twice: what the last stands for has two to the power of its number as many parts.</summary>
    [Fact]
    public void A_symbol_that_stands_for_far_more_than_it_holds_stays_what_it_is()
    {
        var symbol = "_RINvC1a1b";
        var last = "l";
        for (var count = 0; count < 30; count++)
        {
            var start = symbol.Length - 2;
            symbol += $"T{last}{last}E";
            last = $"B{InBase62(start - 1)}_";
        }

        symbol += "E";

        var clock = Stopwatch.StartNew();
        Assert.Equal(symbol, RustNames.Demangle(symbol));
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"{clock.Elapsed}");
    }

    [Fact]
    public void Symbols_that_are_long_or_deep_stay_what_they_are()
    {
        var deep = $"_RINvC1a1b{new string('S', 2000)}lE";
        Assert.Equal(deep, RustNames.Demangle(deep));
        var longName = $"_RNvC1a5000{new string('x', 5000)}";
        Assert.Equal(longName, RustNames.Demangle(longName));
    }

    [Fact]
    public void Frames_show_paths()
    {
        var frame = new WasmFrame("m", 3, "_RNvC7mycrate3foo", 16);
        Assert.Equal("m!mycrate::foo (function 3, offset 0x10)", frame.ToString());
        Assert.Equal("_RNvC7mycrate3foo", frame.FunctionName);
    }

    private static string InBase62(int number)
    {
        const string digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        return number < 62 ? digits[number].ToString() : InBase62(number / 62) + digits[number % 62];
    }
}

namespace Lanner.Components.Tests;

/// <summary>The samples that are libraries: one interface, implemented in three languages.</summary>
public sealed class SampleTests
{
    private const string Words = "lanner:samples/words@0.1.0";

    /// <summary>The components that export the interface; some are not committed.</summary>
    public static TheoryData<string> Libraries =>
        ["samples/components/words-c.wasm", "samples/components/words-rust.wasm", "artifacts/components/words-js.wasm"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Words_are_counted(string library)
    {
        using var running = new Running();
        var count = Instantiate(running, library).GetFunction($"{Words}#count");
        Assert.Equal(
            Counts(("the", 2), ("guest", 1), ("host", 1), ("sees", 1)), count.Call(ComponentValue.FromString("The host sees THE guest.")));
        Assert.Equal(Counts(), count.Call(ComponentValue.FromString("")));
        Assert.Equal(Counts(), count.Call(ComponentValue.FromString("... --- ...")));
        // The third has four bytes in UTF-8 and two units in UTF-16; the second comes behind it in UTF-16 only.
        Assert.Equal(
            Counts(("Ärger", 1), ("\uffee", 1), ("\U00020000", 1)), count.Call(ComponentValue.FromString("\U00020000 Ärger \uffee")));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_text_is_counted_part_by_part(string library)
    {
        using var running = new Running();
        var instance = Instantiate(running, library);
        var add = instance.GetFunction($"{Words}#[method]counter.add");
        var top = instance.GetFunction($"{Words}#[method]counter.top");
        var longest = instance.GetFunction($"{Words}#[method]counter.longest");
        using var counter = instance.GetFunction($"{Words}#[constructor]counter").Call()!.Value.AsResource();
        using var other = instance.GetFunction($"{Words}#[constructor]counter").Call()!.Value.AsResource();
        var (one, two) = (ComponentValue.FromBorrow(counter), ComponentValue.FromBorrow(other));

        Assert.Equal(ComponentValue.None, longest.Call(one));
        Assert.Equal(ComponentValue.FromU32(3), add.Call(one, ComponentValue.FromString("b a b")));
        Assert.Equal(ComponentValue.FromU32(2), add.Call(one, ComponentValue.FromString("éé ab")));
        Assert.Equal(ComponentValue.FromU32(1), add.Call(two, ComponentValue.FromString("elsewhere")));
        Assert.Equal(Counts(("b", 2), ("a", 1)), top.Call(one, ComponentValue.FromU32(2)));
        Assert.Equal(Counts(), top.Call(one, ComponentValue.FromU32(0)));
        // Both have two characters, and the first of them in the order of the counts is it.
        Assert.Equal(ComponentValue.Some(ComponentValue.FromString("ab")), longest.Call(one));
        Assert.Equal(Counts(("elsewhere", 1)), top.Call(two, ComponentValue.FromU32(9)));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Many_calls_with_long_texts_free_what_they_took(string library)
    {
        // The texts are more than there is memory, and the words of the results too.
        using var running = new Running(new StoreLimits { MemoryBytes = 8 << 20 });
        var count = Instantiate(running, library).GetFunction($"{Words}#count");
        var words = Enumerable.Range(0, 100).Select(number => $"{number}{new string('a', 1_000)}");
        var text = ComponentValue.FromString(string.Join(' ', words));
        for (var call = 0; call < 100; call++)
        {
            Assert.Equal(100, count.Call(text)!.Value.AsList().Count);
        }
    }

    private static ComponentValue Counts(params ReadOnlySpan<(string Word, int Count)> words)
    {
        var records = new ComponentValue[words.Length];
        for (var index = 0; index < words.Length; index++)
        {
            records[index] = ComponentValue.FromRecord(
                ("word", ComponentValue.FromString(words[index].Word)), ("count", ComponentValue.FromU32((uint)words[index].Count)));
        }

        return ComponentValue.FromList(records);
    }

    private static ComponentInstance Instantiate(Running running, string library)
    {
        var file = Repository.PathOf(library);
        Assert.SkipUnless(File.Exists(file), $"{library} is not there: samples/components/build.sh makes it.");
        return running.Linker.Instantiate(running.Store, Component.FromBinary(running.Engine, File.ReadAllBytes(file)));
    }
}
